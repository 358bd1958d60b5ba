package dev.jobq.benchmarks.machine;

import java.io.BufferedReader;
import java.io.BufferedWriter;
import java.io.IOException;
import java.io.InputStreamReader;
import java.io.OutputStreamWriter;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;

/** Another JVM with this one's class path, spoken to line by line. It ends when its input does. */
public final class ChildJvm implements AutoCloseable {

    private static final int GRACE_SECONDS = 20;

    private final Process process;
    private final BufferedReader answers;
    private final BufferedWriter orders;

    /** Starts a main class. */
    public ChildJvm(Class<?> main, List<String> jvmOptions, List<String> arguments) throws IOException {
        this(main, jvmOptions, arguments, ProcessBuilder.Redirect.INHERIT);
    }

    /** Starts a main class whose standard error goes there. */
    public ChildJvm(Class<?> main, List<String> jvmOptions, List<String> arguments, ProcessBuilder.Redirect errors)
            throws IOException {
        List<String> command = new ArrayList<>();
        command.add(ProcessHandle.current().info().command().orElse("java"));
        command.addAll(jvmOptions);
        command.add("--enable-native-access=ALL-UNNAMED");
        command.add("-Djava.io.tmpdir=" + System.getProperty("java.io.tmpdir"));
        command.add("-cp");
        command.add(System.getProperty("java.class.path"));
        command.add(main.getName());
        command.addAll(arguments);
        process = new ProcessBuilder(command).redirectError(errors).start();
        answers = new BufferedReader(new InputStreamReader(process.getInputStream(), StandardCharsets.UTF_8));
        orders = new BufferedWriter(new OutputStreamWriter(process.getOutputStream(), StandardCharsets.UTF_8));
    }

    /** Says a line. */
    public void say(String line) throws IOException {
        orders.write(line);
        orders.newLine();
        orders.flush();
    }

    /** Waits for a line. */
    public String hear() throws IOException {
        String line = answers.readLine();
        if (line == null) {
            throw new IOException("the child process ended without an answer");
        }
        return line;
    }

    /** Waits for a line. Who says nothing for so long is ended, so that nobody waits for ever. */
    public String hear(Duration longest) throws IOException {
        CompletableFuture<Void> end = new CompletableFuture<Boolean>()
                .completeOnTimeout(true, longest.toMillis(), TimeUnit.MILLISECONDS)
                .thenRun(process::destroyForcibly);
        try {
            return hear();
        } finally {
            end.cancel(false);
        }
    }

    /** Its process id. */
    public long pid() {
        return process.pid();
    }

    /** Sends a signal by its name without "SIG"; nothing happens if it has ended. */
    public void signal(String name) throws IOException, InterruptedException {
        if (process.isAlive()) {
            new ProcessBuilder("kill", "-" + name, Long.toString(process.pid()))
                    .redirectError(ProcessBuilder.Redirect.DISCARD)
                    .start()
                    .waitFor();
        }
    }

    /** Waits for its end. */
    public void awaitEnd() throws IOException, InterruptedException {
        if (!process.waitFor(2L * GRACE_SECONDS, TimeUnit.SECONDS)) {
            throw new IOException("process " + process.pid() + " does not end");
        }
    }

    @Override
    public void close() throws IOException, InterruptedException {
        orders.close();
        if (!process.waitFor(GRACE_SECONDS, TimeUnit.SECONDS)) {
            process.destroyForcibly();
        }
    }
}

package dev.jobq.process;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStream;
import java.io.InputStreamReader;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import java.util.function.Consumer;

/**
 * A JVM of its own that runs a main class of these tests. It says what it did line by line on its standard output, and ends
 * when its standard input does, so that none outlives the tests.
 */
final class ChildJvm implements AutoCloseable {

    private static final long PATIENCE_SECONDS = 60;

    private final Process process;
    private final BlockingQueue<String> output = new LinkedBlockingQueue<>();
    private final List<String> errors = new ArrayList<>();
    private final List<Thread> readers;

    private ChildJvm(Process process) {
        this.process = process;
        this.readers = List.of(reader(process.getInputStream(), output::add), reader(process.getErrorStream(), line -> {
            synchronized (errors) {
                errors.add(line);
            }
        }));
    }

    static ChildJvm start(Class<?> main, String... arguments) throws IOException {
        return withHeap("128m", main, arguments);
    }

    /** One whose heap is of this size. */
    static ChildJvm withHeap(String size, Class<?> main, String... arguments) throws IOException {
        List<String> command = new ArrayList<>(List.of(
                Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                "-Xmx" + size,
                "-XX:+UseSerialGC",
                "-XX:TieredStopAtLevel=1",
                "-XX:+IgnoreUnrecognizedVMOptions",
                "--enable-native-access=ALL-UNNAMED",
                "-Dlogback.configurationFile=dev/jobq/process/logback-child.xml",
                "-cp",
                System.getProperty("java.class.path"),
                main.getName()));
        command.addAll(List.of(arguments));
        return new ChildJvm(new ProcessBuilder(command).start());
    }

    /** The next line it says. */
    String next() throws InterruptedException {
        String line = output.poll(PATIENCE_SECONDS, TimeUnit.SECONDS);
        if (line == null) {
            throw new AssertionError(
                    "%s said nothing; alive: %s; errors: %s".formatted(process.pid(), process.isAlive(), errors()));
        }
        return line;
    }

    /** Waits until it says this. */
    ChildJvm await(String expected) throws InterruptedException {
        String line = next();
        if (!line.equals(expected)) {
            throw new AssertionError("Expected '%s' but got '%s'; errors: %s".formatted(expected, line, errors()));
        }
        return this;
    }

    /** Asks it to end and waits for that. */
    int stop() throws IOException, InterruptedException {
        process.getOutputStream().close();
        if (!process.waitFor(PATIENCE_SECONDS, TimeUnit.SECONDS)) {
            process.destroyForcibly();
            throw new AssertionError("%s did not end; errors: %s".formatted(process.pid(), errors()));
        }
        for (Thread reader : readers) {
            reader.join();
        }
        return process.exitValue();
    }

    /** Waits until it ends by itself. */
    int exit() throws InterruptedException {
        if (!process.waitFor(PATIENCE_SECONDS, TimeUnit.SECONDS)) {
            throw new AssertionError("%s did not end; errors: %s".formatted(process.pid(), errors()));
        }
        return process.exitValue();
    }

    /** Tells it to go on. */
    void go() throws IOException {
        process.getOutputStream().write('\n');
        process.getOutputStream().flush();
    }

    boolean isAlive() {
        return process.isAlive();
    }

    /** Stops it where it is, as a suspended machine does. */
    void freeze() throws IOException, InterruptedException {
        Freezer.freeze(process);
    }

    /** Lets it go on. */
    void thaw() throws IOException, InterruptedException {
        Freezer.thaw(process);
    }

    /** Asks it to end as a supervisor does, by {@code SIGTERM}, and does not wait. */
    void terminate() {
        process.destroy();
    }

    /** Ends it as {@code kill -9} does. */
    void kill() throws InterruptedException {
        process.destroyForcibly().waitFor();
    }

    /** What it complained of. */
    List<String> errors() {
        synchronized (errors) {
            return List.copyOf(errors);
        }
    }

    @Override
    public void close() throws InterruptedException {
        kill();
    }

    private static Thread reader(InputStream stream, Consumer<String> lines) {
        Thread thread = new Thread(() -> {
            try (BufferedReader reader = new BufferedReader(new InputStreamReader(stream, StandardCharsets.UTF_8))) {
                reader.lines().forEach(lines);
            } catch (IOException | UncheckedIOException ex) {
                lines.accept("(stream broken: %s)".formatted(ex));
            }
        });
        thread.setDaemon(true);
        thread.start();
        return thread;
    }
}

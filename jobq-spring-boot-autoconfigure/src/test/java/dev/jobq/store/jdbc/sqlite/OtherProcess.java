package dev.jobq.store.jdbc.sqlite;

import dev.jobq.process.Freezer;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.io.PrintWriter;
import java.io.UncheckedIOException;
import java.nio.channels.FileLock;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.concurrent.TimeUnit;

/** A second process that takes the locks of a side file on command: locks within one JVM would prove nothing. */
final class OtherProcess implements AutoCloseable {

    /** Where the turnstile stands, counted as the nodes are. */
    private static final int TURNSTILE = -1023;

    private static volatile boolean hadTurn;

    private final Process process;
    private final PrintWriter commands;
    private final BufferedReader answers;

    private OtherProcess(Path database) throws IOException {
        Path side = database.resolveSibling(database.getFileName() + "-jobq.lock");
        this.process = new ProcessBuilder(
                        Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                        "-XX:TieredStopAtLevel=1",
                        "-cp",
                        System.getProperty("java.class.path"),
                        OtherProcess.class.getName(),
                        side.toString())
                .redirectError(ProcessBuilder.Redirect.INHERIT)
                .start();
        this.commands = new PrintWriter(process.getOutputStream(), true, StandardCharsets.UTF_8);
        this.answers = new BufferedReader(new InputStreamReader(process.getInputStream(), StandardCharsets.UTF_8));
        answers.readLine();
    }

    /** Starts it. */
    static OtherProcess idle(Path database) throws IOException {
        return new OtherProcess(database);
    }

    /** Starts it and has it take the turn. */
    static OtherProcess lock(Path database) throws IOException {
        OtherProcess process = new OtherProcess(database);
        process.ask("lock");
        return process;
    }

    void unlock() throws IOException {
        ask("unlock");
    }

    boolean hold(long node) throws IOException {
        return ask("hold " + node).equals("done");
    }

    boolean isFree(long node) throws IOException {
        return Boolean.parseBoolean(ask("free " + node));
    }

    /** Has it wait for the turn. */
    void startWaiting() throws IOException {
        ask("wait");
    }

    /** Whether it has had the turn that it waited for. */
    boolean hadTurn() throws IOException {
        return Boolean.parseBoolean(ask("had"));
    }

    /** Whether nobody but this process stands before those who want the turn. */
    boolean isTurnstileFree() throws IOException {
        return Boolean.parseBoolean(ask("turnstile"));
    }

    /** Stops it where it is. */
    void freeze() throws IOException, InterruptedException {
        Freezer.freeze(process);
    }

    /** Lets it go on. */
    void thaw() throws IOException, InterruptedException {
        Freezer.thaw(process);
    }

    void kill() throws InterruptedException {
        process.destroyForcibly().waitFor();
    }

    @Override
    public void close() throws InterruptedException {
        kill();
    }

    private String ask(String command) throws IOException {
        commands.println(command);
        return answers.readLine();
    }

    private static void takeAndGiveBack(SideFile file) {
        try {
            TurnKeeper keeper = new TurnKeeper(file, "waiting");
            hadTurn = keeper.take(TimeUnit.MINUTES.toNanos(1));
            keeper.give();
        } catch (IOException ex) {
            throw new UncheckedIOException(ex);
        }
    }

    public static void main(String[] args) throws IOException {
        BufferedReader in = new BufferedReader(new InputStreamReader(System.in, StandardCharsets.UTF_8));
        try (SideFile file = new SideFile(Path.of(args[0]))) {
            System.out.println("ready");
            FileLock turn = null;
            for (String line = in.readLine(); line != null; line = in.readLine()) {
                String[] words = line.split(" ", -1);
                String answer = "done";
                switch (words[0]) {
                    case "lock" -> turn = file.awaitTurn();
                    case "unlock" -> turn.release();
                    case "wait" -> new Thread(() -> takeAndGiveBack(file)).start();
                    case "had" -> answer = String.valueOf(hadTurn);
                    case "turnstile" -> answer = String.valueOf(file.isFree(TURNSTILE));
                    case "hold" -> file.hold(Long.parseLong(words[1]));
                    default -> answer = String.valueOf(file.isFree(Long.parseLong(words[1])));
                }
                System.out.println(answer);
            }
        }
    }
}

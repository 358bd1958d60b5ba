package dev.jobq.process;

import static org.awaitility.Awaitility.await;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.stream.Stream;

/** Stops processes where they are, as a suspended machine does, and lets them go on. */
public final class Freezer {

    private Freezer() {}

    /** Returns when no thread of the process runs any more: the signal alone is only a request. */
    public static void freeze(Process process) throws IOException, InterruptedException {
        signal(process, "STOP");
        Path threads = Path.of("/proc/%d/task".formatted(process.pid()));
        if (Files.exists(threads)) {
            await().until(() -> areStopped(threads));
        }
    }

    /** Lets it go on. */
    public static void thaw(Process process) throws IOException, InterruptedException {
        signal(process, "CONT");
    }

    private static void signal(Process process, String name) throws IOException, InterruptedException {
        int exit = new ProcessBuilder("kill", "-" + name, Long.toString(process.pid()))
                .start()
                .waitFor();
        if (exit != 0) {
            throw new AssertionError("kill -%s %d failed".formatted(name, process.pid()));
        }
    }

    private static boolean areStopped(Path threads) {
        try (Stream<Path> all = Files.list(threads)) {
            return all.allMatch(Freezer::isStopped);
        } catch (IOException ex) {
            throw new UncheckedIOException(ex);
        }
    }

    /** By the state that follows the name in parentheses. */
    private static boolean isStopped(Path thread) {
        try {
            String stat = Files.readString(thread.resolve("stat"));
            return stat.startsWith("T", stat.lastIndexOf(')') + 2);
        } catch (IOException ex) {
            // It ended meanwhile.
            return true;
        }
    }
}

package dev.jobq.benchmarks.chaos;

import java.io.FileOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;

/**
 * The file in which one process writes down what it did. A line is with the operating system when {@link #add} returns, so it
 * outlives a kill. It is apart from the database: what it says does not depend on what it is to check.
 */
final class History implements AutoCloseable {

    /** A stream, not a channel: that would be closed by an interrupt that comes while it is written to. */
    private final OutputStream file;

    private final long process = ProcessHandle.current().pid();

    History(Path directory) throws IOException {
        file = new FileOutputStream(of(directory, process).toFile(), true);
    }

    private static Path of(Path directory, long process) {
        return directory.resolve("history-" + process);
    }

    void add(Deed.Kind kind, long job, long fence, String key) {
        Deed deed = new Deed(kind, System.nanoTime(), process, job, fence, key);
        try {
            // One write for a line, at the end of the file: lines of several threads do not mix.
            file.write(deed.toLine().getBytes(StandardCharsets.US_ASCII));
        } catch (IOException ex) {
            throw new IllegalStateException("the history cannot be written", ex);
        }
    }

    /** What one process did, but for a line that it is about to write. */
    static List<Deed> read(Path directory, long process) throws IOException {
        Path file = of(directory, process);
        if (!Files.exists(file)) {
            return List.of();
        }
        String text = Files.readString(file, StandardCharsets.US_ASCII);
        return text.substring(0, text.lastIndexOf('\n') + 1)
                .lines()
                .map(Deed::parse)
                .toList();
    }

    /** What all processes that wrote into the directory did. */
    static List<Deed> readAll(Path directory) throws IOException {
        List<Deed> deeds = new ArrayList<>();
        try (Stream<Path> files = Files.list(directory)) {
            for (Path file : files.filter(one -> one.getFileName().toString().startsWith("history-"))
                    .toList()) {
                for (String line : Files.readAllLines(file, StandardCharsets.US_ASCII)) {
                    deeds.add(Deed.parse(line));
                }
            }
        }
        return deeds;
    }

    @Override
    public void close() throws IOException {
        file.close();
    }
}

package dev.jobq.benchmarks.chaos;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;

/**
 * The file in which one process writes down what it did. A line is with the operating system when {@link #add} returns, so it
 * outlives a kill. It is apart from the database: what it says does not depend on what it is to check.
 */
final class History implements AutoCloseable {

    private final FileChannel file;
    private final long process = ProcessHandle.current().pid();

    History(Path directory) throws IOException {
        file = FileChannel.open(
                directory.resolve("history-" + process), StandardOpenOption.CREATE, StandardOpenOption.APPEND);
    }

    void add(Deed.Kind kind, long job, long fence, String key) {
        Deed deed = new Deed(kind, System.nanoTime(), process, job, fence, key);
        boolean isInterrupted = Thread.interrupted(); // an interrupt would close the file
        try {
            // One write for a line, at the end of the file: lines of several threads do not mix.
            file.write(ByteBuffer.wrap(deed.toLine().getBytes(StandardCharsets.US_ASCII)));
        } catch (IOException ex) {
            throw new IllegalStateException("the history cannot be written", ex);
        } finally {
            if (isInterrupted) {
                Thread.currentThread().interrupt();
            }
        }
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

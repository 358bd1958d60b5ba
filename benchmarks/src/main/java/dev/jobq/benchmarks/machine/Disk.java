package dev.jobq.benchmarks.machine;

import dev.jobq.benchmarks.measure.Figures;
import dev.jobq.benchmarks.measure.Samples;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.time.Duration;
import java.util.Comparator;
import java.util.stream.Stream;

/** The disk that all data is on. Everything made here goes with {@link #close()}. */
public final class Disk implements AutoCloseable {

    private final Path root;
    private int made;

    /** A new directory below the given one. */
    public Disk(Path parent) throws IOException {
        Files.createDirectories(parent);
        root = Files.createTempDirectory(parent, "run-");
    }

    /** A new empty directory. */
    public synchronized Path directory(String name) throws IOException {
        return Files.createDirectory(root.resolve(name + "-" + ++made));
    }

    /**
     * Appends to a file and flushes it, over and over: what any queue could do at best with a write of its own for every
     * job.
     */
    public Figures naiveFsync(Duration time, String text) throws IOException {
        Path directory = directory("fsync");
        Samples micros = new Samples();
        byte[] bytes = text.getBytes(StandardCharsets.UTF_8);
        long start = System.nanoTime();
        try (FileChannel file = FileChannel.open(
                directory.resolve("jobs"),
                StandardOpenOption.CREATE,
                StandardOpenOption.WRITE,
                StandardOpenOption.APPEND)) {
            long now = start;
            while (now - start < time.toNanos()) {
                file.write(ByteBuffer.wrap(bytes));
                file.force(true);
                micros.addMicrosSince(now);
                now = System.nanoTime();
            }
        }
        Figures figures = Figures.perSecond(Samples.perSecond(micros.size(), start))
                .and("p50Micros", micros.median())
                .and("p99Micros", micros.percentile(0.99));
        delete(directory);
        return figures;
    }

    /** Deletes a directory with all in it. */
    public void delete(Path directory) throws IOException {
        if (!Files.exists(directory)) {
            return;
        }
        try (Stream<Path> files = Files.walk(directory)) {
            files.sorted(Comparator.reverseOrder()).forEach(Disk::deleteOne);
        } catch (UncheckedIOException ex) {
            throw ex.getCause();
        }
    }

    private static void deleteOne(Path file) {
        try {
            Files.deleteIfExists(file);
        } catch (IOException ex) {
            throw new UncheckedIOException(ex);
        }
    }

    @Override
    public void close() throws IOException {
        delete(root);
    }
}

package dev.jobq.history;

import dev.jobq.JobId;
import dev.jobq.history.HistoryLine.What;
import java.io.Closeable;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.List;
import java.util.stream.Stream;

/**
 * The file that all processes of a test append to. A line is one write to a file opened for appending, so lines do not mix, a
 * line is there once the method returns, also after a kill, and the order of lines is an order of what happened: whatever is
 * noted after something else was noted also happened after it.
 */
public final class HistoryFile implements Closeable {

    private final FileChannel channel;
    private final String process;

    /**
     * Opens it for a process.
     *
     * @param process its name in the file
     */
    public HistoryFile(Path file, String process) {
        try {
            this.channel = FileChannel.open(file, StandardOpenOption.CREATE, StandardOpenOption.APPEND);
        } catch (IOException ex) {
            throw new UncheckedIOException(ex);
        }
        this.process = process;
    }

    /** To be called before the commit. */
    public void enqueuing(String ticket) {
        add(What.ENQUEUING, ticket, HistoryLine.NONE, 0, 0);
    }

    /** To be called after the commit, for each job in order. */
    public void enqueued(String ticket, String key, JobId id) {
        add(What.ENQUEUED, ticket, key, id.value(), 0);
    }

    /** To be called first by the handler. */
    public void started(String key, JobId id, long fence) {
        add(What.STARTED, HistoryLine.NONE, key, id.value(), fence);
    }

    /** The same, with the time at which the store let it start. */
    public void started(String key, JobId id, long fence, Instant at) {
        write(new HistoryLine(
                What.STARTED,
                process,
                HistoryLine.NONE,
                key,
                id.value(),
                fence,
                ChronoUnit.MICROS.between(Instant.EPOCH, at)));
    }

    /** To be called last by a handler that is through. */
    public void completed(String key, JobId id, long fence) {
        add(What.COMPLETED, HistoryLine.NONE, key, id.value(), fence);
    }

    /** To be called last by a handler whose job is to run again. */
    public void again(String key, JobId id, long fence) {
        add(What.AGAIN, HistoryLine.NONE, key, id.value(), fence);
    }

    /** To be called last by a handler whose job is to run again behind the others. */
    public void toBack(String key, JobId id, long fence) {
        add(What.TO_BACK, HistoryLine.NONE, key, id.value(), fence);
    }

    /** To be called when a process was killed and is dead. */
    public void killed(String victim) {
        write(HistoryLine.now(What.KILLED, victim, HistoryLine.NONE, HistoryLine.NONE, 0, 0));
    }

    /** All lines so far. */
    public static List<HistoryLine> read(Path file) {
        try (Stream<String> lines = Files.lines(file)) {
            return lines.map(HistoryLine::parse).toList();
        } catch (IOException ex) {
            throw new UncheckedIOException(ex);
        }
    }

    private void add(What what, String ticket, String key, long job, long fence) {
        write(HistoryLine.now(what, process, ticket, key, job, fence));
    }

    private void write(HistoryLine line) {
        ByteBuffer bytes = ByteBuffer.wrap(line.text().getBytes(StandardCharsets.UTF_8));
        try {
            channel.write(bytes);
        } catch (IOException ex) {
            throw new UncheckedIOException(ex);
        }
        if (bytes.hasRemaining()) {
            throw new IllegalStateException("Only a part of a line was written: " + line);
        }
    }

    @Override
    public void close() throws IOException {
        channel.close();
    }
}

package dev.jobq.process;

import dev.jobq.JobId;
import java.io.Closeable;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.List;

/** A file in which one process notes each job that it ran. A line is there when {@link #add} returns, also after a kill. */
final class History implements Closeable {

    private final FileChannel channel;

    History(Path file) throws IOException {
        this.channel = FileChannel.open(file, StandardOpenOption.CREATE, StandardOpenOption.APPEND);
    }

    void add(JobId id) throws IOException {
        channel.write(ByteBuffer.wrap((id + "\n").getBytes(StandardCharsets.UTF_8)));
    }

    static List<JobId> read(Path file) throws IOException {
        return Files.exists(file)
                ? Files.readAllLines(file).stream().map(JobId::parse).toList()
                : List.of();
    }

    @Override
    public void close() throws IOException {
        channel.close();
    }
}

package dev.jobq.autoconfigure;

import dev.jobq.ProcessId;
import java.net.InetAddress;
import java.net.UnknownHostException;
import java.time.Instant;
import java.util.concurrent.atomic.AtomicLong;
import java.util.function.Supplier;

/** Gives ids of this process, each with a moment of its own. */
final class ProcessIds implements Supplier<ProcessId> {

    private final String host = host();
    private final long pid = ProcessHandle.current().pid();
    private final AtomicLong last = new AtomicLong();

    @Override
    public ProcessId get() {
        long millis = last.updateAndGet(before -> Math.max(before + 1, System.currentTimeMillis()));
        return new ProcessId(host, pid, Instant.ofEpochMilli(millis));
    }

    private static String host() {
        try {
            String name = InetAddress.getLocalHost().getHostName();
            return name.isBlank() ? "localhost" : name;
        } catch (UnknownHostException ex) {
            return "localhost";
        }
    }
}

package dev.jobq.autoconfigure;

import dev.jobq.ProcessId;
import java.time.Instant;
import java.util.concurrent.atomic.AtomicLong;
import java.util.function.Supplier;

/** Gives ids of this process, each with a moment of its own. */
final class ProcessIds implements Supplier<ProcessId> {

    private final ProcessId self = ProcessId.ofThisProcess(Instant.EPOCH);
    private final AtomicLong last = new AtomicLong();

    @Override
    public ProcessId get() {
        long millis = last.updateAndGet(before -> Math.max(before + 1, System.currentTimeMillis()));
        return new ProcessId(self.host(), self.pid(), Instant.ofEpochMilli(millis));
    }
}

package dev.jobq.engine;

import dev.jobq.QueueClosedException;
import dev.jobq.StoreUnavailableException;
import dev.jobq.store.JobLog;
import java.time.Duration;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;

/** Writes what attempts say: now and then, and before their ends are recorded. */
final class LogWriter {

    /** The least time between two writes. */
    static final Duration REST = Duration.ofMillis(250);

    private final JobLog log;
    private final Runnable wake;
    private final Object writing = new Object();
    private final Set<AttemptLog> changed = new LinkedHashSet<>();
    private List<JobLog.Entry> unwritten = new ArrayList<>();

    /**
     * @param wake has {@link #flush} called soon
     */
    LogWriter(JobLog log, Runnable wake) {
        this.log = log;
        this.wake = wake;
    }

    /** This log has something to write. Called under its lock. */
    void changed(AttemptLog attempt) {
        boolean isFirst;
        synchronized (changed) {
            isFirst = changed.isEmpty();
            changed.add(attempt);
        }
        if (isFirst) {
            wake.run();
        }
    }

    /** Writes all that was said before, waiting for a write that is under way. */
    void flush() {
        synchronized (writing) {
            // First what the store did not take the last time: as long as it is away, attempts keep what they say, and
            // each keeps a bounded part only.
            write();
            takeChanged().forEach(attempt -> unwritten.addAll(attempt.drain()));
            write();
        }
    }

    private void write() {
        if (unwritten.isEmpty()) {
            return;
        }
        try {
            log.write(unwritten);
        } catch (StoreUnavailableException | QueueClosedException ex) {
            // Kept for the next time.
            throw ex;
        } catch (RuntimeException ex) {
            EngineLog.logDropped(ex);
        }
        unwritten = new ArrayList<>();
    }

    private List<AttemptLog> takeChanged() {
        synchronized (changed) {
            List<AttemptLog> taken = List.copyOf(changed);
            changed.clear();
            return taken;
        }
    }
}

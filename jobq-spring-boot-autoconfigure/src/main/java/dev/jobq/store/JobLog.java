package dev.jobq.store;

import dev.jobq.JobEvent;
import dev.jobq.JobId;
import dev.jobq.ProcessId;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** Job and worker logs. */
public interface JobLog {

    /**
     * Adds a user's event, in the caller's transaction if there is one.
     *
     * @param event JSON text
     * @throws dev.jobq.JobNotFoundException if there is no such job
     */
    void append(JobId id, String event);

    /** Writes what attempts said, in order; entries of an attempt that lost its fence are dropped. */
    void write(List<Entry> entries);

    /** Says how much of jobs' logs is kept. Default: {@link EventLimits#DEFAULT}. */
    void keep(EventLimits limits);

    /** Writes a worker's own event: started, stale, rescued, stopped. */
    void worker(ProcessId worker, String type, @Nullable String data);

    /** Writes that somebody acted on a worker. */
    void operated(ProcessId worker, String action, String by);

    /**
     * Something an attempt said.
     *
     * @param job its job
     * @param fence the fence it holds
     * @param type PROGRESS (kept as the one last value), STEP or MESSAGE
     * @param data JSON text: {@code {"done","total","step"}}, {@code {"name"}} or {@code {"level","message"}}
     */
    record Entry(JobId job, long fence, JobEvent.Type type, String data) {}
}

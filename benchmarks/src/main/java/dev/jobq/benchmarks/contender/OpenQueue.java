package dev.jobq.benchmarks.contender;

import java.sql.SQLException;

/** A queue on a database. Thread-safe but for starting and closing. */
public interface OpenQueue extends AutoCloseable {

    /** Enqueues one job, durable on return, that says when it was enqueued. */
    void enqueue(long nanoTime);

    /** Enqueues many jobs in one call. */
    void enqueueAll(int jobs);

    /** Starts to run jobs, which {@link Handled} counts. */
    void startWorkers() throws Exception;

    /** How many jobs the database holds that are not recorded as ended. */
    long unfinished() throws SQLException;

    @Override
    void close() throws Exception;
}

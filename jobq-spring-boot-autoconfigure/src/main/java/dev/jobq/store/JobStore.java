package dev.jobq.store;

import dev.jobq.JobEvent;
import java.util.List;
import java.util.function.Consumer;

/**
 * One open store. Thread-safe. Methods block until their effect is durable, or, inside the caller's transaction
 * ({@link CallerTransaction}), until it is written there.
 *
 * <p>Every part throws {@link dev.jobq.StoreUnavailableException} when the database cannot be reached or stays locked,
 * {@link dev.jobq.StoreException} for any other failure of it, and {@link dev.jobq.QueueClosedException} after
 * {@link #close()}.
 */
public interface JobStore extends AutoCloseable {

    /** Takes new jobs. */
    JobIntake intake();

    /** Where the engine trades ended attempts for new ones. */
    JobExchange exchange();

    /** Who works here. */
    NodeRegistry nodes();

    /** Staging, purging and other house-work. */
    Upkeep upkeep();

    /** What operators do to one job. */
    JobControl control();

    /** What operators do to many jobs. */
    BulkControl bulk();

    /** Jobs that the application drives itself. */
    JobStates states();

    /** Job and worker logs. */
    JobLog log();

    /** Looks, never changes. */
    JobReader reader();

    /** Schedules and when they fired. */
    ScheduleStore schedules();

    /** Where those look who wait for jobs to end. */
    JobEnds ends();

    /** The topics that this store knows. */
    TopicRegistry topics();

    /** What operators say of topics while they run. */
    TopicControl topicControl();

    /** What explains a queue. */
    Inspection inspection();

    /** Other processes' changes. */
    StoreSignals signals();

    /** What kind of store this is and how large. */
    StoreInfo info();

    /**
     * Looks whether what the store is kept in is still there, without waiting for anything.
     *
     * @throws dev.jobq.StoreUnavailableException if it was removed or replaced underneath
     */
    default void requireIntact() {}

    /**
     * Registers who is told of every change that this process committed through this store, after the commit, in order,
     * on the committing thread: it must be quick and must not call the store.
     */
    void onCommit(Consumer<List<JobEvent>> listener);

    /** Closes connections and threads; a second call does nothing. */
    @Override
    void close();
}

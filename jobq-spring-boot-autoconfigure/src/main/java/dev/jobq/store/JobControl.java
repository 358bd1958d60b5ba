package dev.jobq.store;

import dev.jobq.JobId;
import org.jspecify.annotations.Nullable;

/** What operators do to one job; in the caller's transaction if there is one. See {@link dev.jobq.JobQueue}. */
public interface JobControl {

    /**
     * Cancels a waiting or DISCARDED job, or requests it of a running one; false if it is COMPLETED, CANCELLED already or does
     * not exist.
     */
    default boolean cancel(JobId id) {
        return cancel(id, null);
    }

    /** As {@link #cancel(JobId)}, telling in the event who did it. */
    boolean cancel(JobId id, @Nullable String by);

    /** Makes an ended or waiting job available now with a fresh budget; the fence and the errors stay. */
    default boolean retry(JobId id) {
        return retry(id, null);
    }

    /** As {@link #retry(JobId)}, telling in the event who did it. */
    boolean retry(JobId id, @Nullable String by);

    /**
     * Puts a new job in the place of this one.
     *
     * @return the new one
     * @throws dev.jobq.JobNotFoundException if there is no such job
     */
    default JobId requeue(JobId id) {
        return requeue(id, null);
    }

    /** As {@link #requeue(JobId)}, telling in the event who did it. */
    JobId requeue(JobId id, @Nullable String by);

    /**
     * Sends a job that waits behind all others that wait by now, where it is due at once: of its topic, or of its key where the
     * topic is ordered by key. Its attempts stay as they are.
     *
     * @return false if it has ended or does not exist
     * @throws dev.jobq.IllegalTransitionException if it runs or is HELD
     */
    default boolean toBack(JobId id) {
        return toBack(id, null);
    }

    /** As {@link #toBack(JobId)}, telling in the event who did it. */
    boolean toBack(JobId id, @Nullable String by);

    /** Deletes a job, taking its fence first. */
    default boolean delete(JobId id) {
        return delete(id, null);
    }

    /**
     * As {@link #delete(JobId)}.
     *
     * @param by who did it: an event of the topic says so, as none of the job is left; null for the application itself, whose
     *     deletions leave none
     */
    boolean delete(JobId id, @Nullable String by);
}

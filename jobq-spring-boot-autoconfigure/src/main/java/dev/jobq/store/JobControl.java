package dev.jobq.store;

import dev.jobq.JobId;

/** What operators do to one job; in the caller's transaction if there is one. See {@link dev.jobq.JobQueue}. */
public interface JobControl {

    /**
     * Cancels a waiting or DISCARDED job, or requests it of a running one; false if it is COMPLETED, CANCELLED already or does
     * not exist.
     */
    boolean cancel(JobId id);

    /** Makes an ended or waiting job available now with a fresh budget; the fence and the errors stay. */
    boolean retry(JobId id);

    /**
     * Puts a new job in the place of this one.
     *
     * @return the new one
     * @throws dev.jobq.JobNotFoundException if there is no such job
     */
    JobId requeue(JobId id);

    /** Deletes a job, taking its fence first. */
    boolean delete(JobId id);
}

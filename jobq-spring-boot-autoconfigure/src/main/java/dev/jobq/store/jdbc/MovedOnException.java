package dev.jobq.store.jdbc;

import dev.jobq.JobId;
import dev.jobq.JobStatus;

/** A job was in another status than it had just been seen in; what was done in the transaction is to be undone. */
final class MovedOnException extends RuntimeException {

    MovedOnException(JobId job, JobStatus expected, JobStatus found) {
        super("Job %s was %s and is now %s".formatted(job, expected, found));
    }
}

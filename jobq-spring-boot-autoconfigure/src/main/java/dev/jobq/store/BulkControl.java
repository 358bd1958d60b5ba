package dev.jobq.store;

import dev.jobq.JobId;
import dev.jobq.JobSelection;
import dev.jobq.JobStatus;
import java.util.Collection;
import java.util.List;

/** What operators do to many jobs, batch by batch. Not in a caller's transaction. */
public interface BulkControl {

    /** The newest job's id; 0 if there is none. */
    long newest();

    /**
     * Selected jobs in order of id. Looks at a bounded number of jobs.
     *
     * @param after only ids above it
     * @param upTo only ids up to it
     * @throws IllegalStateException if the calling thread is in a transaction
     */
    Found find(JobSelection selection, long after, long upTo);

    /**
     * Does it to those of these jobs that are still selected, in one transaction; job by job if another job holds the unique
     * key of one that is to run again, which is left alone then.
     *
     * @return how many it was done to
     */
    int act(Action action, JobSelection selection, Collection<JobId> jobs);

    /**
     * What was found.
     *
     * @param jobs selected ones
     * @param lookedUpTo the id up to which was looked; nothing above it was seen
     */
    record Found(List<JobId> jobs, long lookedUpTo) {}

    /** What to do. */
    enum Action {
        /** As {@link JobControl#retry}. */
        RETRY,
        /** As {@link JobControl#cancel}. */
        CANCEL,
        /** As {@link JobControl#requeue}. */
        REQUEUE,
        /** As {@link JobControl#delete}. */
        DELETE;

        /** Whether it can be done to a job in this status. */
        public boolean isPossible(JobStatus status) {
            return switch (this) {
                case RETRY ->
                    switch (status) {
                        case DISCARDED, CANCELLED, RETRYABLE, SCHEDULED, PARKED -> true;
                        case HELD, BLOCKED, AVAILABLE, EXECUTING, LAUNCHED, COMPLETED -> false;
                    };
                case CANCEL ->
                    status != JobStatus.HELD && status != JobStatus.COMPLETED && status != JobStatus.CANCELLED;
                case REQUEUE -> status != JobStatus.HELD;
                case DELETE -> true;
            };
        }
    }
}

package dev.jobq.store;

import dev.jobq.JobId;
import dev.jobq.JobResult;
import java.util.Collection;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** Where those look who wait for jobs to end. */
public interface JobEnds {

    /**
     * What has become of a job; empty while it has not ended.
     *
     * @throws IllegalStateException if the caller is in a transaction without whose end the job cannot end: on PostgreSQL if
     *     it was enqueued in that transaction, on SQLite, which has one writer, always
     */
    Optional<End> of(JobId job);

    /**
     * Those of these jobs that have ended or are not there, in no order. Never in the caller's transaction.
     *
     * @param limit at most so many
     */
    List<End> of(Collection<JobId> jobs, int limit);

    /**
     * A job that need not be waited for any longer.
     *
     * @param job which
     * @param result how it ended; null if there is no such job
     */
    record End(JobId job, @Nullable JobResult result) {}
}

package dev.jobq;

import java.time.Instant;
import org.jspecify.annotations.Nullable;

/**
 * How a job ended.
 *
 * @param job which job
 * @param status {@link JobStatus#COMPLETED}, {@link JobStatus#DISCARDED} or {@link JobStatus#CANCELLED}
 * @param output what its handler returned, JSON null if that was nothing; null unless COMPLETED
 * @param reason why it was discarded or cancelled, where that is known; null if COMPLETED
 * @param error what its last attempt failed with; null if that did not fail, or there was none. {@link JobQueue#get} has all
 *     errors
 * @param attempt the attempt that ran last, from 1; 0 if none ran
 * @param finishedAt when it ended, by the store's clock
 */
public record JobResult(
        JobRef job,
        JobStatus status,
        @Nullable JsonValue output,
        @Nullable String reason,
        @Nullable JobError error,
        int attempt,
        Instant finishedAt) {

    /** The job's identity. */
    public JobId id() {
        return job.id();
    }

    /** Whether it ended well. */
    public boolean isCompleted() {
        return status == JobStatus.COMPLETED;
    }

    /**
     * What its handler returned.
     *
     * @param type what to read it as; {@code Object.class} gives maps, lists, strings, numbers and booleans
     * @return null if it returned nothing, or null
     * @throws JobFailedException if the job did not complete
     * @throws JobSerializationException if the output does not fit the type
     */
    public <T> @Nullable T as(Class<T> type) {
        if (output == null) {
            throw new JobFailedException(this);
        }
        return output.as(type);
    }
}

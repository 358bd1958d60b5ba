package dev.jobq.store;

import dev.jobq.JobRef;
import java.time.Instant;
import org.jspecify.annotations.Nullable;

/**
 * A job that this node holds.
 *
 * @param job which
 * @param payload JSON text
 * @param attempt the attempt and its fence
 * @param limits what the job itself says about its attempts
 * @param claimedAt when it was claimed, by the store's clock
 * @param enqueuedBy the application that enqueued it
 * @param deadline by when it must start, or null
 */
public record ClaimedJob(
        JobRef job,
        String payload,
        Attempt attempt,
        JobDraft.Limits limits,
        Instant claimedAt,
        String enqueuedBy,
        @Nullable Instant deadline) {

    /** The same job in no line. */
    public ClaimedJob unlined() {
        Attempt free = new Attempt(attempt.number(), attempt.crashes(), attempt.fence());
        return new ClaimedJob(job, payload, free, limits, claimedAt, enqueuedBy, deadline);
    }

    /**
     * An attempt.
     *
     * @param number from 1; failed attempts before it, plus one
     * @param crashes how often a node died while the job's handler ran; see {@link NodeRegistry#rescue}
     * @param fence the number that only this attempt holds
     * @param line where it is the first of those that run one after the other, which wait for it; null where it is in no line
     */
    public record Attempt(
            int number, int crashes, long fence, @Nullable String line) {

        /** An attempt of a job in no line. */
        public Attempt(int number, int crashes, long fence) {
            this(number, crashes, fence, null);
        }
    }
}

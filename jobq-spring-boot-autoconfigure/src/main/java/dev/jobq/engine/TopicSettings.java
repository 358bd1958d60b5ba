package dev.jobq.engine;

import dev.jobq.Backoff;
import dev.jobq.NewJob;
import java.time.Duration;
import org.jspecify.annotations.Nullable;

/**
 * How a topic is served.
 *
 * @param name its name
 * @param concurrency how many handlers run at once on this node, long-running jobs included
 * @param prefetch how many jobs may be claimed before there is a slot for them; used by fast handlers only
 * @param retries what happens after a failure
 * @param timeout how long an attempt may run
 * @param retention how long ended jobs are kept
 */
public record TopicSettings(
        String name, int concurrency, int prefetch, Retries retries, Timeout timeout, Retention retention) {

    public TopicSettings {
        NewJob.requireName("topic", name);
        require(concurrency >= 1, name, "concurrency", concurrency, "give 1 or more");
        require(prefetch >= 0, name, "prefetch", prefetch, "give 0 or more");
        require(retries.maxAttempts >= 1, name, "max-attempts", retries.maxAttempts, "give 1 or more");
        require(retries.maxCrashes >= 1, name, "max-crashes", retries.maxCrashes, "give 1 or more");
        Duration after = timeout.after;
        require(
                after == null || (!after.isZero() && !after.isNegative()),
                name,
                "timeout",
                after,
                "give a positive duration, or none");
        requireNotNegative(name, "retention.completed", retention.completed);
        requireNotNegative(name, "retention.discarded", retention.discarded);
        requireNotNegative(name, "retention.cancelled", retention.cancelled);
        Long maxRows = retention.maxRows;
        require(maxRows == null || maxRows >= 0, name, "retention.max-rows", maxRows, "give 0 or more, or none");
    }

    /**
     * What happens after a failure.
     *
     * @param maxAttempts how many failed attempts end a job
     * @param backoff how long to wait before the next one
     * @param maxCrashes how many crashes of its node make a job run alone, once
     */
    public record Retries(int maxAttempts, Backoff backoff, int maxCrashes) {

        /** What holds where nothing else is said. */
        public static final int DEFAULT_MAX_CRASHES = 3;

        /** With three crashes. */
        public Retries(int maxAttempts, Backoff backoff) {
            this(maxAttempts, backoff, DEFAULT_MAX_CRASHES);
        }
    }

    /**
     * How long an attempt may run.
     *
     * @param after null for as long as it likes
     * @param discards whether a job that ran too long is not tried again
     */
    public record Timeout(@Nullable Duration after, boolean discards) {

        /** For as long as it likes. */
        public static final Timeout NONE = new Timeout(null, false);
    }

    /**
     * How long ended jobs are kept.
     *
     * @param completed those that ended well
     * @param discarded those that did not
     * @param cancelled those ended by request
     * @param deleteOnSuccess whether those that ended well go within seconds
     * @param maxRows how many of each kind are kept at most; null for any number
     */
    public record Retention(
            Duration completed,
            Duration discarded,
            Duration cancelled,
            boolean deleteOnSuccess,
            @Nullable Long maxRows) {

        /** By age only. */
        public Retention(Duration completed, Duration discarded, Duration cancelled, boolean deleteOnSuccess) {
            this(completed, discarded, cancelled, deleteOnSuccess, null);
        }
    }

    private static void requireNotNegative(String topic, String key, Duration value) {
        require(!value.isNegative(), topic, key, value, "give zero or more");
    }

    private static void require(boolean holds, String topic, String key, @Nullable Object value, String advice) {
        if (!holds) {
            throw new IllegalArgumentException(
                    "jobq.topics.%s.%s %s is not allowed: %s".formatted(topic, key, value, advice));
        }
    }
}

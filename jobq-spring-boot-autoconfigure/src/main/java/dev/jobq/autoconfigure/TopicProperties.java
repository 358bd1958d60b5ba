package dev.jobq.autoconfigure;

import dev.jobq.Limits;
import dev.jobq.Rate;
import dev.jobq.store.TopicRules.Order;
import java.time.Duration;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import org.springframework.boot.context.properties.bind.DefaultValue;

/**
 * Configuration of one topic, or of all that say nothing else; what is null is not said.
 *
 * @param concurrency Number of jobs of a topic that run at once on this node.
 * @param prefetch Upper bound of jobs claimed ahead on this node; only topics whose handlers are fast use it.
 * @param rank Place of a topic among those of this node; lower ones are served first.
 * @param order Order in which jobs run. It holds in every process, as do all rules that workers declare.
 * @param maxQueued Number of jobs that may wait and run at once over all nodes; unset for any number.
 * @param globalConcurrency Number of jobs of a topic that run at once over all nodes; unset for any number.
 * @param rateLimit Number of jobs that start within any window of a length over all nodes, such as 100/1m; unset for any number.
 * @param perKey What bounds the jobs of each key over all nodes.
 * @param maxAttempts Number of failed attempts after which a job is discarded.
 * @param maxCrashes Number of crashes of its node after which a job runs alone on its node once; if that crashes too, it is
 *     parked.
 * @param backoff When a failed job is tried again.
 * @param timeout Time after which an attempt is interrupted. Never applies to launched attempts.
 * @param onTimeout What becomes of a job whose attempt took too long.
 * @param onSuccess What becomes of a job that ended well.
 * @param retention How long ended jobs are kept.
 */
public record TopicProperties(
        @Nullable Integer concurrency,
        @Nullable Integer prefetch,
        @Nullable Integer rank,
        @Nullable Order order,
        @Nullable Integer maxQueued,
        @Nullable Integer globalConcurrency,
        @Nullable String rateLimit,
        @DefaultValue PerKey perKey,
        @Nullable Integer maxAttempts,
        @Nullable Integer maxCrashes,
        @DefaultValue Backoff backoff,
        @Nullable Duration timeout,
        @Nullable OnTimeout onTimeout,
        @Nullable OnSuccess onSuccess,
        @DefaultValue Retention retention) {

    /** These values, with gaps filled from the others. */
    TopicProperties orElse(TopicProperties others) {
        return new TopicProperties(
                either(concurrency, others.concurrency),
                either(prefetch, others.prefetch),
                either(rank, others.rank),
                either(order, others.order),
                either(maxQueued, others.maxQueued),
                either(globalConcurrency, others.globalConcurrency),
                either(rateLimit, others.rateLimit),
                perKey.orElse(others.perKey),
                either(maxAttempts, others.maxAttempts),
                either(maxCrashes, others.maxCrashes),
                backoff.orElse(others.backoff),
                either(timeout, others.timeout),
                either(onTimeout, others.onTimeout),
                either(onSuccess, others.onSuccess),
                retention.orElse(others.retention));
    }

    private static <T> @Nullable T either(@Nullable T first, @Nullable T second) {
        return Optional.ofNullable(first).orElse(second);
    }

    /** What becomes of a job whose attempt took too long. */
    public enum OnTimeout {
        /** It counts as failed. */
        RETRY,
        /** It is discarded at once. */
        DISCARD
    }

    /** What becomes of a job that ended well. */
    public enum OnSuccess {
        /** It is kept until its retention ends. */
        KEEP,
        /** It is deleted at once. */
        DELETE
    }

    /** What bounds the jobs of the topic that run. */
    Limits limits() {
        return new Limits(
                globalConcurrency,
                rateLimit == null ? null : Rate.of(rateLimit),
                new Limits.PerKey(perKey.concurrency, perKey.rateLimit == null ? null : Rate.of(perKey.rateLimit)));
    }

    /**
     * What bounds the jobs of each key.
     *
     * @param concurrency Number of jobs of a key that run at once over all nodes; unset for any number.
     * @param rateLimit Number of jobs of a key that start within any window of a length over all nodes, such as 10/1s; unset for any number.
     */
    public record PerKey(
            @Nullable Integer concurrency, @Nullable String rateLimit) {

        private PerKey orElse(PerKey others) {
            return new PerKey(either(concurrency, others.concurrency), either(rateLimit, others.rateLimit));
        }
    }

    /**
     * When a failed job is tried again.
     *
     * @param strategy How the wait grows with each failure: none, linear, exponential, or the name of a Backoff bean.
     * @param base What the wait grows from: linear waits this times the failures, exponential this plus their fourth
     *     power in seconds.
     * @param max Longest wait.
     * @param jitter Share of each wait by which it varies at random, from 0 to 1.
     */
    public record Backoff(
            @Nullable String strategy,
            @Nullable Duration base,
            @Nullable Duration max,
            @Nullable Double jitter) {

        private Backoff orElse(Backoff others) {
            return new Backoff(
                    either(strategy, others.strategy),
                    either(base, others.base),
                    either(max, others.max),
                    either(jitter, others.jitter));
        }
    }

    /**
     * How long ended jobs are kept.
     *
     * @param completed Time to keep completed jobs.
     * @param discarded Time to keep discarded jobs.
     * @param cancelled Time to keep cancelled jobs.
     * @param eventsPerJob Number of events kept in a job's log, the newest ones. Of ended attempts as many are kept, but at least
     *     100.
     * @param maxRows Number of ended jobs kept of each status, the newest ones; unset for any number.
     */
    public record Retention(
            @Nullable Duration completed,
            @Nullable Duration discarded,
            @Nullable Duration cancelled,
            @Nullable Integer eventsPerJob,
            @Nullable Long maxRows) {

        private Retention orElse(Retention others) {
            return new Retention(
                    either(completed, others.completed),
                    either(discarded, others.discarded),
                    either(cancelled, others.cancelled),
                    either(eventsPerJob, others.eventsPerJob),
                    either(maxRows, others.maxRows));
        }
    }
}

package dev.jobq.engine;

import dev.jobq.Backoff;
import dev.jobq.handler.HandlerMethod;
import dev.jobq.store.JobDraft;
import dev.jobq.store.Move;
import java.time.Duration;
import org.jspecify.annotations.Nullable;

/**
 * Whether and when a failed attempt is followed by another.
 *
 * @param topic the topic, for the log
 * @param maxAttempts how many failed attempts end the job
 * @param backoff how long to wait
 */
record RetryPolicy(String topic, int maxAttempts, Backoff backoff) {

    private static final Backoff FALLBACK = Backoff.exponential(Duration.ofSeconds(15));

    /** What holds for a job: its own value, then its handler's, then the topic's. */
    static RetryPolicy of(JobDraft.Limits own, @Nullable HandlerMethod handler, TopicSettings topic) {
        Integer handlers = handler == null ? null : handler.options().maxAttempts();
        Integer mine = own.maxAttempts();
        int maxAttempts = mine != null
                ? mine
                : handlers != null ? handlers : topic.retries().maxAttempts();
        return new RetryPolicy(topic.name(), maxAttempts, topic.retries().backoff());
    }

    /**
     * Where the job goes.
     *
     * @param attempt the attempt that failed, from 1
     * @param retryIn overrides the back-off; null does not
     */
    Move afterFailure(int attempt, Move.Failure failure, @Nullable Duration retryIn) {
        if (attempt >= maxAttempts) {
            return Move.discard("attempt %d of %d failed".formatted(attempt, maxAttempts), failure);
        }
        return Move.retry(retryIn != null ? retryIn : delay(attempt), failure);
    }

    // A back-off may be the application's own.
    private Duration delay(int failures) {
        Duration delay;
        try {
            delay = backoff.delay(failures);
        } catch (RuntimeException | Error ex) {
            EngineLog.badBackoff(topic, ex);
            return FALLBACK.delay(failures);
        }
        if (delay == null || delay.isNegative()) {
            EngineLog.badBackoff(topic, "it says " + delay);
            return FALLBACK.delay(failures);
        }
        return delay;
    }
}

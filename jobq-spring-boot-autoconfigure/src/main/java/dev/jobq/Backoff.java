package dev.jobq;

import java.time.Duration;

/**
 * How long to wait after a failure. A bean of this type is chosen by its name in
 * {@code jobq.topics.<topic>.backoff.strategy}.
 */
@FunctionalInterface
public interface Backoff {

    /**
     * The time until the next attempt.
     *
     * @param failures how many attempts have failed, from 1
     */
    Duration delay(int failures);

    /** No waiting. */
    static Backoff none() {
        return failures -> Duration.ZERO;
    }

    /** {@code base × failures}. */
    static Backoff linear(Duration base) {
        return failures -> base.multipliedBy(failures);
    }

    /** {@code failures⁴ seconds + base}: 16 s, 31 s, 96 s, 271 s with a base of 15 s (Sidekiq's curve). */
    static Backoff exponential(Duration base) {
        return failures -> {
            long square = (long) failures * failures;
            return Duration.ofSeconds(Math.min(square * square, Integer.MAX_VALUE))
                    .plus(base);
        };
    }

    /** This one, never longer than {@code max}. */
    default Backoff atMost(Duration max) {
        return failures -> {
            Duration delay = delay(failures);
            return delay.compareTo(max) > 0 ? max : delay;
        };
    }
}

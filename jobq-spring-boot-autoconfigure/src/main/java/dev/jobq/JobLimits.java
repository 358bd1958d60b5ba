package dev.jobq;

import java.time.Duration;
import java.time.Instant;
import org.jspecify.annotations.Nullable;

/**
 * What a new job says about its attempts; null where it says nothing.
 *
 * @param maxAttempts how many failed attempts end it
 * @param timeout how long one may run
 * @param deadline by when the first must have started
 */
record JobLimits(
        @Nullable Integer maxAttempts,
        @Nullable Duration timeout,
        @Nullable Instant deadline) {

    static final JobLimits NONE = new JobLimits(null, null, null);
}

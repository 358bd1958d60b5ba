package dev.jobq;

import java.time.Duration;
import java.time.Instant;
import org.jspecify.annotations.Nullable;

/**
 * A new job's place in its topic; null where it says nothing.
 *
 * @param runAt its place in time
 * @param delay or how long from now
 * @param priority higher first
 */
record JobTiming(
        @Nullable Instant runAt,
        @Nullable Duration delay,
        @Nullable Integer priority) {

    static final JobTiming NOW = new JobTiming(null, null, null);
}

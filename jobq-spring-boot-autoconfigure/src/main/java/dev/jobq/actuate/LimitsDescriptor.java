package dev.jobq.actuate;

import dev.jobq.LimitUse;
import dev.jobq.Limits;
import dev.jobq.Rate;
import java.time.Instant;
import org.jspecify.annotations.Nullable;

/**
 * What bounds a topic's jobs over all nodes, and how far, in JSON. What is null is not bounded.
 *
 * @param globalConcurrency how many may run at once
 * @param running how many do; null where no number is bounded
 * @param rateLimit how many may start in any window, such as {@code 100/1m}
 * @param started how many did in the last one
 * @param freeAt when the next one may start; null when it may now
 * @param perKey what bounds the jobs of each key
 */
public record LimitsDescriptor(
        @Nullable Integer globalConcurrency,
        @Nullable Integer running,
        @Nullable String rateLimit,
        @Nullable Integer started,
        @Nullable Instant freeAt,
        @Nullable PerKeyDescriptor perKey) {

    static @Nullable LimitsDescriptor of(LimitUse use) {
        Limits limits = use.limits();
        if (limits.isEmpty()) {
            return null;
        }
        Rate rate = limits.rate();
        return new LimitsDescriptor(
                limits.globalConcurrency(),
                limits.boundsConcurrency() ? (Integer) use.running() : null,
                rate == null ? null : rate.toString(),
                rate == null ? null : (Integer) use.started(),
                use.freeAt(),
                PerKeyDescriptor.of(use));
    }

    /**
     * What bounds the jobs of each key, in JSON.
     *
     * @param concurrency how many may run at once
     * @param rateLimit how many may start in any window
     * @param blockedKeys how many keys are at their limit while jobs wait for them; counted up to 1,000
     */
    public record PerKeyDescriptor(
            @Nullable Integer concurrency, @Nullable String rateLimit, int blockedKeys) {

        static @Nullable PerKeyDescriptor of(LimitUse use) {
            Limits.PerKey limits = use.limits().perKey();
            Rate rate = limits.rate();
            return limits.isEmpty()
                    ? null
                    : new PerKeyDescriptor(
                            limits.concurrency(), rate == null ? null : rate.toString(), use.blockedKeys());
        }
    }
}

package dev.jobq;

import dev.jobq.WhyNot.Description;
import java.time.Instant;
import org.jspecify.annotations.Nullable;

/** A {@linkplain Limits limit} keeps a job from running. */
public sealed interface AtLimit extends WhyNot {

    /**
     * As many jobs of its topic run as may over all nodes.
     *
     * @param limit how many may
     */
    record ClusterBusy(int limit) implements AtLimit {
        @Override
        public Description describe() {
            return new Description("cluster-busy", "All %d slots of the cluster are taken.".formatted(limit))
                    .with("limit", limit);
        }
    }

    /**
     * As many jobs of its topic started as may within its rate limit's window.
     *
     * @param limit the rate, such as {@code 100/1m}
     * @param until when the next one may start
     */
    record RateLimited(String limit, Instant until) implements AtLimit {
        @Override
        public Description describe() {
            return new Description(
                            "rate-limit", "The rate limit %s of its topic holds until %s.".formatted(limit, until))
                    .with("limit", limit)
                    .with("until", until);
        }
    }

    /**
     * Its key is at its limit.
     *
     * @param key the key
     * @param running how many jobs of it run
     * @param until when its rate lets the next one start; null when the end of another job does
     */
    record KeyAtLimit(String key, int running, @Nullable Instant until) implements AtLimit {
        @Override
        public Description describe() {
            return new Description(
                            "key-limit",
                            until == null
                                    ? "Key '%s' is at its limit: %d jobs of it run.".formatted(key, running)
                                    : "Key '%s' is at its limit until %s.".formatted(key, until))
                    .with("key", key)
                    .with("running", running)
                    .with("until", until);
        }
    }
}

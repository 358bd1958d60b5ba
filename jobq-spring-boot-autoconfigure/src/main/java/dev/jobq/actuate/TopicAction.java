package dev.jobq.actuate;

import dev.jobq.InvalidTopicException;
import dev.jobq.Limits;
import dev.jobq.Topics;
import java.time.Duration;
import java.time.format.DateTimeParseException;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** What {@code POST /topics/{topic}} does. */
enum TopicAction {
    /** Makes it known. */
    CREATE {
        @Override
        void act(Topics topics, String topic, Extras with) {
            topics.create(topic);
        }
    },
    /** Starts no more jobs. */
    PAUSE {
        @Override
        void act(Topics topics, String topic, Extras with) {
            topics.pause(topic);
        }
    },
    /** Starts jobs again. */
    RESUME {
        @Override
        void act(Topics topics, String topic, Extras with) {
            topics.resume(topic);
        }
    },
    /** Starts no more jobs; the topic tells when none runs any more, so nobody waits for that here. */
    DRAIN {
        @Override
        void act(Topics topics, String topic, Extras with) {
            var unused = topics.drain(topic, Duration.ZERO);
        }
    },
    /** Sets how many run at once. */
    CONCURRENCY {
        @Override
        void act(Topics topics, String topic, Extras with) {
            topics.concurrency(topic, with.number());
        }
    },
    /** Goes back to the configured number. */
    RESET_CONCURRENCY {
        @Override
        void act(Topics topics, String topic, Extras with) {
            topics.resetConcurrency(topic);
        }
    },
    /** Sets what bounds its jobs over all workers. */
    LIMITS {
        @Override
        void act(Topics topics, String topic, Extras with) {
            topics.limits(topic, with.bounds());
        }
    },
    /** Goes back to the configured limits. */
    RESET_LIMITS {
        @Override
        void act(Topics topics, String topic, Extras with) {
            topics.resetLimits(topic);
        }
    },
    /** Sets how many jobs may wait and run. */
    MAX_QUEUED {
        @Override
        void act(Topics topics, String topic, Extras with) {
            topics.maxQueued(topic, with.jobs());
        }
    },
    /** Goes back to the configured number. */
    RESET_MAX_QUEUED {
        @Override
        void act(Topics topics, String topic, Extras with) {
            topics.resetMaxQueued(topic);
        }
    },
    /** Has workers look. */
    WAKE_UP {
        @Override
        void act(Topics topics, String topic, Extras with) {
            topics.wakeUp(topic);
        }
    },
    /** Deletes jobs that ended. */
    PURGE {
        @Override
        void act(Topics topics, String topic, Extras with) {
            topics.purge(topic, with.age());
        }
    };

    abstract void act(Topics topics, String topic, Extras with);

    String key() {
        return name().toLowerCase(Locale.ROOT).replace('_', '-');
    }

    static Optional<TopicAction> of(@Nullable String key) {
        return Arrays.stream(values())
                .filter(action -> action.key().equals(key))
                .findFirst();
    }

    static List<String> keys() {
        return Arrays.stream(values()).map(TopicAction::key).toList();
    }

    /**
     * What came with it.
     *
     * @param concurrency a whole number
     * @param olderThan a duration as in ISO 8601: {@code PT1H}
     * @param maxQueued a whole number
     * @param limits all that are to hold: {@code global-concurrency=8 rate-limit=100/1m}; empty for none
     */
    record Extras(
            @Nullable String concurrency,
            @Nullable String olderThan,
            @Nullable String maxQueued,
            @Nullable String limits) {

        int number() {
            return whole("concurrency", concurrency);
        }

        int jobs() {
            return whole("maxQueued", maxQueued);
        }

        private static int whole(String name, @Nullable String value) {
            try {
                return Integer.parseInt(String.valueOf(value));
            } catch (NumberFormatException ex) {
                throw new InvalidTopicException("%s '%s' is not a whole number".formatted(name, value));
            }
        }

        Limits bounds() {
            if (limits == null) {
                throw new InvalidTopicException(
                        "limits are missing: give some like 'global-concurrency=8 rate-limit=100/1m'");
            }
            try {
                return Limits.parse(limits);
            } catch (InvalidTopicException ex) {
                throw new InvalidTopicException("limits '%s': %s".formatted(limits, ex.getMessage()));
            }
        }

        Duration age() {
            try {
                return Duration.parse(String.valueOf(olderThan));
            } catch (DateTimeParseException ex) {
                throw new InvalidTopicException(
                        "olderThan '%s' is no duration: give one like PT1H or P7D".formatted(olderThan));
            }
        }
    }
}

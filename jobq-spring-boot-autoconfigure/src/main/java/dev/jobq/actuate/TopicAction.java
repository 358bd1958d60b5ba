package dev.jobq.actuate;

import dev.jobq.InvalidTopicException;
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
     */
    record Extras(@Nullable String concurrency, @Nullable String olderThan) {

        int number() {
            try {
                return Integer.parseInt(String.valueOf(concurrency));
            } catch (NumberFormatException ex) {
                throw new InvalidTopicException("concurrency '%s' is not a whole number".formatted(concurrency));
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

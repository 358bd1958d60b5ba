package dev.jobq.store;

import dev.jobq.Limits;
import java.util.Locale;
import org.jspecify.annotations.Nullable;

/**
 * What a topic was told about how it runs, the same for every process that enqueues or works. Made by {@link #of} and changed
 * by copies, so that a rule that comes later changes nobody's code.
 *
 * @param topic its topic
 * @param order in which order jobs run
 * @param maxQueued how many jobs may wait and run at once; null for any number
 * @param limits what bounds those that run
 */
public record TopicRules(
        String topic, Order order, @Nullable Integer maxQueued, Limits limits) {

    public TopicRules {
        if (maxQueued != null && maxQueued < 1) {
            throw new IllegalArgumentException(
                    "jobq.topics.%s.max-queued %d is not allowed: give 1 or more".formatted(topic, maxQueued));
        }
    }

    /** No rules: what holds for a topic that was told nothing. */
    public static TopicRules of(String topic) {
        return new TopicRules(topic, Order.PRIORITY, null, Limits.NONE);
    }

    /** These rules with another order. */
    public TopicRules order(Order order) {
        return new TopicRules(topic, order, maxQueued, limits);
    }

    /** These rules with another bound, or none. */
    public TopicRules maxQueued(@Nullable Integer maxQueued) {
        return new TopicRules(topic, order, maxQueued, limits);
    }

    /** These rules with other limits. */
    public TopicRules limits(Limits limits) {
        return new TopicRules(topic, order, maxQueued, limits);
    }

    /** In which order a topic's jobs run. */
    public enum Order {
        /** By priority, then by the time they are to run at, then as enqueued. */
        PRIORITY,
        /** By the time they are to run at, then as enqueued. */
        TIME,
        /** One at a time for each key, in the order of commits; different keys side by side. */
        KEY,
        /** One at a time over all nodes, in the order of commits. */
        FIFO;

        /** Lower case, as in the configuration. */
        public String key() {
            return name().toLowerCase(Locale.ROOT);
        }

        /** The order of that name. */
        public static Order of(String key) {
            return valueOf(key.toUpperCase(Locale.ROOT));
        }

        /** Whether a job may have to wait for the end of another. */
        public boolean isStrict() {
            return this == KEY || this == FIFO;
        }
    }
}

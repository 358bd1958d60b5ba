package dev.jobq.store;

import java.util.Map;

/**
 * How many events of a job's log are kept, the newest ones. What is derived from other rows (created, attempts, ends) is not
 * counted. Of ended attempts as many are kept, but a hundred in any case.
 *
 * @param events where nothing is said about the topic
 * @param byTopic by topic
 */
public record EventLimits(int events, Map<String, Integer> byTopic) {

    /** 1,000 for every topic. */
    public static final EventLimits DEFAULT = new EventLimits(1_000, Map.of());

    public EventLimits {
        byTopic = Map.copyOf(byTopic);
    }

    /** How many in a topic. */
    public int of(String topic) {
        return byTopic.getOrDefault(topic, events);
    }
}

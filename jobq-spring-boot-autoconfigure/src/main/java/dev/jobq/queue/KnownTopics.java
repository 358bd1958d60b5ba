package dev.jobq.queue;

import dev.jobq.JobTypes;
import dev.jobq.UnknownTopicException;
import dev.jobq.store.TopicRegistry;
import dev.jobq.store.TopicRules;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;

/** Tells real topics from misspelt ones. */
final class KnownTopics {

    private static final int MOST_SHOWN = 20;

    private final JobTypes types;
    private final TopicRegistry registry;
    private final boolean isStrict;

    KnownTopics(JobTypes types, TopicRegistry registry, boolean isStrict) {
        this.types = types;
        this.registry = registry;
        this.isStrict = isStrict;
    }

    /**
     * Passes a topic that is known.
     *
     * @throws UnknownTopicException if it is not, and topics must be
     */
    void require(String topic) {
        if (isStrict && !isKnown(topic)) {
            throw new UnknownTopicException(
                    ("Unknown topic '%s': nothing was enqueued. Known topics: %s. Correct the name, or make it known: put"
                                    + " @JobHandler(topic = \"%s\") on a method, or set jobq.topics.%s.concurrency")
                            .formatted(topic, listNearestFirst(topic), topic, topic));
        }
    }

    /** What a topic was told. */
    TopicRules rules(String topic) {
        return registry.rules(topic);
    }

    /** Whether anybody here knows a topic. */
    boolean isKnown(String topic) {
        return types.topics().contains(topic) || registry.isKnown(topic);
    }

    /** All topics that anybody here knows. */
    Set<String> names() {
        Set<String> names = new TreeSet<>(types.topics());
        names.addAll(registry.names());
        return names;
    }

    /**
     * Passes a topic that is known.
     *
     * @throws UnknownTopicException if it is not
     */
    void requireKnown(String topic) {
        if (!isKnown(topic)) {
            throw new UnknownTopicException("There is no topic '%s'. Known topics: %s. Correct the name, or create it"
                    .formatted(topic, listNearestFirst(topic)));
        }
    }

    /** Makes a topic known; whether it was new. */
    boolean create(String topic) {
        boolean isNew = !isKnown(topic);
        registry.register(Set.of(topic));
        return isNew;
    }

    /** Makes the topics of accepted jobs known to the store. */
    void remember(Set<String> topics) {
        List<String> unknown = new ArrayList<>(0);
        for (String topic : topics) {
            if (!registry.isKnown(topic)) {
                unknown.add(topic);
            }
        }
        if (!unknown.isEmpty()) {
            registry.register(unknown);
        }
    }

    private String listNearestFirst(String topic) {
        List<String> nearest = new ArrayList<>(names());
        nearest.sort(Comparator.comparingInt(other -> distance(topic, other)));
        if (nearest.isEmpty()) {
            return "none";
        }
        String shown = String.join(", ", nearest.subList(0, Math.min(MOST_SHOWN, nearest.size())));
        return nearest.size() > MOST_SHOWN ? shown + " and %d more".formatted(nearest.size() - MOST_SHOWN) : shown;
    }

    /** How many letters must be changed, added or left out to make one of the other (Levenshtein's distance). */
    static int distance(String one, String other) {
        int[] above = new int[other.length() + 1];
        for (int j = 0; j < above.length; j++) {
            above[j] = j;
        }
        for (int i = 1; i <= one.length(); i++) {
            int[] row = new int[above.length];
            row[0] = i;
            for (int j = 1; j < row.length; j++) {
                int replaced = above[j - 1] + (one.charAt(i - 1) == other.charAt(j - 1) ? 0 : 1);
                row[j] = Math.min(replaced, 1 + Math.min(above[j], row[j - 1]));
            }
            above = row;
        }
        return above[other.length()];
    }
}

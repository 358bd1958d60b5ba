package dev.jobq.store;

import java.util.Set;
import java.util.TreeSet;

/**
 * A topic that a worker serves, as it was configured when the worker registered.
 *
 * @param topic the topic
 * @param concurrency how many of its handlers run at once there; 0 when the worker did not tell
 * @param types the types that have handlers there, sorted
 * @param isWhole whether these are all; not so where a worker did not tell, or has more than are kept
 */
public record Served(String topic, int concurrency, Set<String> types, boolean isWhole) {

    /** More types than a topic can sensibly have. */
    public static final int MOST_TYPES = 500;

    public Served {
        types = java.util.Collections.unmodifiableSet(new TreeSet<>(types));
    }

    /** A topic with these handlers; of very many types only some are kept. */
    public static Served of(String topic, int concurrency, Set<String> types) {
        boolean isWhole = types.size() <= MOST_TYPES;
        Set<String> kept = isWhole
                ? types
                : Set.copyOf(types.stream().sorted().limit(MOST_TYPES).toList());
        return new Served(topic, concurrency, kept, isWhole);
    }

    /** A topic of which nothing more is known. */
    public static Served unknown(String topic) {
        return new Served(topic, 0, Set.of(), false);
    }

    /** Whether jobs of this type may have a handler there. */
    public boolean mayHandle(String type) {
        return !isWhole || types.contains(type);
    }
}

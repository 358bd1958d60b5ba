package dev.jobq.store.jdbc;

import java.util.Comparator;

/**
 * Jobs of a topic that run one after the other.
 *
 * @param topic the topic
 * @param name the key, the number of a shard, or nothing where all of the topic is one line
 */
public record Line(String topic, String name) implements Comparable<Line> {

    private static final Comparator<Line> ORDER =
            Comparator.comparing(Line::topic).thenComparing(Line::name);

    @Override
    public int compareTo(Line other) {
        return ORDER.compare(this, other);
    }
}

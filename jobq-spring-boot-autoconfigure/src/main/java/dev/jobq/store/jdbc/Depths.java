package dev.jobq.store.jdbc;

import dev.jobq.JobStatus;
import java.sql.SQLException;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;

/**
 * Changes of depths by topic and status, summed in memory and written once before the commit: on SQLite to the counters, on
 * PostgreSQL as rows of their own that are folded later, so that no transaction waits for another's counter.
 */
public final class Depths {

    private final Map<String, long[]> changes = new TreeMap<>();

    /** Adds a change. */
    public void add(String topic, JobStatus status, long change) {
        changes.computeIfAbsent(topic, key -> new long[JobStatus.values().length])[StatusCode.of(status)] += change;
    }

    /** Adds all of another's changes. */
    public void addAll(Depths other) {
        other.changes.forEach((topic, counts) -> {
            long[] sums = changes.computeIfAbsent(topic, key -> new long[counts.length]);
            for (int i = 0; i < counts.length; i++) {
                sums[i] += counts[i];
            }
        });
    }

    /** What was added up for a topic and status. */
    public long of(String topic, JobStatus status) {
        long[] counts = changes.get(topic);
        return counts == null ? 0 : counts[StatusCode.of(status)];
    }

    /** Whether nothing was added. */
    public boolean isEmpty() {
        return changes.isEmpty();
    }

    /** The topics that have more jobs in one of these statuses than before. */
    public Set<String> grown(Set<JobStatus> statuses) {
        Set<String> topics = new TreeSet<>();
        changes.forEach((topic, counts) -> {
            if (statuses.stream().anyMatch(status -> counts[StatusCode.of(status)] > 0)) {
                topics.add(topic);
            }
        });
        return topics;
    }

    /** Writes what is not zero, in an order that is the same for everybody. */
    public void flush(Session session) throws SQLException {
        for (Map.Entry<String, long[]> entry : changes.entrySet()) {
            long[] counts = entry.getValue();
            for (int status = 0; status < counts.length; status++) {
                if (counts[status] != 0) {
                    session.call("depth_add")
                            .set("topic", entry.getKey())
                            .set("status", status)
                            .set("change", counts[status])
                            .update();
                }
            }
        }
    }
}

package dev.jobq.benchmarks.chaos;

import dev.jobq.benchmarks.chaos.PowerCutEnqueuer.Work;
import dev.jobq.benchmarks.measure.Report;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.EnumMap;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * Holds what is in a database after a power cut against what was acknowledged before it:
 *
 * <ol>
 *   <li>each such job is there, where one of its kind has to be: ready, waiting for its time or its turn, holding its unique key;
 *   <li>of a bulk, acknowledged or not, there are all jobs or none;
 *   <li>a topic that limits its jobs counts as many as there are.
 * </ol>
 */
final class PowerCutCheck {

    private static final int SCHEDULED = 2;

    private static final Pattern KIND = Pattern.compile("[A-Z]+:\\d+\\.\\d+/\\d+");

    private static final String LOOK = "SELECT j.id, j.payload, r.job AS ready, w.status, u.key FROM jobq_job j"
            + " LEFT JOIN jobq_ready r ON r.job = j.id LEFT JOIN jobq_waiting w ON w.job = j.id"
            + " LEFT JOIN jobq_unique u ON u.job = j.id AND u.released = 0";

    private record Found(
            String kind,
            boolean isReady,
            @Nullable Integer waitsAs,
            @Nullable String uniqueKey) {

        boolean isRight() {
            Work work = Work.of(kind);
            if (work == null) {
                return false;
            }
            return switch (work) {
                case SINGLE, BULK, LIMITED -> isReady;
                case KEYED, FIFO -> isReady || waitsAs != null;
                case UNIQUE -> isReady && kind.equals(uniqueKey);
                case DELAYED -> waitsAs != null && waitsAs == SCHEDULED;
            };
        }
    }

    private final Report report;
    private final Map<Work, Long> acknowledged = new EnumMap<>(Work.class);
    private long duringCut;
    private long violations;

    PowerCutCheck(Report report) {
        this.report = report;
    }

    /** Adds a round. */
    void add(String url, List<Deed> deeds, long cutAt) throws SQLException {
        Map<Long, Found> there = new HashMap<>();
        try (Connection connection = DriverManager.getConnection(url);
                Statement statement = connection.createStatement()) {
            try (ResultSet row = statement.executeQuery(LOOK)) {
                while (row.next()) {
                    there.put(row.getLong("id"), found(row));
                }
            }
            checkRoom(statement, there);
        }
        checkBulks(there);
        there.forEach((job, found) -> {
            if (found.kind.isEmpty()) {
                violation("what was enqueued as job %d is not to be told any more", job);
            }
        });
        for (Deed deed : deeds) {
            if (deed.nanos() >= cutAt) {
                duringCut++;
                continue;
            }
            acknowledged.merge(Objects.requireNonNull(Work.of(deed.key())), 1L, Long::sum);
            Found found = there.get(deed.job());
            if (found == null || !found.kind.equals(deed.key()) || !found.isRight()) {
                violation(
                        "job %d (%s) was acknowledged %d us before the cut began and is %s",
                        deed.job(), deed.key(), (cutAt - deed.nanos()) / 1_000, found == null ? "gone" : found);
            }
        }
    }

    private static Found found(ResultSet row) throws SQLException {
        Matcher kind = KIND.matcher(row.getString("payload"));
        boolean isReady = row.getObject("ready") != null;
        int status = row.getInt("status");
        Integer waitsAs = row.wasNull() ? null : status;
        return new Found(kind.find() ? kind.group() : "", isReady, waitsAs, row.getString("key"));
    }

    private void checkBulks(Map<Long, Found> there) {
        Map<String, Integer> sizes = new HashMap<>();
        for (Found found : there.values()) {
            if (Work.of(found.kind) == Work.BULK) {
                sizes.merge(found.kind, 1, Integer::sum);
            }
        }
        sizes.forEach((kind, size) -> {
            if (size != Work.sizeOf(kind)) {
                violation("of the bulk %s there are %d", kind, size);
            }
        });
    }

    private void checkRoom(Statement statement, Map<Long, Found> there) throws SQLException {
        long live = there.values().stream()
                .filter(found -> Work.of(found.kind) == Work.LIMITED)
                .count();
        try (ResultSet row = statement.executeQuery(
                "SELECT coalesce(sum(queued), 0) FROM jobq_room WHERE topic = '" + Work.LIMITED.topic() + "'")) {
            row.next();
            if (row.getLong(1) != live) {
                violation("the limited topic counts %d jobs, and has %d", row.getLong(1), live);
            }
        }
    }

    private void violation(String text, Object... values) {
        violations++;
        report.say("  I1: " + text, values);
    }

    /** How many were acknowledged before a cut began. */
    long acknowledged() {
        return acknowledged.values().stream().mapToLong(Long::longValue).sum();
    }

    /** The same of one kind. */
    long acknowledged(Work work) {
        return acknowledged.getOrDefault(work, 0L);
    }

    long duringCut() {
        return duringCut;
    }

    long violations() {
        return violations;
    }
}

package dev.jobq.benchmarks.simulation;

import dev.jobq.benchmarks.chaos.Invariant;
import dev.jobq.store.EndedAttempt;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;

/** Looks at the tables after every step, past the library, and holds them against what has to be true at any time. */
final class Oracle implements AutoCloseable {

    private static final String JOBS = """
            SELECT j.id, j.topic, j.payload, coalesce(
              (SELECT 3 FROM jobq_ready r WHERE r.job = j.id),
              (SELECT CASE launched WHEN 0 THEN 4 ELSE 5 END FROM jobq_running x WHERE x.job = j.id),
              (SELECT status FROM jobq_waiting w WHERE w.job = j.id),
              (SELECT status FROM jobq_done d WHERE d.job = j.id), -1)
            FROM jobq_job j""";
    private static final String ROWS = "SELECT (SELECT count(*) FROM jobq_ready) + (SELECT count(*) FROM jobq_running)"
            + " + (SELECT count(*) FROM jobq_waiting) + (SELECT count(*) FROM jobq_done)";
    private static final String COUNTERS = "SELECT topic, status, value FROM jobq_counter WHERE topic <> ''";
    private static final String HELD = "SELECT 1 FROM jobq_running WHERE job = ? AND fence = ?";
    private static final Set<Integer> RUNNING = Set.of(4, 5);
    private static final int LAST_LIVE = 7;

    private final World world;
    private final Map<Long, Integer> works = new HashMap<>();
    /** Whose transaction was undone: their jobs must never be seen. */
    private final Set<Integer> undone = new HashSet<>();

    private final PreparedStatement jobs;
    private final PreparedStatement rows;
    private final PreparedStatement counters;
    private final PreparedStatement held;

    Oracle(World world) throws SQLException {
        this.world = world;
        var connection = world.database.connection();
        jobs = connection.prepareStatement(JOBS);
        rows = connection.prepareStatement(ROWS);
        counters = connection.prepareStatement(COUNTERS);
        held = connection.prepareStatement(HELD);
    }

    /** What a job is about; its row may be gone by now. */
    Work workOf(long job) {
        Integer number = works.get(job);
        if (number == null) {
            throw new IllegalStateException("job " + job + " was never seen");
        }
        return world.works.getOrDefault(number, Work.ofPayload(number));
    }

    /** The work's enqueuer was told that it is not enqueued, or undid it. */
    void undone(Work work) {
        undone.add(work.number());
    }

    /** Jobs that wait or run. */
    int look() throws SQLException {
        Map<String, Integer> live = new HashMap<>();
        int few = 0;
        Map<String, Long> depths = new TreeMap<>();
        int all = 0;
        int unfinished = 0;
        try (ResultSet row = jobs.executeQuery()) {
            while (row.next()) {
                all++;
                long id = row.getLong(1);
                int status = row.getInt(4);
                int number = row.getInt(3);
                works.put(id, number);
                if (status < 0) {
                    world.violation(Invariant.I6, "job %d is nowhere", id);
                }
                if (undone.contains(number)) {
                    world.violation(Invariant.I6, "job %d is there though its transaction was undone", id);
                }
                if (RUNNING.contains(status)) {
                    few += row.getString(2).equals(Work.FEW) ? 1 : 0;
                } else {
                    // Those that run are few, and counted when asked for.
                    depths.merge(row.getString(2) + " " + status, 1L, Long::sum);
                }
                if (status <= LAST_LIVE) {
                    unfinished++;
                    live.merge(workOf(id).kind(), 1, Integer::sum);
                }
            }
        }
        checkCounts(all, depths);
        if (few > Work.MOST_AT_ONCE) {
            world.violation(Invariant.I7, "%s: %d hold slots", Work.FEW, few);
        }
        live.forEach((kind, count) -> {
            if (kind.startsWith("unique:") && count > 1) {
                world.violation(Invariant.I5, "%s: %d live jobs", kind, count);
            } else if (kind.startsWith("room:") && count > Work.MOST_IN_ROOM) {
                world.violation(Invariant.I7, "%s: %d live jobs", kind, count);
            }
        });
        return unfinished;
    }

    private void checkCounts(int all, Map<String, Long> depths) throws SQLException {
        try (ResultSet row = rows.executeQuery()) {
            if (row.next() && row.getInt(1) != all) {
                world.violation(Invariant.I6, "%d jobs, but %d rows that tell where they are", all, row.getInt(1));
            }
        }
        Map<String, Long> counted = new TreeMap<>();
        try (ResultSet row = counters.executeQuery()) {
            while (row.next()) {
                if (row.getLong(3) != 0) {
                    counted.put(row.getString(1) + " " + row.getInt(2), row.getLong(3));
                }
            }
        }
        if (!counted.equals(depths)) {
            world.violation(Invariant.I6, "counted %s, there are %s", counted, depths);
        }
    }

    @Override
    public void close() throws SQLException {
        for (PreparedStatement statement : List.of(jobs, rows, counters, held)) {
            statement.close();
        }
    }

    /** Those whose fence does not hold any more, as the tables say. */
    List<EndedAttempt> stale(List<EndedAttempt> ended) throws SQLException {
        List<EndedAttempt> stale = new ArrayList<>();
        for (EndedAttempt attempt : ended) {
            held.setLong(1, attempt.job().id().value());
            held.setLong(2, attempt.attempt().fence());
            try (ResultSet row = held.executeQuery()) {
                if (!row.next()) {
                    stale.add(attempt);
                }
            }
        }
        return stale;
    }
}

package dev.jobq.benchmarks.prototype;

import dev.jobq.benchmarks.prototype.PostgresCycle.Claimed;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.Callable;
import java.util.concurrent.atomic.AtomicLong;
import java.util.concurrent.locks.LockSupport;

/** Ordered topics: positions given under a per-key lock before commit, promotion after commit and at finish. */
final class PostgresOrdered {

    static final String ENQUEUE_JOBS = """
            INSERT INTO jobq_job(id, topic, type, payload, rank, run_at, created_at, process, key)
            SELECT id, ?, 'welcome', ?, 0, now(), now(), 1, key FROM unnest(?::bigint[], ?::text[]) AS n(id, key)""";
    /** Locks by bucket, lowest first: an unbounded number of keys would overflow the server's lock table. */
    static final String LOCK_KEYS = """
            SELECT count(pg_advisory_xact_lock(73, bucket)) FROM (
              SELECT DISTINCT hashtext(?::text || key) & 255 AS bucket FROM unnest(?::text[]) AS n(key) ORDER BY 1) b""";

    static final String POSITION = """
            INSERT INTO jobq_blocked(topic, key, position, job)
            SELECT ?, key, nextval('jobq_position'), id FROM unnest(?::bigint[], ?::text[]) AS n(id, key)""";
    static final String ACTIVATE = """
            INSERT INTO jobq_active_key(topic, key) SELECT ?, key FROM (SELECT key FROM unnest(?::text[]) AS n(key) ORDER BY key COLLATE "C") k
            ON CONFLICT DO NOTHING RETURNING key""";
    static final String ADVANCE = """
            WITH first AS (
              DELETE FROM jobq_blocked WHERE ctid = ANY(ARRAY(
                SELECT b.ctid FROM unnest(?::text[]) AS k(key) CROSS JOIN LATERAL (
                  SELECT ctid FROM jobq_blocked WHERE topic = ? AND key = k.key ORDER BY position LIMIT 1 FOR UPDATE) b))
              RETURNING topic, key, job),
            ready AS (
              INSERT INTO jobq_ready(topic, rank, run_at, job) SELECT f.topic, j.rank, j.run_at, f.job
                FROM first f LEFT JOIN jobq_job j ON j.id = f.job)
            SELECT key FROM first""";
    static final String DEACTIVATE = "DELETE FROM jobq_active_key WHERE topic = ? AND key = ANY(?::text[])";

    private static final String TOPIC = "topic-0";
    private static final String PAYLOAD = Bench.text(100);

    private final PostgresStore store;
    private final int jobs;
    private final int keys;
    private final boolean chained;
    private final AtomicLong ids = new AtomicLong();
    private final AtomicLong done = new AtomicLong();

    PostgresOrdered(PostgresStore store, int jobs, int keys, boolean chained) {
        this.store = store;
        this.jobs = jobs;
        this.keys = keys;
        this.chained = chained;
    }

    double run(Bench bench) throws Exception {
        store.reset("text", "(topic, status, finished_at)");
        long wal = store.wal();
        long start = System.nanoTime();
        List<Callable<Void>> tasks = new ArrayList<>();
        for (int i = 0; i < 2; i++) {
            tasks.add(this::produce);
        }
        for (int i = 0; i < 4; i++) {
            tasks.add(this::work);
        }
        PostgresCycle.runAll(tasks);
        double cost = Bench.microsPer(start, jobs);
        bench.note((store.wal() - wal) / (double) jobs);
        SqlitePrototype.check(store.number("SELECT count(*) FROM jobq_done") == jobs, "all done");
        SqlitePrototype.check(store.number("SELECT count(*) FROM jobq_active_key") == 0, "no key left active");
        return cost;
    }

    private Void produce() throws SQLException {
        try (Connection connection = store.connect()) {
            for (int batch = 0; batch < jobs / 200; batch++) {
                connection.setAutoCommit(false);
                Long[] id = new Long[100];
                String[] key = new String[100];
                long first = ids.getAndAdd(100);
                for (int i = 0; i < 100; i++) {
                    id[i] = first + i + 1;
                    key[i] = "customer-" + id[i] % keys;
                }
                execute(
                        connection,
                        ENQUEUE_JOBS,
                        TOPIC,
                        PAYLOAD,
                        connection.createArrayOf("bigint", id),
                        connection.createArrayOf("text", key));
                strings(connection, LOCK_KEYS, TOPIC, connection.createArrayOf("text", key));
                execute(
                        connection,
                        POSITION,
                        TOPIC,
                        connection.createArrayOf("bigint", id),
                        connection.createArrayOf("text", key));
                connection.commit();
                promote(connection, List.of(key));
            }
        }
        return null;
    }

    /** Two statements, because only a snapshot taken after winning the key surely sees its first job. */
    private void promote(Connection connection, List<String> candidates) throws SQLException {
        List<String> won = candidates;
        while (!won.isEmpty()) {
            connection.setAutoCommit(false);
            won = strings(connection, ACTIVATE, TOPIC, connection.createArrayOf("text", won.toArray()));
            won = won.isEmpty() ? won : advance(connection, won); // keys that had nothing after all: look once more
            connection.commit();
            if (!won.isEmpty()) {
                Set<String> waiting = new HashSet<>(strings(
                        connection,
                        "SELECT DISTINCT key FROM jobq_blocked WHERE topic = ? AND key = ANY(?::text[])",
                        TOPIC,
                        connection.createArrayOf("text", won.toArray())));
                won = List.copyOf(waiting);
            }
        }
    }

    /** Moves each key's first job to ready and gives up the keys that have none; returns those. */
    private List<String> advance(Connection connection, List<String> active) throws SQLException {
        Set<String> empty = new HashSet<>(active);
        strings(connection, ADVANCE, connection.createArrayOf("text", active.toArray()), TOPIC)
                .forEach(empty::remove);
        if (!empty.isEmpty()) {
            List<String> sorted = empty.stream().sorted().toList();
            execute(connection, DEACTIVATE, TOPIC, connection.createArrayOf("text", sorted.toArray()));
        }
        return List.copyOf(empty);
    }

    private Void work() throws SQLException {
        try (Connection connection = store.connect()) {
            Map<Claimed, String> claimed = Map.of();
            while (done.get() < jobs) {
                if (claimed.isEmpty()) {
                    connection.setAutoCommit(true);
                    claimed = claim(connection);
                }
                if (claimed.isEmpty()) {
                    LockSupport.parkNanos(1_000_000);
                } else {
                    claimed = finish(connection, claimed);
                }
            }
        }
        return null;
    }

    private Map<Claimed, String> claim(Connection connection) throws SQLException {
        Map<Claimed, String> claimed = new HashMap<>();
        String sql = store.sql(PostgresStore.claim(false, false, true));
        try (PreparedStatement statement = prepare(connection, sql, TOPIC, 100, 1L);
                ResultSet rows = statement.executeQuery()) {
            while (rows.next()) {
                claimed.put(new Claimed(rows.getLong(1), rows.getInt(2), rows.getLong(3), TOPIC), rows.getString(9));
            }
        }
        return claimed;
    }

    /** Ends the jobs and hands their keys on; when chained, the next claim shares the commit. */
    private Map<Claimed, String> finish(Connection connection, Map<Claimed, String> claimed) throws SQLException {
        List<Claimed> ended = claimed.keySet().stream()
                .sorted(Comparator.comparingLong(Claimed::job))
                .toList();
        connection.setAutoCommit(false);
        execute(
                connection,
                PostgresStore.FINISH,
                connection.createArrayOf(
                        "bigint", ended.stream().map(Claimed::job).toArray()),
                connection.createArrayOf(
                        "bigint", ended.stream().map(Claimed::fence).toArray()),
                connection.createArrayOf(
                        "smallint",
                        ended.stream().map(c -> PostgresStore.COMPLETED).toArray()),
                connection.createArrayOf("text", new String[ended.size()]));
        List<String> emptied =
                advance(connection, claimed.values().stream().sorted().toList());
        Map<Claimed, String> next = chained ? claim(connection) : Map.of();
        connection.commit();
        // A job committed between the look and the delete of its key's row would wait for the sweep: look again.
        promote(connection, blockedAmong(connection, emptied));
        done.addAndGet(ended.size());
        return next;
    }

    private List<String> blockedAmong(Connection connection, List<String> emptied) throws SQLException {
        return emptied.isEmpty()
                ? emptied
                : strings(
                        connection,
                        "SELECT k.key FROM unnest(?::text[]) AS k(key) WHERE EXISTS (SELECT 1 FROM jobq_blocked b WHERE b.topic = ? AND b.key = k.key)",
                        connection.createArrayOf("text", emptied.toArray()),
                        TOPIC);
    }

    private static PreparedStatement prepare(Connection connection, String sql, Object... values) throws SQLException {
        PreparedStatement statement = connection.prepareStatement(sql);
        for (int i = 0; i < values.length; i++) {
            statement.setObject(i + 1, values[i]);
        }
        return statement;
    }

    private static void execute(Connection connection, String sql, Object... values) throws SQLException {
        try (PreparedStatement statement = prepare(connection, sql, values)) {
            statement.executeUpdate();
        }
    }

    private static List<String> strings(Connection connection, String sql, Object... values) throws SQLException {
        List<String> found = new ArrayList<>();
        try (PreparedStatement statement = prepare(connection, sql, values);
                ResultSet rows = statement.executeQuery()) {
            while (rows.next()) {
                found.add(rows.getString(1));
            }
        }
        return found;
    }
}

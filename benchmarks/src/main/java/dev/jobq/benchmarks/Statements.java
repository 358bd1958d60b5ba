package dev.jobq.benchmarks;

import dev.jobq.benchmarks.machine.Disk;
import dev.jobq.benchmarks.machine.PostgresServer;
import dev.jobq.benchmarks.measure.Figures;
import dev.jobq.benchmarks.measure.Report;
import dev.jobq.benchmarks.measure.Samples;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/** What different ways of saying the same cost in SQL: why some of the library's statements look as they do. */
final class Statements implements Benchmark {

    private static final int CALLS = 200;
    private static final int WARM_UP = 2_000;

    @Override
    public String about() {
        return "forms of statements, one caller: SQLite's LIMIT and RETURNING, PostgreSQL's inserts";
    }

    @Override
    public List<String> configuration(Options options) {
        return List.of("Bare JDBC, one connection; SQLite in memory", POSTGRESQL);
    }

    @Override
    public void run(Options options, Disk disk, Report report) throws Exception {
        int rounds = options.rounds() * 10;
        sqlite(rounds, report);
        postgresql(rounds, disk, report);
    }

    private static void sqlite(int rounds, Report report) throws Exception {
        try (Connection connection = DriverManager.getConnection("jdbc:sqlite::memory:")) {
            execute(connection, "CREATE TABLE t (id INTEGER PRIMARY KEY, topic TEXT, touch INTEGER)");
            execute(connection, "CREATE INDEX i ON t (topic, touch)");
            connection.setAutoCommit(false);
            execute(connection, """
                    WITH RECURSIVE n (i) AS (SELECT 1 UNION ALL SELECT i + 1 FROM n WHERE i < 30000)
                    INSERT INTO t SELECT i, 'a', i FROM n""");
            Map<String, Call> calls = new LinkedHashMap<>();
            calls.put("sqlite LIMIT 1", query(connection, "SELECT id FROM t WHERE topic = 'a' ORDER BY touch LIMIT 1"));
            calls.put(
                    "sqlite LIMIT ?",
                    query(connection, "SELECT id FROM t WHERE topic = 'a' ORDER BY touch LIMIT ?", 1L));
            calls.put(
                    "sqlite LIMIT +?",
                    query(connection, "SELECT id FROM t WHERE topic = 'a' ORDER BY touch LIMIT +?", 1L));
            calls.put(
                    "sqlite UPDATE … RETURNING",
                    query(connection, "UPDATE t SET touch = touch + 1 WHERE id = ? RETURNING touch", 7L));
            Call look = query(connection, "SELECT touch + 1 FROM t WHERE id = ?", 7L);
            PreparedStatement change = connection.prepareStatement("UPDATE t SET touch = touch + 1 WHERE id = 7");
            calls.put("sqlite SELECT, then UPDATE", () -> {
                look.run();
                change.executeUpdate();
            });
            measure(calls, rounds, report, "statements: SQLite in memory, within one transaction");
        }
    }

    private static void postgresql(int rounds, Disk disk, Report report) throws Exception {
        try (PostgresServer server = new PostgresServer(disk);
                Connection connection = DriverManager.getConnection(server.newDatabase())) {
            connection.unwrap(org.postgresql.PGConnection.class).setPrepareThreshold(1);
            execute(
                    connection,
                    "CREATE TABLE job (id BIGINT GENERATED ALWAYS AS IDENTITY PRIMARY KEY, topic TEXT, data TEXT)");
            execute(connection, "CREATE TABLE ready (topic TEXT, job BIGINT, PRIMARY KEY (topic, job))");
            Map<String, Call> calls = new LinkedHashMap<>();
            calls.put("postgresql one table", query(connection, """
                    INSERT INTO job (topic, data) VALUES ('a', '{}') RETURNING id"""));
            Call two = query(connection, """
                    WITH j AS (INSERT INTO job (topic, data) VALUES ('a', '{}') RETURNING id)
                    INSERT INTO ready SELECT 'a', id FROM j RETURNING job""");
            calls.put("postgresql two tables", two);
            Call arrays = query(connection, """
                    WITH j AS (INSERT INTO job (topic, data)
                      SELECT topic, data FROM unnest(ARRAY['a'], ARRAY['{}']) WITH ORDINALITY AS d (topic, data, n) ORDER BY n
                      RETURNING id, topic)
                    INSERT INTO ready SELECT topic, id FROM j RETURNING job""");
            calls.put("postgresql two tables, from arrays", arrays);
            calls.put("postgresql two tables, BEGIN and COMMIT", () -> {
                connection.setAutoCommit(false);
                two.run();
                connection.commit();
                connection.setAutoCommit(true);
            });
            Call tell = query(connection, "SELECT pg_notify('c', '')");
            calls.put("postgresql pg_notify", tell);
            calls.put(
                    "postgresql pg_notify, synchronous_commit off",
                    query(connection, "SELECT pg_notify('c', ''), set_config('synchronous_commit', 'off', TRUE)"));
            measure(calls, rounds, report, "statements: PostgreSQL, fsync on, each durable on return");
        }
    }

    private static void measure(Map<String, Call> calls, int rounds, Report report, String title) throws Exception {
        Map<String, Samples> samples = new LinkedHashMap<>();
        for (Call call : calls.values()) {
            for (int i = 0; i < WARM_UP; i++) {
                call.run();
            }
        }
        for (int round = 0; round < rounds; round++) {
            for (Map.Entry<String, Call> entry : calls.entrySet()) {
                long start = System.nanoTime();
                for (int i = 0; i < CALLS; i++) {
                    entry.getValue().run();
                }
                samples.computeIfAbsent(entry.getKey(), key -> new Samples(rounds))
                        .add((System.nanoTime() - start) / 1e3 / CALLS);
            }
        }
        samples.forEach((name, micros) -> report.row(
                name,
                new Figures().and("medianMicros", micros.percentile(0.5)).and("minMicros", micros.percentile(0))));
        report.printTable(title);
    }

    private static Call query(Connection connection, String sql, Long... values) throws SQLException {
        PreparedStatement statement = connection.prepareStatement(sql);
        return () -> {
            for (int i = 0; i < values.length; i++) {
                statement.setLong(i + 1, values[i]);
            }
            try (ResultSet rows = statement.executeQuery()) {
                rows.next();
            }
        };
    }

    private static void execute(Connection connection, String sql) throws SQLException {
        try (Statement statement = connection.createStatement()) {
            statement.executeUpdate(sql);
        }
    }

    @FunctionalInterface
    private interface Call {
        void run() throws SQLException;
    }
}

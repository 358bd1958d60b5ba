package dev.jobq.benchmarks.prototype;

import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/** The proposed tables on SQLite with one writer connection: WAL, synchronous=FULL, BEGIN IMMEDIATE. */
final class SqliteStore implements AutoCloseable {

    static final int COMPLETED = 1;
    static final int DISCARDED = 2;
    static final int RETRYABLE = 7;

    /** A claimed job, with what the engine must hand back. */
    record Claimed(long job, int attempt, long fence) {}

    static final String TABLES = """
            CREATE TABLE jobq_job(id INTEGER PRIMARY KEY, topic TEXT NOT NULL, type TEXT NOT NULL, payload TEXT NOT NULL,
              rank INTEGER NOT NULL, run_at INTEGER NOT NULL, created_at INTEGER NOT NULL, process INTEGER NOT NULL,
              max_attempts INTEGER, timeout INTEGER, key TEXT);
            CREATE TABLE jobq_ready(topic TEXT NOT NULL, rank INTEGER NOT NULL, run_at INTEGER NOT NULL, job INTEGER NOT NULL,
              attempt INTEGER, crashes INTEGER, fence INTEGER, PRIMARY KEY(topic, rank, run_at, job)) WITHOUT ROWID;
            CREATE TABLE jobq_running(job INTEGER PRIMARY KEY, topic TEXT NOT NULL, node INTEGER NOT NULL, attempt INTEGER NOT NULL,
              crashes INTEGER NOT NULL, fence INTEGER NOT NULL, started_at INTEGER NOT NULL, launched INTEGER NOT NULL,
              cancel_requested INTEGER NOT NULL);
            CREATE TABLE jobq_waiting(job INTEGER PRIMARY KEY, topic TEXT NOT NULL, status INTEGER NOT NULL, due_at INTEGER,
              attempt INTEGER, crashes INTEGER, fence INTEGER);
            CREATE INDEX jobq_waiting_due ON jobq_waiting(due_at) WHERE status IN (5, 7);
            CREATE TABLE jobq_done(job INTEGER PRIMARY KEY, topic TEXT NOT NULL, status INTEGER NOT NULL, started_at INTEGER,
              finished_at INTEGER NOT NULL, attempt INTEGER, crashes INTEGER, fence INTEGER, node INTEGER, result TEXT);
            CREATE INDEX jobq_done_list ON jobq_done(topic, status, finished_at);
            CREATE TABLE jobq_attempt(job INTEGER NOT NULL, attempt INTEGER NOT NULL, started_at INTEGER NOT NULL,
              ended_at INTEGER NOT NULL, node INTEGER NOT NULL, error TEXT, PRIMARY KEY(job, attempt)) WITHOUT ROWID;
            CREATE TABLE jobq_node(id INTEGER PRIMARY KEY, lease_until INTEGER NOT NULL);
            CREATE TABLE jobq_topic(topic TEXT PRIMARY KEY, ready INTEGER NOT NULL, running INTEGER NOT NULL, done INTEGER NOT NULL);
            CREATE TABLE jobq_blocked(topic TEXT NOT NULL, key TEXT NOT NULL, position INTEGER NOT NULL, job INTEGER NOT NULL,
              PRIMARY KEY(topic, key, position)) WITHOUT ROWID;
            CREATE TABLE jobq_active_key(topic TEXT NOT NULL, key TEXT NOT NULL, PRIMARY KEY(topic, key)) WITHOUT ROWID;
            CREATE TABLE jobq_state(job INTEGER PRIMARY KEY, state TEXT NOT NULL, tag TEXT NOT NULL, touch INTEGER NOT NULL);
            CREATE INDEX jobq_state_touch ON jobq_state(tag, touch);
            INSERT INTO jobq_node VALUES (1, 0), (2, 0);
            INSERT INTO jobq_topic VALUES ('emails', 0, 0, 0)""";

    static final String INSERT_JOB = "INSERT INTO jobq_job VALUES (?, ?, 'welcome', ?, 0, ?, ?, 1, NULL, NULL, ?)";
    static final String INSERT_READY = "INSERT INTO jobq_ready VALUES (?, 0, ?, ?, NULL, NULL, NULL)";

    /** Claim: one writer means that what the first statement takes is exactly the range the last one deletes. */
    static final String CLAIM_MOVE = """
            INSERT INTO jobq_running
            SELECT job, topic, ?, coalesce(attempt, 0) + 1, coalesce(crashes, 0), coalesce(fence, 0) + 1, ?, 0, 0
              FROM jobq_ready WHERE topic = ? AND EXISTS (SELECT 1 FROM jobq_node WHERE id = ?)
             ORDER BY rank, run_at, job LIMIT ?""";

    static final String CLAIM_READ = """
            SELECT r.rank, r.run_at, r.job, coalesce(r.attempt, 0) + 1, coalesce(r.fence, 0) + 1, j.type, j.payload,
                   j.max_attempts, j.timeout
              FROM jobq_ready r CROSS JOIN jobq_job j ON j.id = r.job
             WHERE r.topic = ? ORDER BY r.rank, r.run_at, r.job LIMIT ?""";
    static final String CLAIM_DELETE = "DELETE FROM jobq_ready WHERE topic = ? AND (rank, run_at, job) <= (?, ?, ?)";

    /** The other form, needed as soon as a claim may pass over rows; RETURNING promises no order. */
    static final String CLAIM_RETURNING = """
            DELETE FROM jobq_ready WHERE (topic, rank, run_at, job) IN (
              SELECT topic, rank, run_at, job FROM jobq_ready WHERE topic = ? ORDER BY rank, run_at, job LIMIT ?)
            RETURNING job, coalesce(attempt, 0) + 1, coalesce(crashes, 0), coalesce(fence, 0) + 1,
              (SELECT type FROM jobq_job WHERE id = job), (SELECT payload FROM jobq_job WHERE id = job)""";

    static final String RUNNING = "INSERT INTO jobq_running VALUES (?, ?, ?, ?, ?, ?, ?, 0, 0)";

    static final String FINISH_ONE = """
            INSERT INTO jobq_done SELECT job, topic, ?, started_at, ?, attempt, crashes, fence, node, ?
              FROM jobq_running WHERE job = ? AND fence = ?""";
    static final String LEAVE_ONE = "DELETE FROM jobq_running WHERE job = ?";
    static final String FINISH_MANY = """
            INSERT INTO jobq_done SELECT r.job, r.topic, e.value ->> 2, r.started_at, ?, r.attempt, r.crashes, r.fence, r.node, NULL
              FROM json_each(?) e CROSS JOIN jobq_running r ON r.job = e.value ->> 0 AND r.fence = e.value ->> 1""";
    static final String LEAVE_MANY =
            "DELETE FROM jobq_running WHERE (job, fence) IN (SELECT value ->> 0, value ->> 1 FROM json_each(?))";

    static final String FAIL_ATTEMPT = """
            INSERT INTO jobq_attempt SELECT job, attempt, started_at, ?, node, ? FROM jobq_running WHERE job = ? AND fence = ?""";
    static final String FAIL_WAIT = """
            INSERT INTO jobq_waiting SELECT job, topic, 7, ?, attempt, crashes, fence FROM jobq_running WHERE job = ? AND fence = ?""";
    static final String MOVE_PLACE = "UPDATE jobq_job SET run_at = ? WHERE id = ?";

    static final String STAGE_MOVE = """
            INSERT INTO jobq_ready SELECT w.topic, j.rank, j.run_at, w.job, w.attempt, w.crashes, w.fence
              FROM (SELECT * FROM jobq_waiting WHERE status IN (5, 7) AND due_at <= ? ORDER BY due_at, job LIMIT ?) w
              CROSS JOIN jobq_job j ON j.id = w.job""";
    static final String STAGE_DELETE = """
            DELETE FROM jobq_waiting WHERE job IN (
              SELECT job FROM jobq_waiting WHERE status IN (5, 7) AND due_at <= ? ORDER BY due_at, job LIMIT ?)""";

    static final String RESCUE_MOVE = """
            INSERT INTO jobq_ready SELECT r.topic, j.rank, j.run_at, r.job, r.attempt - 1, r.crashes + 1, r.fence
              FROM jobq_running r CROSS JOIN jobq_job j ON j.id = r.job WHERE r.node = ?""";

    private final Connection connection;
    private final Map<String, PreparedStatement> statements = new HashMap<>();
    private final Path directory;

    SqliteStore() throws Exception {
        directory = Files.createTempDirectory("jobq-prototype");
        connection = DriverManager.getConnection("jdbc:sqlite:" + directory.resolve("jobq.db")
                + "?journal_mode=WAL&synchronous=FULL" + "&jdbc.get_generated_keys=false&cache_size=-65536");
        try (Statement statement = connection.createStatement()) {
            for (String sql : TABLES.split(";\n", -1)) {
                statement.execute(sql);
            }
            connection.setAutoCommit(false);
            statement.execute("COMMIT"); // from here on transactions are opened by our own prepared BEGIN IMMEDIATE
        }
    }

    PreparedStatement sql(String sql) throws SQLException {
        PreparedStatement statement = statements.get(sql);
        if (statement == null) {
            statement = connection.prepareStatement(sql);
            statements.put(sql, statement);
        }
        return statement;
    }

    int run(String sql, Object... values) throws SQLException {
        PreparedStatement statement = sql(sql);
        for (int i = 0; i < values.length; i++) {
            statement.setObject(i + 1, values[i]);
        }
        return statement.executeUpdate();
    }

    void begin() throws SQLException {
        sql("BEGIN IMMEDIATE").execute();
    }

    void commit() throws SQLException {
        sql("COMMIT").execute();
    }

    void enqueue(String topic, long firstId, int count, String payload) throws SQLException {
        for (long id = firstId; id < firstId + count; id++) {
            run(INSERT_JOB, id, topic, payload, id, id, null);
            run(INSERT_READY, topic, id, id);
        }
    }

    List<Claimed> claim(String topic, int node, int limit, long now) throws SQLException {
        List<Claimed> claimed = new ArrayList<>(limit);
        if (run(CLAIM_MOVE, node, now, topic, node, limit) == 0) {
            return claimed;
        }
        PreparedStatement read = sql(CLAIM_READ);
        read.setString(1, topic);
        read.setInt(2, limit);
        long rank = 0;
        long runAt = 0;
        long job = 0;
        try (ResultSet rows = read.executeQuery()) {
            while (rows.next()) {
                rank = rows.getLong(1);
                runAt = rows.getLong(2);
                job = rows.getLong(3);
                rows.getString(6);
                rows.getString(7);
                claimed.add(new Claimed(job, rows.getInt(4), rows.getLong(5)));
            }
        }
        run(CLAIM_DELETE, topic, rank, runAt, job);
        return claimed;
    }

    List<Claimed> claimReturning(String topic, int node, int limit, long now) throws SQLException {
        List<Claimed> claimed = new ArrayList<>(limit);
        List<Integer> crashes = new ArrayList<>(limit);
        PreparedStatement take = sql(CLAIM_RETURNING);
        take.setString(1, topic);
        take.setInt(2, limit);
        try (ResultSet rows = take.executeQuery()) {
            while (rows.next()) {
                rows.getString(5);
                rows.getString(6);
                claimed.add(new Claimed(rows.getLong(1), rows.getInt(2), rows.getLong(4)));
                crashes.add(rows.getInt(3));
            }
        }
        for (int i = 0; i < claimed.size(); i++) {
            Claimed job = claimed.get(i);
            run(RUNNING, job.job, topic, node, job.attempt, crashes.get(i), job.fence, now);
        }
        return claimed;
    }

    void finishOneByOne(List<Claimed> jobs, int status, long now) throws SQLException {
        for (Claimed job : jobs) {
            if (run(FINISH_ONE, status, now, null, job.job, job.fence) == 1) {
                run(LEAVE_ONE, job.job);
            }
        }
    }

    void finishMany(List<Claimed> jobs, int status, long now) throws SQLException {
        if (jobs.isEmpty()) {
            return;
        }
        StringBuilder json = new StringBuilder("[");
        for (Claimed job : jobs) {
            json.append(json.length() == 1 ? "[" : ",[")
                    .append(job.job)
                    .append(',')
                    .append(job.fence)
                    .append(',')
                    .append(status)
                    .append(']');
        }
        String list = json.append(']').toString();
        run(FINISH_MANY, now, list);
        run(LEAVE_MANY, list);
    }

    void fail(List<Claimed> jobs, String error, long now, boolean movePlace) throws SQLException {
        for (Claimed job : jobs) {
            if (run(FAIL_WAIT, now, job.job, job.fence) == 1) {
                run(FAIL_ATTEMPT, now, error, job.job, job.fence);
                run(LEAVE_ONE, job.job);
                if (movePlace) {
                    run(MOVE_PLACE, now, job.job);
                }
            }
        }
    }

    int stage(long now, int limit) throws SQLException {
        int staged = run(STAGE_MOVE, now, limit);
        if (staged > 0) {
            run(STAGE_DELETE, now, limit);
        }
        return staged;
    }

    int rescue(int node) throws SQLException {
        run("DELETE FROM jobq_node WHERE id = ?", node);
        int rescued = run(RESCUE_MOVE, node);
        run("DELETE FROM jobq_running WHERE node = ?", node);
        return rescued;
    }

    long count(String table) throws SQLException {
        try (Statement statement = connection.createStatement();
                ResultSet row = statement.executeQuery("SELECT count(*) FROM " + table)) {
            row.next();
            return row.getLong(1);
        }
    }

    @Override
    public void close() throws SQLException {
        for (PreparedStatement statement : statements.values()) {
            statement.close();
        }
        connection.close();
        for (String file : List.of("jobq.db", "jobq.db-wal", "jobq.db-shm")) {
            directory.resolve(file).toFile().delete();
        }
        directory.toFile().delete();
    }
}

package dev.jobq.benchmarks.raw;

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

/** One writer connection to a SQLite file: WAL, synchronous=FULL, BEGIN IMMEDIATE, every statement prepared once. */
final class RawSqlite implements AutoCloseable {

    /** How jobs are kept. */
    enum Tables {
        /** A status column and a partial index. */
        ONE,
        /** An intake row that is written once; a narrow row moves from ready to running to done. */
        SPLIT
    }

    private static final String ONE_TABLE = """
            CREATE TABLE job(id INTEGER PRIMARY KEY, topic TEXT NOT NULL, type TEXT NOT NULL, payload TEXT NOT NULL,
              run_at INTEGER NOT NULL, status INTEGER NOT NULL, fence INTEGER NOT NULL, started_at INTEGER, finished_at INTEGER);
            CREATE INDEX job_ready ON job(topic, run_at, id) WHERE status = 0""";
    private static final String SPLIT_TABLES = """
            CREATE TABLE job(id INTEGER PRIMARY KEY, topic TEXT NOT NULL, type TEXT NOT NULL, payload TEXT NOT NULL,
              run_at INTEGER NOT NULL);
            CREATE TABLE ready(topic TEXT NOT NULL, run_at INTEGER NOT NULL, job INTEGER NOT NULL, fence INTEGER NOT NULL,
              PRIMARY KEY(topic, run_at, job)) WITHOUT ROWID;
            CREATE TABLE running(job INTEGER PRIMARY KEY, fence INTEGER NOT NULL, started_at INTEGER NOT NULL);
            CREATE TABLE done(job INTEGER PRIMARY KEY, fence INTEGER NOT NULL, started_at INTEGER NOT NULL,
              finished_at INTEGER NOT NULL)""";

    private static final String TOPIC = "emails";

    private final Connection connection;
    private final Tables tables;
    private final Map<String, PreparedStatement> statements = new HashMap<>();
    private long lastId;

    RawSqlite(Path file, Tables tables) throws SQLException {
        this.tables = tables;
        connection = DriverManager.getConnection("jdbc:sqlite:" + file
                + "?journal_mode=WAL&synchronous=FULL&jdbc.get_generated_keys=false&cache_size=-65536");
        try (Statement statement = connection.createStatement()) {
            for (String sql : (tables == Tables.ONE ? ONE_TABLE : SPLIT_TABLES).split(";\n", -1)) {
                statement.execute(sql);
            }
            connection.setAutoCommit(false);
            statement.execute("COMMIT"); // from here on transactions are opened by the prepared BEGIN IMMEDIATE
        }
    }

    void begin() throws SQLException {
        sql("BEGIN IMMEDIATE").execute();
    }

    void commit() throws SQLException {
        sql("COMMIT").execute();
    }

    void insert(String payload) throws SQLException {
        long id = ++lastId;
        PreparedStatement job = sql(
                tables == Tables.ONE
                        ? "INSERT INTO job VALUES (?, ?, 'welcome', ?, ?, 0, 0, NULL, NULL)"
                        : "INSERT INTO job VALUES (?, ?, 'welcome', ?, ?)");
        job.setLong(1, id);
        job.setString(2, TOPIC);
        job.setString(3, payload);
        job.setLong(4, id);
        job.executeUpdate();
        if (tables == Tables.SPLIT) {
            PreparedStatement ready = sql("INSERT INTO ready VALUES (?, ?, ?, 0)");
            ready.setString(1, TOPIC);
            ready.setLong(2, id);
            ready.setLong(3, id);
            ready.executeUpdate();
        }
    }

    /** Takes the first jobs in order and reads their payloads. */
    List<Claimed> claim(int most) throws SQLException {
        return tables == Tables.ONE ? claimFromOne(most) : claimFromSplit(most);
    }

    private List<Claimed> claimFromOne(int most) throws SQLException {
        PreparedStatement claim = sql("""
                UPDATE job SET status = 1, fence = fence + 1, started_at = ? WHERE id IN (
                  SELECT id FROM job WHERE status = 0 AND topic = ? ORDER BY run_at, id LIMIT ?)
                RETURNING id, fence, payload""");
        claim.setLong(1, System.currentTimeMillis());
        claim.setString(2, TOPIC);
        claim.setInt(3, most);
        List<Claimed> claimed = new ArrayList<>(most);
        try (ResultSet rows = claim.executeQuery()) {
            while (rows.next()) {
                rows.getString(3);
                claimed.add(new Claimed(rows.getLong(1), rows.getLong(2)));
            }
        }
        return claimed;
    }

    private List<Claimed> claimFromSplit(int most) throws SQLException {
        List<Claimed> claimed = new ArrayList<>(most);
        PreparedStatement move = sql(
                "INSERT INTO running SELECT job, fence + 1, ? FROM ready WHERE topic = ? ORDER BY run_at, job LIMIT ?");
        move.setLong(1, System.currentTimeMillis());
        move.setString(2, TOPIC);
        move.setInt(3, most);
        if (move.executeUpdate() == 0) {
            return claimed;
        }
        PreparedStatement read = sql("""
                SELECT r.run_at, r.job, r.fence + 1, j.payload FROM ready r CROSS JOIN job j ON j.id = r.job
                 WHERE r.topic = ? ORDER BY r.run_at, r.job LIMIT ?""");
        read.setString(1, TOPIC);
        read.setInt(2, most);
        long runAt = 0;
        long job = 0;
        try (ResultSet rows = read.executeQuery()) {
            while (rows.next()) {
                runAt = rows.getLong(1);
                job = rows.getLong(2);
                rows.getString(4);
                claimed.add(new Claimed(job, rows.getLong(3)));
            }
        }
        PreparedStatement delete = sql("DELETE FROM ready WHERE topic = ? AND (run_at, job) <= (?, ?)");
        delete.setString(1, TOPIC);
        delete.setLong(2, runAt);
        delete.setLong(3, job);
        delete.executeUpdate();
        return claimed;
    }

    /** Ends jobs whose fence still holds. */
    void complete(List<Claimed> jobs) throws SQLException {
        if (jobs.isEmpty()) {
            return;
        }
        StringBuilder json = new StringBuilder("[");
        for (Claimed job : jobs) {
            json.append(json.length() == 1 ? "[" : ",[")
                    .append(job.job())
                    .append(',')
                    .append(job.fence())
                    .append(']');
        }
        String list = json.append(']').toString();
        PreparedStatement end = sql(tables == Tables.ONE ? """
                        UPDATE job SET status = 2, finished_at = ?
                         WHERE (id, fence, status) IN (SELECT value ->> 0, value ->> 1, 1 FROM json_each(?))""" : """
                        INSERT INTO done SELECT r.job, r.fence, r.started_at, ?
                          FROM json_each(?) e CROSS JOIN running r ON r.job = e.value ->> 0 AND r.fence = e.value ->> 1""");
        end.setLong(1, System.currentTimeMillis());
        end.setString(2, list);
        end.executeUpdate();
        if (tables == Tables.SPLIT) {
            PreparedStatement leave = sql(
                    "DELETE FROM running WHERE (job, fence) IN (SELECT value ->> 0, value ->> 1 FROM json_each(?))");
            leave.setString(1, list);
            leave.executeUpdate();
        }
    }

    /** How many jobs have ended. */
    long done() throws SQLException {
        String sql = tables == Tables.ONE ? "SELECT count(*) FROM job WHERE status = 2" : "SELECT count(*) FROM done";
        try (ResultSet row = sql(sql).executeQuery()) {
            row.next();
            return row.getLong(1);
        }
    }

    private PreparedStatement sql(String sql) throws SQLException {
        PreparedStatement statement = statements.get(sql);
        if (statement == null) {
            statement = connection.prepareStatement(sql);
            statements.put(sql, statement);
        }
        return statement;
    }

    @Override
    public void close() throws SQLException {
        for (PreparedStatement statement : statements.values()) {
            statement.close();
        }
        connection.close();
    }
}

package dev.jobq.benchmarks.chaos;

import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.HashMap;
import java.util.Map;
import java.util.Objects;

/**
 * What the database holds once all is quiet, read past the library.
 *
 * @param ended the jobs that ended, by id
 * @param unfinished jobs that wait or run
 * @param all intake rows, ended or not
 * @param doubleFires jobs of schedules beyond one for each time that fired
 */
public record FinalState(Map<Long, Ended> ended, long unfinished, long all, long doubleFires) {

    /** A schedule goes on and on: its jobs come and go at any time. */
    private static final String UNFINISHED = "SELECT (SELECT count(*) FROM jobq_ready WHERE topic <> 'tick')"
            + " + (SELECT count(*) FROM jobq_running WHERE topic <> 'tick')"
            + " + (SELECT count(*) FROM jobq_waiting WHERE topic <> 'tick')";

    static final int DISCARDED = 8;
    static final int CANCELLED = 9;
    static final int COMPLETED = 10;

    /**
     * A job that ended.
     *
     * @param status the status's number
     * @param attempt which attempt it was
     * @param fence the fence of the attempt that ended it
     * @param result what its handler returned, the fence it was given; empty if nothing
     * @param errors attempts recorded as failed
     */
    public record Ended(int status, int attempt, long fence, String result, int errors) {}

    static FinalState read(String url) throws SQLException {
        try (Connection connection = DriverManager.getConnection(url)) {
            return read(connection);
        }
    }

    /** Reads over a connection. */
    public static FinalState read(Connection connection) throws SQLException {
        try (Statement statement = connection.createStatement()) {
            Map<Long, Ended> ended = new HashMap<>();
            try (ResultSet row = statement.executeQuery("""
                    SELECT done.job, done.status, done.attempt, done.fence, done.result,
                           (SELECT count(*) FROM jobq_attempt a WHERE a.job = done.job AND a.error_type IS NOT NULL)
                    FROM jobq_done done WHERE done.topic <> 'tick'""")) {
                while (row.next()) {
                    ended.put(
                            row.getLong(1),
                            new Ended(
                                    row.getInt(2),
                                    row.getInt(3),
                                    row.getLong(4),
                                    Objects.requireNonNullElse(row.getString(5), ""),
                                    row.getInt(6)));
                }
            }
            return new FinalState(
                    ended,
                    number(statement, UNFINISHED),
                    number(statement, "SELECT count(*) FROM jobq_job WHERE topic <> 'tick'"),
                    number(
                            statement,
                            "SELECT (SELECT count(*) FROM jobq_job WHERE topic = 'tick')"
                                    + " - (SELECT count(*) FROM jobq_fire f JOIN jobq_job j ON j.id = f.job)"));
        }
    }

    /** Jobs that wait or run. */
    static long unfinished(String url) throws SQLException {
        try (Connection connection = DriverManager.getConnection(url);
                Statement statement = connection.createStatement()) {
            return number(statement, UNFINISHED);
        }
    }

    private static long number(Statement statement, String sql) throws SQLException {
        try (ResultSet row = statement.executeQuery(sql)) {
            row.next();
            return row.getLong(1);
        }
    }
}

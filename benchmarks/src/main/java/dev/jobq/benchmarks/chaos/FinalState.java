package dev.jobq.benchmarks.chaos;

import dev.jobq.ProcessId;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;

/**
 * What the database holds once all is quiet, read past the library.
 *
 * @param ended the jobs that ended, by id
 * @param unfinished jobs that wait or run
 * @param all intake rows, ended or not
 * @param starts claims of attempts
 * @param cuts attempts without an end of their own
 * @param fires times of schedules
 */
public record FinalState(
        Map<Long, Ended> ended, long unfinished, long all, List<Start> starts, List<Cut> cuts, List<Fire> fires) {

    static final int DISCARDED = 8;
    static final int CANCELLED = 9;
    static final int COMPLETED = 10;

    /** The topic of the jobs that a schedule enqueues. */
    static final String OF_SCHEDULES = "tick";

    private static final String UNFINISHED = "SELECT (SELECT count(*) FROM jobq_ready WHERE topic <> '%1$s')"
            + " + (SELECT count(*) FROM jobq_running WHERE topic <> '%1$s')"
            + " + (SELECT count(*) FROM jobq_waiting WHERE topic <> '%1$s')";

    /**
     * A job that ended.
     *
     * @param topic its topic
     * @param status the status's number
     * @param fence the fence of the attempt that ended it
     * @param result what its handler returned, the fence it was given; empty if nothing
     * @param counted what was counted of its attempts
     */
    public record Ended(String topic, int status, long fence, String result, Counted counted) {}

    /**
     * What a job counted.
     *
     * @param attempt which attempt the last was
     * @param crashes how often its node died
     * @param failed the fences of attempts that were recorded as failed
     */
    public record Counted(int attempt, int crashes, Set<Long> failed) {}

    /**
     * A claim of an attempt.
     *
     * @param job which job
     * @param fence with which fence
     * @param at when, in microseconds by the database's clock
     */
    public record Start(long job, long fence, long at) {}

    /**
     * An attempt that was cut short: its job went back, or ended as cancelled, which took a slot of its node like the others.
     *
     * @param job which job
     * @param fence its fence
     * @param node which of the workers' lives held it
     * @param process that one's process id
     * @param at when it was claimed, in microseconds by the database's clock
     */
    public record Cut(long job, long fence, long node, long process, long at) {}

    /**
     * A time that fired.
     *
     * @param schedule of which schedule
     * @param at which time
     * @param job what was enqueued
     */
    public record Fire(String schedule, long at, long job) {}

    /** What a row becomes. */
    @FunctionalInterface
    private interface Read<T> {
        T of(ResultSet row) throws SQLException;
    }

    static FinalState read(String url) throws SQLException {
        try (Connection connection = DriverManager.getConnection(url)) {
            return read(connection);
        }
    }

    /** Reads over a connection. */
    public static FinalState read(Connection connection) throws SQLException {
        try (Statement statement = connection.createStatement()) {
            Map<Long, Set<Long>> failed = new HashMap<>();
            for (long[] one : list(statement, "SELECT job, fence FROM jobq_attempt WHERE error_type IS NOT NULL", row ->
                    new long[] {row.getLong(1), row.getLong(2)})) {
                failed.computeIfAbsent(one[0], job -> new HashSet<>()).add(one[1]);
            }
            Map<Long, Ended> ended = new HashMap<>();
            try (ResultSet row = statement.executeQuery(
                    "SELECT job, topic, status, fence, result, attempt, crashes FROM jobq_done")) {
                while (row.next()) {
                    Counted counted =
                            new Counted(row.getInt(6), row.getInt(7), failed.getOrDefault(row.getLong(1), Set.of()));
                    String result = Objects.requireNonNullElse(row.getString(5), "");
                    ended.put(
                            row.getLong(1),
                            new Ended(row.getString(2), row.getInt(3), row.getLong(4), result, counted));
                }
            }
            return new FinalState(
                    ended,
                    number(statement, UNFINISHED.formatted("")),
                    number(statement, "SELECT count(*) FROM jobq_job"),
                    list(
                            statement,
                            "SELECT job, fence, started_at FROM jobq_done WHERE started_at IS NOT NULL"
                                    + " UNION SELECT job, fence, started_at FROM jobq_attempt",
                            row -> new Start(row.getLong(1), row.getLong(2), row.getLong(3))),
                    list(
                            statement,
                            "SELECT a.job, a.fence, a.node, p.name, a.started_at FROM jobq_attempt a"
                                    + " JOIN jobq_process p ON p.id = a.node WHERE a.status IN (3, 9) AND a.error_type IS NULL",
                            row -> new Cut(
                                    row.getLong(1),
                                    row.getLong(2),
                                    row.getLong(3),
                                    ProcessId.parse(row.getString(4)).pid(),
                                    row.getLong(5))),
                    list(
                            statement,
                            "SELECT schedule, fire_at, job FROM jobq_fire WHERE manual = 0",
                            row -> new Fire(row.getString(1), row.getLong(2), row.getLong(3))));
        }
    }

    /** Jobs that wait or run, but for those of schedules, which come and go at any time. */
    static long unfinished(String url) throws SQLException {
        return unfinished(url, OF_SCHEDULES);
    }

    /** Jobs that wait or run. */
    static long unfinishedInAll(String url) throws SQLException {
        return unfinished(url, "");
    }

    private static long unfinished(String url, String butFor) throws SQLException {
        try (Connection connection = DriverManager.getConnection(url);
                Statement statement = connection.createStatement()) {
            return number(statement, UNFINISHED.formatted(butFor));
        }
    }

    private static <T> List<T> list(Statement statement, String sql, Read<T> read) throws SQLException {
        List<T> rows = new ArrayList<>();
        try (ResultSet row = statement.executeQuery(sql)) {
            while (row.next()) {
                rows.add(read.of(row));
            }
        }
        return rows;
    }

    private static long number(Statement statement, String sql) throws SQLException {
        try (ResultSet row = statement.executeQuery(sql)) {
            row.next();
            return row.getLong(1);
        }
    }
}

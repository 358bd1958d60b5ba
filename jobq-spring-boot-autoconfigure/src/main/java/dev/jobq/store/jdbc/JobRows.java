package dev.jobq.store.jdbc;

import dev.jobq.Enqueuer;
import dev.jobq.Fire;
import dev.jobq.Job;
import dev.jobq.JobBuilder;
import dev.jobq.JobId;
import dev.jobq.JobProgress;
import dev.jobq.JobRef;
import dev.jobq.JobStats;
import dev.jobq.JobStatus;
import dev.jobq.JsonCodec;
import dev.jobq.JsonValue;
import dev.jobq.ProcessId;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Duration;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** Reads a row of {@code jobs.sql}; the same on both dialects. */
final class JobRows {

    private final JsonCodec codec;
    private final Text text;
    private volatile @Nullable Known lastEnqueuer;
    private volatile @Nullable Numbered lastNumbered;

    JobRows(JsonCodec codec) {
        this(codec, ResultSet::getString);
    }

    /**
     * @param text how to read text that is neither null nor empty, for what is read often
     */
    JobRows(JsonCodec codec, Text text) {
        this.codec = codec;
        this.text = text;
    }

    /** A job without errors and events. */
    JobBuilder read(ResultSet row) throws SQLException {
        JobRef ref = new JobRef(new JobId(row.getLong("id")), row.getString("topic"), row.getString("type"));
        return Job.builder(ref, StatusCode.status(row.getInt("status")))
                .payload(new JsonValue(row.getString("payload"), codec))
                .priority(-row.getInt("rank"))
                .key(row.getString("key"))
                .runAt(Call.instant(row.getLong("run_at")))
                .createdAt(Call.instant(row.getLong("created_at")))
                .maxAttempts(intOrNull(row, "max_attempts"))
                .timeout(duration(row, "timeout"))
                .deadline(instant(row, "deadline"))
                .attempt(row.getInt("attempt"))
                .crashes(row.getInt("crashes"))
                .fence(row.getLong("fence"))
                .startedAt(instant(row, "started_at"))
                .finishedAt(instant(row, "finished_at"))
                .result(value(row.getString("result")))
                .reason(row.getString("reason"))
                .stats(stats(row))
                .progress(progress(row))
                .state(value(row.getString("state")))
                .touchedAt(Call.instant(row.getLong("touch")))
                .enqueuedBy(enqueuer(row))
                .fire(fire(row, ref.id()))
                .node(process(row.getString("node")))
                .requeuedFrom(id(row, "requeued_from"))
                .requeuedAs(id(row, "requeued_as"));
    }

    /** A HELD job as {@code held_job.sql} gives it: by position, for a poll takes little more time than reading its columns. */
    JobBuilder readHeld(ResultSet row) throws SQLException {
        JobRef ref = new JobRef(new JobId(row.getLong(1)), text.read(row, 2), text.read(row, 3));
        return Job.builder(ref, JobStatus.HELD)
                .priority(-row.getInt(4))
                .runAt(Call.instant(row.getLong(5)))
                .createdAt(Call.instant(row.getLong(6)))
                .maxAttempts(maxAttempts(row, 7))
                .timeout(timeout(row, 8))
                .payload(new JsonValue(text.read(row, 9), codec))
                .state(new JsonValue(text.read(row, 10), codec))
                .key(row.getString(18))
                .touchedAt(Call.instant(row.getLong(11)))
                .enqueuedBy(enqueuer(row, row.getLong(12)));
    }

    /** JSON text as a value. */
    @Nullable JsonValue value(@Nullable String json) {
        return json == null ? null : new JsonValue(json, codec);
    }

    /** JSON text that is there, as a value. */
    JsonValue encoded(String json) {
        return new JsonValue(json, codec);
    }

    /** Anything as a JSON value. */
    JsonValue encode(Object value) {
        return new JsonValue(codec.write(value), codec);
    }

    private static @Nullable Fire fire(ResultSet row, JobId job) throws SQLException {
        String schedule = row.getString("schedule");
        return schedule == null
                ? null
                : new Fire(
                        schedule,
                        Call.instant(row.getLong("fire_at")),
                        row.getInt("manual") != 0,
                        job,
                        Call.instant(row.getLong("fired_at")));
    }

    private JobStats stats(ResultSet row) throws SQLException {
        Duration elapsed = duration(row, "elapsed");
        Duration cpu = duration(row, "cpu");
        Long allocated = longOrNull(row, "allocated");
        String json = row.getString("stats");
        if (elapsed == null && json == null) {
            return JobStats.NONE;
        }
        List<JobStats.Step> steps = new ArrayList<>();
        Map<String, Double> values = new LinkedHashMap<>();
        if (json != null && codec.read(json, Map.class) instanceof Map<?, ?> said) {
            if (said.get("steps") instanceof List<?> list) {
                for (Object step : list) {
                    if (step instanceof Map<?, ?> one && one.get("millis") instanceof Number millis) {
                        steps.add(new JobStats.Step(
                                String.valueOf(one.get("name")), Duration.ofMillis(millis.longValue())));
                    }
                }
            }
            if (said.get("values") instanceof Map<?, ?> map) {
                map.forEach((name, number) -> {
                    if (number instanceof Number n) {
                        values.put(String.valueOf(name), n.doubleValue());
                    }
                });
            }
        }
        return new JobStats(elapsed, cpu, allocated, steps, values);
    }

    private @Nullable JobProgress progress(ResultSet row) throws SQLException {
        String json = row.getString("progress");
        Instant at = instant(row, "progress_at");
        if (json == null || at == null || !(codec.read(json, Map.class) instanceof Map<?, ?> said)) {
            return null;
        }
        Object step = said.get("step");
        return new JobProgress(
                number(said.get("done")), number(said.get("total")), step == null ? null : step.toString(), at);
    }

    private static long number(@Nullable Object value) {
        return value instanceof Number number ? number.longValue() : 0;
    }

    /** Rows of one process tend to come together, and what is known of a process never changes. */
    private Enqueuer enqueuer(ResultSet row) throws SQLException {
        String process = row.getString("process");
        Known last = lastEnqueuer;
        if (last == null || !last.process.equals(process)) {
            last = new Known(
                    process,
                    new Enqueuer(
                            ProcessId.parse(process),
                            row.getString("application"),
                            row.getString("version"),
                            row.getString("commit_id"),
                            row.getString("repository")));
            lastEnqueuer = last;
        }
        return last.enqueuer;
    }

    /** The same of a process whose number is known: its columns need not even be read. */
    private Enqueuer enqueuer(ResultSet row, long number) throws SQLException {
        Numbered last = lastNumbered;
        if (last == null || last.number != number) {
            last = new Numbered(number, enqueuer(row));
            lastNumbered = last;
        }
        return last.enqueuer;
    }

    private static @Nullable Integer maxAttempts(ResultSet row, int column) throws SQLException {
        int value = row.getInt(column);
        return value == 0 && row.wasNull() ? null : Integer.valueOf(value);
    }

    private static @Nullable Duration timeout(ResultSet row, int column) throws SQLException {
        long micros = row.getLong(column);
        return micros == 0 && row.wasNull() ? null : Duration.of(micros, ChronoUnit.MICROS);
    }

    /** Reads text. */
    @FunctionalInterface
    interface Text {
        String read(ResultSet row, int column) throws SQLException;
    }

    private record Known(String process, Enqueuer enqueuer) {}

    private record Numbered(long number, Enqueuer enqueuer) {}

    private static @Nullable ProcessId process(@Nullable String name) {
        return name == null ? null : ProcessId.parse(name);
    }

    static @Nullable Instant instant(ResultSet row, String column) throws SQLException {
        long micros = row.getLong(column);
        return row.wasNull() ? null : Call.instant(micros);
    }

    private static @Nullable Duration duration(ResultSet row, String column) throws SQLException {
        long micros = row.getLong(column);
        return row.wasNull() ? null : Duration.of(micros, ChronoUnit.MICROS);
    }

    private static @Nullable JobId id(ResultSet row, String column) throws SQLException {
        long id = row.getLong(column);
        return row.wasNull() ? null : new JobId(id);
    }

    static @Nullable Long longOrNull(ResultSet row, String column) throws SQLException {
        long value = row.getLong(column);
        return row.wasNull() ? null : Long.valueOf(value);
    }

    static @Nullable Integer intOrNull(ResultSet row, String column) throws SQLException {
        int value = row.getInt(column);
        return row.wasNull() ? null : Integer.valueOf(value);
    }
}

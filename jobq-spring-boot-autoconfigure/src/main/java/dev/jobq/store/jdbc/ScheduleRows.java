package dev.jobq.store.jdbc;

import dev.jobq.Cadence;
import dev.jobq.Fire;
import dev.jobq.JobId;
import dev.jobq.Misfire;
import dev.jobq.Schedule;
import dev.jobq.store.JobDraft;
import dev.jobq.store.SchedulePlan;
import dev.jobq.store.StoredSchedule;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Duration;
import java.time.temporal.ChronoUnit;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** Reads and binds the rows of schedules and fires; the same on both dialects. */
final class ScheduleRows {

    /** How a policy is stored: a number that never changes its meaning. */
    private static final List<Misfire> MISFIRES = List.of(Misfire.SKIP, Misfire.FIRE_ONCE, Misfire.CATCH_UP);

    private ScheduleRows() {}

    static StoredSchedule schedule(ResultSet row) throws SQLException {
        Duration every = duration(row, "every");
        SchedulePlan plan = new SchedulePlan(
                row.getString("name"),
                new Cadence(row.getString("cron"), row.getString("zone"), every),
                new Schedule.Rules(
                        MISFIRES.get(row.getInt("misfire")), row.getInt("catch_up"), row.getInt("overlap") != 0),
                new JobDraft(
                        row.getString("topic"),
                        row.getString("type"),
                        row.getString("payload"),
                        -row.getInt("rank"),
                        JobDraft.Start.NOW,
                        new JobDraft.Limits(JobRows.intOrNull(row, "max_attempts"), duration(row, "timeout")),
                        terms(row)));
        return new StoredSchedule(
                plan,
                new Schedule.Origin(row.getInt("code") != 0, row.getString("application"), row.getInt("declared") != 0),
                new Schedule.State(
                        row.getInt("paused") != 0,
                        JobRows.instant(row, "last_at"),
                        JobRows.instant(row, "next_at"),
                        Call.instant(row.getLong("created_at")),
                        Call.instant(row.getLong("changed_at"))),
                Call.instant(row.getLong("anchor_at")),
                row.getLong("revision"));
    }

    private static JobDraft.Terms terms(ResultSet row) throws SQLException {
        String key = row.getString("job_key");
        Integer shards = JobRows.intOrNull(row, "shards");
        String label = row.getString("label");
        if (key == null && shards == null && label == null) {
            return JobDraft.Terms.NONE;
        }
        return new JobDraft.Terms(
                null, null, key, shards, label == null ? null : new JobDraft.Label(label, duration(row, "patience")));
    }

    static Fire fire(ResultSet row) throws SQLException {
        return new Fire(
                row.getString(1),
                Call.instant(row.getLong(2)),
                row.getInt(3) != 0,
                new JobId(row.getLong(4)),
                Call.instant(row.getLong(5)));
    }

    /** Binds what defines a schedule and where it comes from. */
    static Call bind(Call call, SchedulePlan plan, Schedule.Origin origin) throws SQLException {
        JobDraft job = plan.job();
        JobDraft.Label label = job.terms().label();
        return call.set("name", plan.name())
                .set("topic", job.topic())
                .set("type", job.type())
                .set("rank", -job.priority())
                .set("maxAttempts", job.limits().maxAttempts())
                .set("timeout", job.limits().timeout())
                .set("payload", job.payload())
                .set("key", job.terms().key())
                .set("shards", job.terms().shards())
                .set("label", label == null ? null : label.name())
                .set("patience", label == null ? null : label.patience())
                .set("cron", plan.cadence().cron())
                .set("zone", plan.cadence().zone())
                .set("every", plan.cadence().every())
                .set("misfire", MISFIRES.indexOf(plan.rules().misfire()))
                .set("catchUp", plan.rules().catchUp())
                .set("overlap", plan.rules().allowsOverlap() ? 1 : 0)
                .set("code", origin.isCode() ? 1 : 0)
                .set("application", origin.application());
    }

    private static @Nullable Duration duration(ResultSet row, String column) throws SQLException {
        long micros = row.getLong(column);
        return row.wasNull() ? null : Duration.of(micros, ChronoUnit.MICROS);
    }
}

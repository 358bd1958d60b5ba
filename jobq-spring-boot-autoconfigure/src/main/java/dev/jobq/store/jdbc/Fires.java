package dev.jobq.store.jdbc;

import dev.jobq.Fire;
import dev.jobq.JobId;
import dev.jobq.store.JobDraft;
import dev.jobq.store.SchedulePlan;
import dev.jobq.store.StoredSchedule;
import java.sql.SQLException;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** Writes what schedules fire: the jobs, and a row for each fire time. */
final class Fires {

    private final JobWriter.Prepared jobs;

    Fires(JobWriter.Prepared jobs) {
        this.jobs = jobs;
    }

    /** Fires a due schedule in a session's transaction; empty if it is not as it was seen. */
    Optional<List<Fire>> fire(Session session, StoredSchedule due, List<Instant> times, @Nullable Instant next)
            throws SQLException {
        jobs.hurry(session);
        SchedulePlan plan = due.plan();
        boolean isHeldUp = !plan.rules().allowsOverlap() && !times.isEmpty() && isLastUnended(session, plan.name());
        List<Instant> wanted = isHeldUp ? List.of() : times;
        // Holds the row until the commit: nobody else fires this schedule meanwhile.
        boolean isFirst = session.call("recurring_fired")
                .set("name", plan.name())
                .set("revision", due.revision())
                .set("last", wanted.isEmpty() ? null : wanted.get(wanted.size() - 1))
                .set("next", next)
                .updateOne();
        if (!isFirst) {
            return Optional.empty();
        }
        List<Instant> unfired = new ArrayList<>();
        for (Instant time : wanted) {
            if (!isFired(session, plan.name(), time)) {
                unfired.add(time);
            }
        }
        return Optional.of(write(session, plan, unfired, false));
    }

    /** Enqueues a schedule's job now, in a session's transaction. */
    Fire fireNow(Session session, SchedulePlan plan) throws SQLException {
        Instant at = now(session);
        while (isFired(session, plan.name(), at, true)) {
            at = at.plus(1, ChronoUnit.MICROS);
        }
        return write(session, plan, List.of(at), true).get(0);
    }

    private List<Fire> write(Session session, SchedulePlan plan, List<Instant> times, boolean isManual)
            throws SQLException {
        if (times.isEmpty()) {
            return List.of();
        }
        List<JobDraft> drafts = times.stream()
                .map(time -> draft(plan.job(), isManual ? null : time))
                .toList();
        List<JobId> ids = jobs.insert(session, drafts);
        Instant firedAt = now(session);
        List<Fire> fires = new ArrayList<>();
        for (int i = 0; i < ids.size(); i++) {
            Fire fire = new Fire(plan.name(), times.get(i), isManual, ids.get(i), firedAt);
            boolean isWritten = session.call("fire_insert")
                    .set("schedule", fire.schedule())
                    .set("fireAt", fire.at())
                    .set("manual", isManual ? 1 : 0)
                    .set("job", fire.job().value())
                    .set("firedAt", firedAt)
                    .updateOne();
            if (!isWritten) {
                throw new IllegalStateException(
                        "Schedule '%s' fired at %s already".formatted(fire.schedule(), fire.at()));
            }
            session.call("fire_trim").set("schedule", fire.schedule()).update();
            fires.add(fire);
        }
        return fires;
    }

    private static JobDraft draft(JobDraft job, @Nullable Instant at) {
        JobDraft.Start start = at == null ? JobDraft.Start.NOW : new JobDraft.Start(at, null);
        return new JobDraft(job.topic(), job.type(), job.payload(), job.priority(), start, job.limits(), job.terms());
    }

    private static boolean isLastUnended(Session session, String schedule) throws SQLException {
        return session.call("fire_unended")
                .set("schedule", schedule)
                .first(row -> true)
                .isPresent();
    }

    private static boolean isFired(Session session, String schedule, Instant time) throws SQLException {
        return isFired(session, schedule, time, false);
    }

    private static boolean isFired(Session session, String schedule, Instant time, boolean isManual)
            throws SQLException {
        return session.call("fire_find")
                .set("schedule", schedule)
                .set("fireAt", time)
                .set("manual", isManual ? 1 : 0)
                .first(row -> true)
                .isPresent();
    }

    static Instant now(Session session) throws SQLException {
        return session.call("now").first(row -> Call.instant(row.getLong(1))).orElseThrow();
    }
}

package dev.jobq.store.jdbc;

import dev.jobq.JobEvent;
import dev.jobq.JobEvent.Change;
import dev.jobq.JobId;
import dev.jobq.JobRef;
import dev.jobq.JobStatus;
import dev.jobq.store.JobDraft;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Duration;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** Puts a new job in the place of another; what the other has still to do, it will not do. */
public final class Requeue {

    private final JobEvents events;
    private final Intake intake;
    private final UniqueKeys keys;
    private final Rooms rooms;
    private final Lines lines;

    Requeue(JobEvents events, Intake intake, UniqueKeys keys, Rooms rooms, Lines lines) {
        this.events = events;
        this.intake = intake;
        this.keys = keys;
        this.rooms = rooms;
        this.lines = lines;
    }

    /** To be called before the transaction. */
    void prepare() {
        intake.prepare();
    }

    /** The new job; empty if the old one moved on meanwhile. */
    Optional<JobId> tryOn(Session session, Place old, @Nullable String by) throws SQLException {
        Optional<JobStatus> ended = old.status(session, "done_status");
        if (ended.isPresent()) {
            old.expect(ended.get());
            // It may be purged meanwhile, and with it must go the event that this writes.
            if (session.call("job_hold").set("job", old.id()).first(row -> true).isEmpty()) {
                return Optional.empty();
            }
            JobId next = insert(session, old);
            rooms.changed(session, old.ref().topic(), 1);
            link(session, old, next, null, by);
            return Optional.of(next);
        }
        // Running first: with its row goes its fence, and nothing that its attempt still writes counts.
        Optional<Running> running =
                session.call("running_drop").set("job", old.id()).first(Running::of);
        running.ifPresent(attempt -> old.expect(attempt.carried.status()));
        Optional<Place.Carried> taken = running.map(Running::carried);
        if (taken.isEmpty()) {
            taken = old.take(session, "waiting_cancel");
        }
        if (taken.isEmpty()) {
            taken = old.takeReady(session);
        }
        if (taken.isEmpty()) {
            old.refuse(session, JobStatus.DISCARDED, List.of(JobStatus.HELD));
            return Optional.empty();
        }
        JobId next = insert(session, old);
        discard(session, old, taken.get(), running.orElse(null), next);
        old.leave(session, lines, taken.get());
        link(session, old, next, new Change(taken.get().status(), JobStatus.DISCARDED), by);
        return Optional.of(next);
    }

    private void discard(Session session, Place old, Place.Carried carried, @Nullable Running running, JobId next)
            throws SQLException {
        String reason = "requeued as " + next;
        session.call("done_put")
                .set("job", old.id())
                .set("topic", old.ref().topic())
                .set("attempt", carried.attempt())
                .set("crashes", carried.crashes())
                .set("fence", carried.fence())
                .set("status", StatusCode.of(JobStatus.DISCARDED))
                .set("node", running == null ? null : (Long) running.node)
                .set("startedAt", running == null ? null : (Long) running.claimedAt)
                .set("reason", reason)
                .update();
        session.ended(old.id());
        if (running == null) {
            session.depth(old.ref().topic(), carried.status(), -1);
        } else {
            session.interrupt();
            LimitSlots.ended(session, old.ref().topic(), List.of(old.id()));
        }
        session.depth(old.ref().topic(), JobStatus.DISCARDED, 1);
        if (session.isHeard()) {
            session.emit(events.discarded(old.ref(), carried.status(), reason, now(session)));
        }
    }

    private JobId insert(Session session, Place old) throws SQLException {
        JobDraft.Label label = JobLabels.of(session, old.id());
        JobDraft draft = session.call("job_draft")
                .set("job", old.id())
                .first(row -> draft(old.ref(), label, row))
                .orElseThrow();
        return intake.insert(session, draft, old.line());
    }

    private static JobDraft draft(JobRef job, JobDraft.@Nullable Label label, ResultSet row) throws SQLException {
        long timeout = row.getLong("timeout");
        Duration after = row.wasNull() ? null : Duration.of(timeout, ChronoUnit.MICROS);
        return new JobDraft(
                job.topic(),
                job.type(),
                row.getString("payload"),
                -row.getInt("rank"),
                JobDraft.Start.NOW,
                new JobDraft.Limits(JobRows.intOrNull(row, "max_attempts"), after),
                new JobDraft.Terms(null, null, row.getString("key"), null, label));
    }

    private void link(Session session, Place old, JobId next, @Nullable Change change, @Nullable String by)
            throws SQLException {
        keys.passOn(session, old.ref().id(), next);
        session.call("requeue_add")
                .set("job", next.value())
                .set("origin", old.id())
                .update();
        Map<String, Object> data = new LinkedHashMap<>();
        data.put("as", next.value());
        if (by != null) {
            data.put("by", by);
        }
        note(session, old.ref(), events.data(data), change);
        JobRef ref = new JobRef(next, old.ref().topic(), old.ref().type());
        note(session, ref, "{\"from\":%s}".formatted(old.ref().id()), null);
    }

    private void note(Session session, JobRef job, String data, @Nullable Change change) throws SQLException {
        events.rows().add(session, job, JobEvent.Type.REQUEUED, change, data);
        if (session.isHeard()) {
            session.emit(events.said(job, JobEvent.Type.REQUEUED, data, now(session)));
        }
    }

    private static Instant now(Session session) {
        return Call.instant(session.files().now());
    }

    /** Inserts jobs within a transaction; each dialect has its own. */
    public interface Intake {

        /** Called outside the transaction before {@link #insert}. */
        void prepare();

        /**
         * Inserts one.
         *
         * @param line the line of its topic in which it runs; null for none
         */
        JobId insert(Session session, JobDraft draft, @Nullable String line) throws SQLException;

        /** Called before a job's state is deleted: keeps its touch if only that tells which touches were given already. */
        default void keepTouch(Session session, long job) throws SQLException {}
    }

    private record Running(Place.Carried carried, long node, long claimedAt) {

        static Running of(ResultSet row) throws SQLException {
            return new Running(Place.Carried.of(row), row.getLong("node"), row.getLong("claimed_at"));
        }
    }
}

package dev.jobq.store.jdbc;

import dev.jobq.JobEvent;
import dev.jobq.JobRef;
import dev.jobq.JobStatus;
import dev.jobq.OnDuplicate;
import dev.jobq.store.JobDraft;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Instant;
import java.util.Objects;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** Gives a waiting job the payload of a duplicate, and its time unless that is to be kept. */
final class Replacement {

    private final JobEvents events;
    private final EventRows rows;

    Replacement(JobEvents events, EventRows rows) {
        this.events = events;
        this.rows = rows;
    }

    /**
     * Replaces what a {@linkplain Holder#isReplaceable replaceable} holder runs. It is taken out of its place first, so that
     * nobody claims it meanwhile.
     *
     * @return where it is now
     */
    Holder replace(Session session, Holder holder, JobDraft draft) throws SQLException {
        Carried carried = take(session, holder).orElseThrow(OvertakenException::new);
        Moved moved = rewrite(session, holder, draft);
        JobStatus from = carried.status;
        Long due = isKeeping(draft) ? carried.due : moved.isLater ? Long.valueOf(moved.runAt) : null;
        JobStatus to = JobStatus.AVAILABLE;
        if (due != null) {
            to = from == JobStatus.RETRYABLE ? JobStatus.RETRYABLE : JobStatus.SCHEDULED;
        }
        put(session, holder, to, due, carried);
        String topic = holder.key().topic();
        if (from != to) {
            session.depth(topic, from, -1);
            session.depth(topic, to, 1);
        }
        session.signal(topic);
        JobRef ref = new JobRef(holder.job(), topic, draft.type());
        Instant runAt = Call.instant(due == null ? moved.runAt : due);
        JobEvent event = events.replaced(
                ref,
                new JobEvent.Change(from, to),
                Call.instant(session.files().now()),
                new JobEvents.Times(runAt, Call.instant(holder.place().runAt())));
        rows.add(session, event);
        if (session.isHeard()) {
            session.emit(event);
        }
        Holder.Place place = holder.place();
        return new Holder(
                holder.key(), holder.job(), to, true, new Holder.Place(place.rank(), moved.runAt, place.createdAt()));
    }

    private static boolean isKeeping(JobDraft draft) {
        return Objects.requireNonNull(draft.terms().unique()).onDuplicate() == OnDuplicate.KEEP_RUN_AT;
    }

    private static Optional<Carried> take(Session session, Holder holder) throws SQLException {
        long job = holder.job().value();
        if (holder.status() != JobStatus.AVAILABLE) {
            return session.call("waiting_take").set("job", job).first(row -> Carried.of(row, dueAt(row)));
        }
        return session.call("ready_take")
                .set("topic", holder.key().topic())
                .set("rank", holder.place().rank())
                .set("runAt", holder.place().runAt())
                .set("createdAt", holder.place().createdAt())
                .set("job", job)
                .first(row -> Carried.of(row, null));
    }

    private static @Nullable Long dueAt(ResultSet row) throws SQLException {
        long due = row.getLong(5);
        return row.wasNull() ? null : Long.valueOf(due);
    }

    private static Moved rewrite(Session session, Holder holder, JobDraft draft) throws SQLException {
        return session.call("job_replace")
                .set("job", holder.job().value())
                .set("type", draft.type())
                .set("payload", draft.payload())
                .set("keep", isKeeping(draft) ? 1L : 0L)
                .set("runAt", draft.start().at())
                .set("delay", draft.start().delay())
                .set("longest", Objects.requireNonNull(draft.terms().unique()).longest())
                .first(Moved::of)
                .orElseThrow();
    }

    private static void put(Session session, Holder holder, JobStatus to, @Nullable Long due, Carried carried)
            throws SQLException {
        Call call = to == JobStatus.AVAILABLE
                ? session.call("ready_return")
                : session.call("waiting_again")
                        .set("status", StatusCode.of(to))
                        .set("dueAt", Objects.requireNonNull(due));
        call.set("job", holder.job().value())
                .set("attempt", carried.attempt)
                .set("crashes", carried.crashes)
                .set("fence", carried.fence)
                .update();
    }

    private record Moved(long runAt, boolean isLater) {
        static Moved of(ResultSet row) throws SQLException {
            return new Moved(row.getLong(1), row.getBoolean(2));
        }
    }

    /** What the row in waiting or ready said; due is null for one that waits for no time. */
    private record Carried(
            JobStatus status,
            long attempt,
            long crashes,
            long fence,
            @Nullable Long due) {
        static Carried of(ResultSet row, @Nullable Long due) throws SQLException {
            return new Carried(StatusCode.status(row.getInt(1)), row.getLong(2), row.getLong(3), row.getLong(4), due);
        }
    }
}

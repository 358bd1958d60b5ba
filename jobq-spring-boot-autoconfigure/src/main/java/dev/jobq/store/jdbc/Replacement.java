package dev.jobq.store.jdbc;

import dev.jobq.JobEvent;
import dev.jobq.JobRef;
import dev.jobq.JobStatus;
import dev.jobq.OnDuplicate;
import dev.jobq.store.JobDraft;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Instant;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** Gives a waiting job the payload of a duplicate, and its time unless that is to be kept. */
final class Replacement {

    private final JobEvents events;
    private final EventRows rows;
    private final Lines lines;

    Replacement(JobEvents events, EventRows rows, Lines lines) {
        this.lines = lines;
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
        if (!holder.isReplaceable()) {
            return holder;
        }
        Carried carried = take(session, holder).orElseThrow(OvertakenException::new);
        Moved moved = rewrite(session, holder, draft);
        JobStatus from = carried.status;
        Long due = isKeeping(draft) ? carried.due : moved.isLater ? Long.valueOf(moved.runAt) : null;
        JobStatus to = JobStatus.AVAILABLE;
        if (due != null) {
            to = from == JobStatus.RETRYABLE ? JobStatus.RETRYABLE : JobStatus.SCHEDULED;
        }
        String topic = holder.key().topic();
        // Whoever was first in line and is put off stands aside until it is due; whoever is due takes its place in
        // line.
        boolean isPutOff = moved.line != null && carried.line == null && to == JobStatus.SCHEDULED && from != to;
        boolean hasToEnter = carried.line != null && to == JobStatus.AVAILABLE;
        if (hasToEnter) {
            to = JobStatus.SCHEDULED;
        }
        put(session, holder, to, carried.to(due, isPutOff ? moved.line : carried.line));
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
        if (isPutOff) {
            lines.leave(session, List.of(new Line(topic, Objects.requireNonNull(moved.line))));
        }
        if (hasToEnter) {
            lines.enter(session, List.of(new Waiter(ref, to, carried.line)));
            to = session.call("waiting_status")
                    .set("job", holder.job().value())
                    .first(row -> StatusCode.status(row.getInt(1)))
                    .orElse(JobStatus.AVAILABLE);
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
            return session.call("waiting_take")
                    .set("job", job)
                    .first(row -> Carried.of(row, dueAt(row), row.getString(6)));
        }
        return session.call("ready_take")
                .set("topic", holder.key().topic())
                .set("rank", holder.place().rank())
                .set("runAt", holder.place().runAt())
                .set("createdAt", holder.place().createdAt())
                .set("job", job)
                .first(row -> Carried.of(row, null, null));
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

    private static void put(Session session, Holder holder, JobStatus to, Carried carried) throws SQLException {
        Call call = to == JobStatus.AVAILABLE
                ? session.call("ready_return")
                : session.call("waiting_again")
                        .set("status", StatusCode.of(to))
                        .set("dueAt", carried.due)
                        .set("line", carried.line);
        call.set("job", holder.job().value())
                .set("attempt", carried.attempt)
                .set("crashes", carried.crashes)
                .set("fence", carried.fence)
                .update();
    }

    private record Moved(
            long runAt, boolean isLater, @Nullable String line) {
        static Moved of(ResultSet row) throws SQLException {
            return new Moved(row.getLong(1), row.getBoolean(2), JobLabels.line(row.getString(3)));
        }
    }

    /** What the row in waiting or ready said; due is null for one that waits for no time, line for one that is first in its. */
    private record Carried(
            JobStatus status,
            long attempt,
            long crashes,
            long fence,
            @Nullable Long due,
            @Nullable String line) {
        static Carried of(ResultSet row, @Nullable Long due, @Nullable String line) throws SQLException {
            return new Carried(
                    StatusCode.status(row.getInt(1)), row.getLong(2), row.getLong(3), row.getLong(4), due, line);
        }

        Carried to(@Nullable Long newDue, @Nullable String newLine) {
            return new Carried(status, attempt, crashes, fence, newDue, newLine);
        }
    }
}

package dev.jobq.store.jdbc;

import dev.jobq.IllegalTransitionException;
import dev.jobq.JobEvent;
import dev.jobq.JobId;
import dev.jobq.JobRef;
import dev.jobq.JobStatus;
import dev.jobq.store.JobControl;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Instant;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * What operators do to one job. Every move takes the job's row from one table, by statement and row count, before it writes
 * to another. A job may move on between two looks (claimed, ended), so a look that found it nowhere is taken again.
 */
public final class JdbcControl implements JobControl {

    /** A job that moved on between so many looks in a row is running through its life faster than anybody can want. */
    private static final int LOOKS = 10;

    /** What goes with a job. */
    private static final List<String> OF_A_JOB = List.of(
            "state_drop",
            "unique_drop",
            "fire_drop",
            "deadline_drop",
            "job_drop",
            "event_drop",
            "attempt_drop",
            "progress_drop");

    private final Transactor transactor;
    private final JobEvents events;
    private final UniqueKeys keys;
    private final Rooms rooms;

    public JdbcControl(Transactor transactor, JobEvents events, UniqueKeys keys, Rooms rooms) {
        this.transactor = transactor;
        this.events = events;
        this.keys = keys;
        this.rooms = rooms;
    }

    @Override
    public boolean cancel(JobId id, @Nullable String by) {
        return act(id, (session, job) -> tryCancel(session, job, by));
    }

    @Override
    public boolean retry(JobId id, @Nullable String by) {
        return act(id, (session, job) -> tryRetry(session, job, by));
    }

    @Override
    public boolean delete(JobId id, @Nullable String by) {
        return act(id, (session, job) -> tryDelete(session, job, by));
    }

    private boolean act(JobId id, Try move) {
        rooms.refresh();
        return transactor.write(session -> look(session, id, move));
    }

    private boolean look(Session session, JobId id, Try move) throws SQLException {
        for (int i = 0; i < LOOKS; i++) {
            Optional<Place> place =
                    session.call("job_place").set("job", id.value()).first(row -> Place.of(id, row));
            if (place.isEmpty()) {
                return false;
            }
            Optional<Boolean> done = move.on(session, place.get());
            if (done.isPresent()) {
                return done.get();
            }
        }
        return false;
    }

    private Optional<Boolean> tryCancel(Session session, Place job, @Nullable String by) throws SQLException {
        Optional<Carried> waiting = take(session, "waiting_cancel", job);
        Optional<Carried> taken = waiting.isPresent() ? waiting : takeReady(session, job);
        if (taken.isPresent()) {
            Carried carried = taken.get();
            session.call("done_cancelled")
                    .set("job", job.id())
                    .set("topic", job.ref.topic())
                    .set("attempt", carried.attempt)
                    .set("crashes", carried.crashes)
                    .set("fence", carried.fence)
                    .set("reason", Ending.ON_REQUEST)
                    .update();
            moved(session, job, carried.status, JobStatus.CANCELLED);
            rooms.changed(session, job.ref.topic(), -1);
            record(session, job, action("cancel", by), carried.status, JobStatus.CANCELLED);
            tell(session, events.cancelled(job.ref, carried.status, now(session)));
            return Optional.of(true);
        }
        Optional<JobStatus> running = status(session, "running_cancel", job);
        if (running.isPresent()) {
            JobStatus unchanged = running.get();
            record(session, job, action("cancel", by), unchanged, unchanged);
            session.interrupt();
            tell(session, events.operated(job.ref, "cancel", unchanged, unchanged, now(session)));
            return Optional.of(true);
        }
        if (session.call("done_abort")
                .set("job", job.id())
                .set("reason", Ending.ON_REQUEST)
                .updateOne()) {
            moved(session, job, JobStatus.DISCARDED, JobStatus.CANCELLED);
            record(session, job, action("cancel", by), JobStatus.DISCARDED, JobStatus.CANCELLED);
            tell(session, events.cancelled(job.ref, JobStatus.DISCARDED, now(session)));
            return Optional.of(true);
        }
        refuse(session, job, JobStatus.CANCELLED, List.of(JobStatus.HELD));
        return status(session, "done_status", job).isPresent() ? Optional.of(false) : Optional.empty();
    }

    private Optional<Boolean> tryRetry(Session session, Place job, @Nullable String by) throws SQLException {
        Optional<Carried> waiting = take(session, "waiting_retry", job);
        Optional<Carried> taken = waiting.isPresent() ? waiting : take(session, "done_retry", job);
        if (taken.isPresent()) {
            JobStatus from = taken.get().status;
            if (from.isEnded()) {
                keys.reclaim(session, job.ref.id());
                rooms.changed(session, job.ref.topic(), 1);
            }
            Expiry.forgetPassed(session, job.id());
            session.call("ready_again")
                    .set("job", job.id())
                    .set("fence", taken.get().fence)
                    .update();
            moved(session, job, from, JobStatus.AVAILABLE);
            record(session, job, action("retry", by), from, JobStatus.AVAILABLE);
            session.signal(job.ref.topic());
            tell(session, events.available(job.ref, from, now(session)));
            return Optional.of(true);
        }
        refuse(session, job, JobStatus.AVAILABLE, List.of(JobStatus.HELD, JobStatus.BLOCKED, JobStatus.COMPLETED));
        boolean isClaimed = session.call("running_status")
                .set("job", job.id())
                .first(row -> 1)
                .isPresent();
        return isClaimed
                        || session.call("ready_status")
                                .set("job", job.id())
                                .set("topic", job.ref.topic())
                                .set("rank", job.rank)
                                .set("runAt", job.runAt)
                                .set("createdAt", job.createdAt)
                                .first(row -> 1)
                                .isPresent()
                ? Optional.of(false)
                : Optional.empty();
    }

    private Optional<Boolean> tryDelete(Session session, Place job, @Nullable String by) throws SQLException {
        // Running first: with its row goes its fence, and nothing that its attempt still writes counts.
        Optional<Carried> running = take(session, "running_drop", job);
        Optional<Carried> taken = running;
        if (taken.isEmpty()) {
            taken = take(session, "waiting_drop", job);
        }
        if (taken.isEmpty()) {
            taken = takeReady(session, job);
        }
        if (taken.isEmpty()) {
            taken = take(session, "done_drop", job);
        }
        if (taken.isEmpty()) {
            return Optional.empty();
        }
        // The state and the job first: who writes to the log holds one of them, and what it writes must go too.
        for (String statement : OF_A_JOB) {
            session.call(statement).set("job", job.id()).update();
        }
        JobStatus from = taken.get().status;
        if (!from.isEnded() && from != JobStatus.HELD) {
            rooms.changed(session, job.ref.topic(), -1);
        }
        if (running.isEmpty()) {
            session.depth(job.ref.topic(), from, -1);
        } else {
            session.interrupt();
        }
        if (by != null) {
            recordDelete(session, job, from, by);
        }
        tell(session, events.operated(job.ref, "delete", from, null, now(session)));
        return Optional.of(true);
    }

    private static Optional<Carried> take(Session session, String statement, Place job) throws SQLException {
        return session.call(statement).set("job", job.id()).first(Carried::of);
    }

    private static Optional<Carried> takeReady(Session session, Place job) throws SQLException {
        return session.call("ready_take")
                .set("topic", job.ref.topic())
                .set("rank", job.rank)
                .set("runAt", job.runAt)
                .set("createdAt", job.createdAt)
                .set("job", job.id())
                .first(Carried::of);
    }

    private static Optional<JobStatus> status(Session session, String statement, Place job) throws SQLException {
        return session.call(statement).set("job", job.id()).first(row -> StatusCode.status(row.getInt(1)));
    }

    private static void refuse(Session session, Place job, JobStatus to, List<JobStatus> refused) throws SQLException {
        Optional<JobStatus> waiting = status(session, "waiting_status", job);
        Optional<JobStatus> from = waiting.isPresent() ? waiting : status(session, "done_status", job);
        if (from.isPresent() && refused.contains(from.get())) {
            throw new IllegalTransitionException(job.ref.id(), from.get(), to);
        }
    }

    private static void moved(Session session, Place job, JobStatus from, JobStatus to) {
        session.depth(job.ref.topic(), from, -1);
        session.depth(job.ref.topic(), to, 1);
    }

    /** A move that deletes a row which told something writes an event in its stead. */
    private void record(Session session, Place job, Map<String, Object> data, JobStatus from, JobStatus to)
            throws SQLException {
        session.call("event_add")
                .set("job", job.id())
                .set("worker", (Long) null)
                .set("type", JobEvent.Type.OPERATOR.key())
                .set("from", StatusCode.of(from))
                .set("to", StatusCode.of(to))
                .set("data", events.data(data))
                .update();
    }

    /** As the job's own events are gone. */
    private void recordDelete(Session session, Place job, JobStatus from, String by) throws SQLException {
        Map<String, Object> data = action("delete", by);
        data.put("job", job.id());
        data.put("type", job.ref.type());
        data.put("old", from.name());
        TopicEvents.write(session, job.ref.topic(), events.data(data));
    }

    private static Map<String, Object> action(String action, @Nullable String by) {
        Map<String, Object> data = new LinkedHashMap<>();
        data.put("action", action);
        if (by != null) {
            data.put("by", by);
        }
        return data;
    }

    private static void tell(Session session, JobEvent event) {
        if (session.isHeard()) {
            session.emit(event);
        }
    }

    private static Instant now(Session session) {
        return Call.instant(session.files().now());
    }

    private interface Try {
        Optional<Boolean> on(Session session, Place job) throws SQLException;
    }

    /** Where a job stands when it is ready: at its time, or at that of its creation if it was called before its time. */
    private record Place(JobRef ref, long rank, long runAt, long createdAt) {

        static Place of(JobId id, ResultSet row) throws SQLException {
            JobRef ref = new JobRef(id, row.getString(1), row.getString(2));
            return new Place(ref, row.getLong(3), row.getLong(4), row.getLong(5));
        }

        long id() {
            return ref.id().value();
        }
    }

    private record Carried(JobStatus status, long attempt, long crashes, long fence) {

        static Carried of(ResultSet row) throws SQLException {
            return new Carried(StatusCode.status(row.getInt(1)), row.getLong(2), row.getLong(3), row.getLong(4));
        }
    }
}

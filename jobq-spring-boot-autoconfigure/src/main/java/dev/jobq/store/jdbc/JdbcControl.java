package dev.jobq.store.jdbc;

import dev.jobq.JobId;
import dev.jobq.JobNotFoundException;
import dev.jobq.JobStatus;
import dev.jobq.store.BulkControl;
import dev.jobq.store.JobControl;
import java.sql.SQLException;
import java.util.List;
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
            "label_drop",
            "job_drop",
            "event_drop",
            "attempt_drop",
            "progress_drop",
            "requeue_drop");

    private final Transactor transactor;
    private final JobEvents events;
    private final Rooms rooms;
    private final Lines lines;
    private final Requeue.Intake intake;
    private final Operated operated;
    private final Retry retry;
    private final Requeue requeue;
    private final ToBack toBack;

    /** @param intake inserts the jobs that take the place of others */
    public JdbcControl(
            Transactor transactor, JobEvents events, UniqueKeys keys, Rooms rooms, Lines lines, Requeue.Intake intake) {
        this.transactor = transactor;
        this.events = events;
        this.rooms = rooms;
        this.lines = lines;
        this.intake = intake;
        this.operated = new Operated(events);
        this.retry = new Retry(events, operated, keys, rooms, lines);
        this.requeue = new Requeue(events, intake, keys, rooms, lines);
        this.toBack = new ToBack(events, operated, lines);
    }

    @Override
    public boolean cancel(JobId id, @Nullable String by) {
        return act(id, (session, job) -> tryCancel(session, job, by));
    }

    @Override
    public boolean retry(JobId id, @Nullable String by) {
        return act(id, (session, job) -> retry.on(session, job, by));
    }

    @Override
    public boolean toBack(JobId id, @Nullable String by) {
        return act(id, (session, job) -> toBack.send(session, job, by));
    }

    @Override
    public boolean delete(JobId id, @Nullable String by) {
        return act(id, (session, job) -> tryDelete(session, job, by));
    }

    private boolean act(JobId id, Try move) {
        rooms.refresh();
        return transactor.write(session -> look(session, id, null, move));
    }

    @Override
    public JobId requeue(JobId id, @Nullable String by) {
        prepare();
        for (int tries = 1; ; tries++) {
            try {
                return transactor.write(session -> requeue(session, id, null, by));
            } catch (OvertakenException ex) {
                // Another transaction took the job's unique key meanwhile.
                if (tries == LOOKS) {
                    throw ex;
                }
            }
        }
    }

    /** To be called before a transaction in which {@link #act} is. */
    void prepare() {
        rooms.refresh();
        requeue.prepare();
    }

    /** Does something to a job that was just seen in a status; false if there was nothing to do. */
    boolean act(Session session, BulkControl.Action action, JobId id, JobStatus seen) throws SQLException {
        return switch (action) {
            case RETRY -> look(session, id, seen, (open, job) -> retry.on(open, job, null));
            case CANCEL -> look(session, id, seen, (open, job) -> tryCancel(open, job, null));
            case DELETE -> look(session, id, seen, (open, job) -> tryDelete(open, job, null));
            case REQUEUE -> {
                requeue(session, id, seen, null);
                yield true;
            }
        };
    }

    private JobId requeue(Session session, JobId id, @Nullable JobStatus expected, @Nullable String by)
            throws SQLException {
        for (int i = 0; i < LOOKS; i++) {
            Place place = Place.find(session, id, expected).orElseThrow(() -> new JobNotFoundException(id));
            Optional<JobId> next = requeue.tryOn(session, place, by);
            if (next.isPresent()) {
                return next.get();
            }
        }
        throw new IllegalStateException("Job %s moved on too fast to be requeued: try again".formatted(id));
    }

    private boolean look(Session session, JobId id, @Nullable JobStatus expected, Try move) throws SQLException {
        for (int i = 0; i < LOOKS; i++) {
            Optional<Place> place = Place.find(session, id, expected);
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
        Optional<Place.Carried> waiting = job.take(session, "waiting_cancel");
        Optional<Place.Carried> taken = waiting.isPresent() ? waiting : job.takeReady(session);
        if (taken.isPresent()) {
            Place.Carried carried = taken.get();
            session.call("done_put")
                    .set("job", job.id())
                    .set("topic", job.ref().topic())
                    .set("attempt", carried.attempt())
                    .set("crashes", carried.crashes())
                    .set("fence", carried.fence())
                    .set("status", StatusCode.of(JobStatus.CANCELLED))
                    .set("node", (Long) null)
                    .set("startedAt", (Long) null)
                    .set("reason", Ending.ON_REQUEST)
                    .update();
            job.moved(session, carried.status(), JobStatus.CANCELLED);
            rooms.changed(session, job.ref().topic(), -1);
            session.ended(job.id());
            job.leave(session, lines, carried);
            operated.record(session, job, Operated.action("cancel", by), carried.status(), JobStatus.CANCELLED);
            Operated.tell(session, events.cancelled(job.ref(), carried.status(), Operated.now(session)));
            return Optional.of(true);
        }
        Optional<JobStatus> running = job.status(session, "running_cancel");
        if (running.isPresent()) {
            JobStatus unchanged = running.get();
            job.expect(unchanged);
            operated.record(session, job, Operated.action("cancel", by), unchanged, unchanged);
            session.interrupt();
            Operated.tell(session, events.operated(job.ref(), "cancel", unchanged, unchanged, Operated.now(session)));
            return Optional.of(true);
        }
        if (session.call("done_abort")
                .set("job", job.id())
                .set("reason", Ending.ON_REQUEST)
                .updateOne()) {
            job.expect(JobStatus.DISCARDED);
            job.moved(session, JobStatus.DISCARDED, JobStatus.CANCELLED);
            operated.record(session, job, Operated.action("cancel", by), JobStatus.DISCARDED, JobStatus.CANCELLED);
            Operated.tell(session, events.cancelled(job.ref(), JobStatus.DISCARDED, Operated.now(session)));
            return Optional.of(true);
        }
        job.refuse(session, JobStatus.CANCELLED, List.of(JobStatus.HELD));
        return job.status(session, "done_status").isPresent() ? Optional.of(false) : Optional.empty();
    }

    private Optional<Boolean> tryDelete(Session session, Place job, @Nullable String by) throws SQLException {
        // Running first: with its row goes its fence, and nothing that its attempt still writes counts.
        Optional<Place.Carried> running = job.take(session, "running_drop");
        Optional<Place.Carried> taken = running;
        if (taken.isEmpty()) {
            taken = job.take(session, "waiting_drop");
        }
        if (taken.isEmpty()) {
            taken = job.takeReady(session);
        }
        if (taken.isEmpty()) {
            taken = job.take(session, "done_drop");
        }
        if (taken.isEmpty()) {
            return Optional.empty();
        }
        if (taken.get().status() == JobStatus.HELD) {
            intake.keepTouch(session, job.id());
        }
        // The state and the job first: who writes to the log holds one of them, and what it writes must go too.
        for (String statement : OF_A_JOB) {
            session.call(statement).set("job", job.id()).update();
        }
        JobStatus from = taken.get().status();
        session.ended(job.id());
        if (!from.isEnded() && from != JobStatus.HELD) {
            rooms.changed(session, job.ref().topic(), -1);
        }
        if (running.isEmpty()) {
            session.depth(job.ref().topic(), from, -1);
        } else {
            session.interrupt();
            // Where jobs are limited another one may start.
            LimitSlots.ended(session, job.ref().topic(), List.of(job.id()));
            session.signal(job.ref().topic());
        }
        job.leave(session, lines, taken.get());
        if (by != null) {
            operated.recordDelete(session, job, from, by);
        }
        Operated.tell(session, events.operated(job.ref(), "delete", from, null, Operated.now(session)));
        return Optional.of(true);
    }

    private interface Try {
        Optional<Boolean> on(Session session, Place job) throws SQLException;
    }
}

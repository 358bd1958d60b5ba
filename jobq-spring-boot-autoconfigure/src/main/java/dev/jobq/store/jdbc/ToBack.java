package dev.jobq.store.jdbc;

import dev.jobq.IllegalTransitionException;
import dev.jobq.JobStatus;
import java.sql.SQLException;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** Sends a job that does not run behind all that wait by now: of its topic, or of its line. */
final class ToBack {

    private static final String ACTION = "toBack";

    private final Lines lines;
    private final Operated operated;
    private final ToReady toReady;
    private final JobEvents events;

    ToBack(JobEvents events, Operated operated, Lines lines) {
        this.operated = operated;
        this.lines = lines;
        this.toReady = new ToReady(events);
        this.events = events;
    }

    Optional<Boolean> send(Session session, Place job, @Nullable String by) throws SQLException {
        Optional<JobStatus> running = job.status(session, "running_status");
        if (running.isPresent()) {
            throw new IllegalTransitionException(job.ref().id(), running.get(), JobStatus.SCHEDULED);
        }
        if (session.call("waiting_leave").set("job", job.id()).updateOne()) {
            sent(session, job, JobStatus.BLOCKED, by);
            return Optional.of(true);
        }
        // Also one that is BLOCKED for the limit of its key.
        Optional<Place.Carried> waiting = job.take(session, "waiting_cancel");
        Optional<Place.Carried> taken = waiting.isPresent() ? waiting : job.takeReady(session);
        if (taken.isEmpty()) {
            job.refuse(session, JobStatus.SCHEDULED, List.of(JobStatus.HELD));
            boolean isEnded = job.status(session, "done_status").isPresent();
            return isEnded ? Optional.of(false) : Optional.empty();
        }
        Place.Carried carried = taken.get();
        if (carried.status() == JobStatus.BLOCKED) {
            session.call("limit_leave")
                    .set("topic", job.ref().topic())
                    .set("rank", job.rank())
                    .set("runAt", job.runAt())
                    .set("createdAt", job.createdAt())
                    .set("job", job.id())
                    .update();
        }
        session.call("waiting_out_of_line")
                .set("job", job.id())
                .set("topic", job.ref().topic())
                .set("attempt", carried.attempt())
                .set("crashes", carried.crashes())
                .set("fence", carried.fence())
                .set("line", job.line())
                .update();
        job.leave(session, lines, carried);
        sent(session, job, carried.status(), by);
        return Optional.of(true);
    }

    /** It is SCHEDULED now, and due. */
    private void sent(Session session, Place job, JobStatus from, @Nullable String by) throws SQLException {
        session.call("job_to_back").set("job", job.id()).update();
        job.moved(session, from, JobStatus.SCHEDULED);
        operated.record(session, job, Operated.action(ACTION, by), from, JobStatus.SCHEDULED);
        Operated.tell(session, events.operated(job.ref(), ACTION, from, JobStatus.SCHEDULED, Operated.now(session)));
        List<Waiter> waiters = List.of(new Waiter(job.ref(), JobStatus.SCHEDULED, job.line()));
        if (job.line() == null) {
            toReady.move(session, waiters);
            session.signal(job.ref().topic());
        } else {
            lines.enter(session, waiters);
        }
    }
}

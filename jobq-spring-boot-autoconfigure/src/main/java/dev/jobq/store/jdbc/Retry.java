package dev.jobq.store.jdbc;

import dev.jobq.JobStatus;
import java.sql.SQLException;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** Makes a job that waits or has ended run again: now, or when its turn comes in its line. */
final class Retry {

    private final JobEvents events;
    private final Operated operated;
    private final UniqueKeys keys;
    private final Rooms rooms;
    private final Lines lines;

    Retry(JobEvents events, Operated operated, UniqueKeys keys, Rooms rooms, Lines lines) {
        this.events = events;
        this.operated = operated;
        this.keys = keys;
        this.rooms = rooms;
        this.lines = lines;
    }

    Optional<Boolean> on(Session session, Place job, @Nullable String by) throws SQLException {
        Optional<Place.Carried> waiting = job.take(session, "waiting_retry");
        Optional<Place.Carried> taken = waiting.isPresent() ? waiting : job.take(session, "done_retry");
        if (taken.isPresent()) {
            JobStatus from = taken.get().status();
            if (from.isEnded()) {
                keys.reclaim(session, job.ref().id());
                rooms.changed(session, job.ref().topic(), 1);
            }
            Expiry.forgetPassed(session, job.id());
            operated.record(session, job, Operated.action("retry", by), from, JobStatus.AVAILABLE);
            runAgain(session, job, taken.get());
            return Optional.of(true);
        }
        job.refuse(session, JobStatus.AVAILABLE, List.of(JobStatus.HELD, JobStatus.BLOCKED, JobStatus.COMPLETED));
        boolean isClaimed = session.call("running_status")
                .set("job", job.id())
                .first(row -> 1)
                .isPresent();
        return isClaimed
                        || session.call("ready_status")
                                .set("job", job.id())
                                .set("topic", job.ref().topic())
                                .set("rank", job.rank())
                                .set("runAt", job.runAt())
                                .set("createdAt", job.createdAt())
                                .first(row -> 1)
                                .isPresent()
                ? Optional.of(false)
                : Optional.empty();
    }

    private void runAgain(Session session, Place job, Place.Carried carried) throws SQLException {
        JobStatus from = carried.status();
        String line = from.isEnded() ? job.line() : carried.line();
        if (line == null) {
            session.call("ready_again")
                    .set("job", job.id())
                    .set("fence", carried.fence())
                    .update();
            job.moved(session, from, JobStatus.AVAILABLE);
            session.signal(job.ref().topic());
            Operated.tell(session, events.available(job.ref(), from, Operated.now(session)));
            return;
        }
        session.call("waiting_out_of_line")
                .set("job", job.id())
                .set("topic", job.ref().topic())
                .set("attempt", 0)
                .set("crashes", 0)
                .set("fence", carried.fence())
                .set("line", line)
                .update();
        job.moved(session, from, JobStatus.SCHEDULED);
        Operated.tell(session, events.operated(job.ref(), "retry", from, JobStatus.SCHEDULED, Operated.now(session)));
        lines.enter(session, List.of(new Waiter(job.ref(), JobStatus.SCHEDULED, line)));
    }
}

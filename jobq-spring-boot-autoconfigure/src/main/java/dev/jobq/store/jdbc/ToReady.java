package dev.jobq.store.jdbc;

import dev.jobq.JobStatus;
import java.sql.SQLException;
import java.time.Instant;
import java.util.List;

/** Moves jobs from waiting to ready. */
public final class ToReady {

    private final JobEvents events;

    public ToReady(JobEvents events) {
        this.events = events;
    }

    /** Moves jobs whose rows nobody else can move meanwhile; how many. */
    public int move(Session session, List<Waiter> waiters) throws SQLException {
        if (waiters.isEmpty()) {
            return 0;
        }
        String jobs = Waiter.ids(waiters);
        int ready = session.call("ready_from_waiting").set("jobs", jobs).update();
        int left = session.call("waiting_delete").set("jobs", jobs).update();
        if (ready != waiters.size() || left != waiters.size()) {
            throw new IllegalStateException(
                    "%d jobs waited, %d became ready, %d were removed".formatted(waiters.size(), ready, left));
        }
        Instant at = Call.instant(session.files().now());
        for (Waiter waiter : waiters) {
            session.depth(waiter.ref().topic(), waiter.status(), -1);
            session.depth(waiter.ref().topic(), JobStatus.AVAILABLE, 1);
            if (session.isHeard()) {
                session.emit(events.available(waiter.ref(), waiter.status(), at));
            }
        }
        return waiters.size();
    }
}

package dev.jobq.store.jdbc;

import dev.jobq.JobEvent;
import dev.jobq.JobRef;
import dev.jobq.store.EventLimits;
import java.sql.SQLException;
import java.util.concurrent.ThreadLocalRandom;

/**
 * The event rows of jobs. A log is cut to its newest events now and then, by chance: one addition in {@value #SELDOM} looks, so
 * that logs are only a little longer than their limit and no addition pays for a count.
 */
public final class EventRows {

    private static final int SELDOM = 32;

    private volatile EventLimits limits = EventLimits.DEFAULT;

    /** Sets how much is kept. */
    void keep(EventLimits limits) {
        this.limits = limits;
    }

    /** Adds an event that changes no status. */
    void add(Session session, JobRef job, JobEvent.Type type, String data) throws SQLException {
        session.call("event_add")
                .set("job", job.id().value())
                .set("worker", (Long) null)
                .set("type", type.key())
                .set("from", (Integer) null)
                .set("to", (Integer) null)
                .set("data", data)
                .update();
        if (ThreadLocalRandom.current().nextInt(SELDOM) == 0) {
            session.call("event_cut")
                    .set("job", job.id().value())
                    .set("keep", limits.of(job.topic()))
                    .update();
        }
    }
}

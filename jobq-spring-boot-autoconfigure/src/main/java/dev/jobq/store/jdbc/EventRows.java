package dev.jobq.store.jdbc;

import dev.jobq.JobEvent;
import dev.jobq.JobRef;
import dev.jobq.JobStatus;
import dev.jobq.JsonValue;
import dev.jobq.store.EventLimits;
import java.sql.SQLException;
import java.util.concurrent.ThreadLocalRandom;
import org.jspecify.annotations.Nullable;

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
        add(session, job, type.key(), null, data);
    }

    /** Adds an event as listeners are told it. */
    void add(Session session, JobEvent event) throws SQLException {
        JsonValue data = event.data();
        add(session, event.job(), event.type().key(), event.change(), data == null ? null : data.text());
    }

    private void add(Session session, JobRef job, String type, JobEvent.@Nullable Change change, @Nullable String data)
            throws SQLException {
        session.call("event_add")
                .set("job", job.id().value())
                .set("worker", (Long) null)
                .set("type", type)
                .set("from", change == null ? null : code(change.from()))
                .set("to", change == null ? null : code(change.to()))
                .set("data", data)
                .update();
        if (ThreadLocalRandom.current().nextInt(SELDOM) == 0) {
            session.call("event_cut")
                    .set("job", job.id().value())
                    .set("keep", limits.of(job.topic()))
                    .update();
        }
    }

    private static @Nullable Integer code(@Nullable JobStatus status) {
        return status == null ? null : Integer.valueOf(StatusCode.of(status));
    }
}

package dev.jobq.store.jdbc;

import dev.jobq.JobEvent;
import dev.jobq.JobRef;
import dev.jobq.JobStatus;
import dev.jobq.JsonValue;
import dev.jobq.store.EndedAttempt;
import dev.jobq.store.EventLimits;
import java.sql.SQLException;
import java.util.Collection;
import java.util.List;
import java.util.concurrent.ThreadLocalRandom;
import org.jspecify.annotations.Nullable;

/**
 * The rows of jobs' logs, and how many of them stay. Of events a log is cut to the newest now and then, by chance: one addition
 * in {@value #SELDOM} looks, so that logs are only a little longer than their limit and no addition pays for a count. Of ended
 * attempts fences tell how many there were, so that exactly the newest stay and jobs that have not run so often pay nothing.
 */
public final class EventRows {

    /** Errors of so many attempts stay however few events are wanted. */
    static final int FEWEST_ATTEMPTS = 100;

    private static final int SELDOM = 32;

    private volatile EventLimits limits = EventLimits.DEFAULT;

    /** Sets how much is kept. */
    void keep(EventLimits limits) {
        this.limits = limits;
    }

    /** Adds an event that changes no status. */
    void add(Session session, JobRef job, JobEvent.Type type, String data) throws SQLException {
        add(session, job, type, null, data);
    }

    /** Adds an event as listeners are told it. */
    void add(Session session, JobEvent event) throws SQLException {
        JsonValue data = event.data();
        add(session, event.job(), event.type(), event.change(), data == null ? null : data.text());
    }

    /** Adds an event. */
    public void add(
            Session session, JobRef job, JobEvent.Type type, JobEvent.@Nullable Change change, @Nullable String data)
            throws SQLException {
        session.call("event_add")
                .set("job", job.id().value())
                .set("worker", (Long) null)
                .set("type", type.key())
                .set("from", change == null ? null : code(change.from()))
                .set("to", change == null ? null : code(change.to()))
                .set("data", data)
                .update();
        added(session, job);
    }

    /** An event was added. */
    public void added(Session session, JobRef job) throws SQLException {
        if (ThreadLocalRandom.current().nextInt(SELDOM) == 0) {
            session.call("event_cut")
                    .set("job", job.id().value())
                    .set("keep", limits.of(job.topic()))
                    .update();
        }
    }

    /** Attempts ended, and have rows: what is too old of those of their jobs goes. */
    public void ended(Session session, Collection<EndedAttempt> ended) throws SQLException {
        StringBuilder logs = new StringBuilder();
        for (EndedAttempt attempt : ended) {
            note(logs, attempt.job(), attempt.attempt().fence());
        }
        cutAttempts(session, logs);
    }

    /** As {@link #ended}, of attempts that others ended. */
    void returned(Session session, List<Fence> last) throws SQLException {
        StringBuilder logs = new StringBuilder();
        for (Fence attempt : last) {
            note(logs, attempt.job, attempt.fence);
        }
        cutAttempts(session, logs);
    }

    private void note(StringBuilder logs, JobRef job, long fence) {
        if (fence > FEWEST_ATTEMPTS) {
            long oldest = fence - Math.max(FEWEST_ATTEMPTS, limits.of(job.topic()));
            if (oldest > 0) {
                logs.append(logs.isEmpty() ? "[" : ",")
                        .append("[%d,%d]".formatted(job.id().value(), oldest));
            }
        }
    }

    private static void cutAttempts(Session session, StringBuilder logs) throws SQLException {
        if (!logs.isEmpty()) {
            session.call("attempt_cut").set("logs", logs.append(']').toString()).update();
        }
    }

    private static @Nullable Integer code(@Nullable JobStatus status) {
        return status == null ? null : Integer.valueOf(StatusCode.of(status));
    }

    /**
     * An attempt.
     *
     * @param fence the number among the job's own attempts
     */
    record Fence(JobRef job, long fence) {}
}

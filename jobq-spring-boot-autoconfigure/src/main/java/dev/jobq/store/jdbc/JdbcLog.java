package dev.jobq.store.jdbc;

import dev.jobq.JobEvent;
import dev.jobq.JobId;
import dev.jobq.JobNotFoundException;
import dev.jobq.JobRef;
import dev.jobq.ProcessId;
import dev.jobq.store.EventLimits;
import dev.jobq.store.JobLog;
import java.sql.SQLException;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** Job and worker logs: rows for what no other row tells. */
public final class JdbcLog implements JobLog {

    private final Transactor transactor;
    private final Processes processes;
    private final JobEvents events;
    private final EventRows rows;

    public JdbcLog(Transactor transactor, Processes processes, JobEvents events, EventRows rows) {
        this.transactor = transactor;
        this.processes = processes;
        this.events = events;
        this.rows = rows;
    }

    @Override
    public void keep(EventLimits limits) {
        rows.keep(limits);
    }

    @Override
    public void append(JobId id, String event) {
        transactor.write(session -> {
            // The state before the job, as whoever deletes both takes them.
            session.call("state_touch").set("job", id.value()).update();
            JobRef job = find(session, id).orElseThrow(() -> new JobNotFoundException(id));
            rows.add(session, job, JobEvent.Type.USER, event);
            tell(session, job, JobEvent.Type.USER, event);
            return true;
        });
    }

    @Override
    public void write(List<Entry> entries) {
        if (entries.isEmpty()) {
            return;
        }
        transactor.writeApart(session -> {
            for (Entry entry : entries) {
                write(session, entry);
            }
            return true;
        });
    }

    @Override
    public void worker(ProcessId worker, String type, @Nullable String data) {
        transactor.writeApart(session -> {
            long process = processes.enrol(session, worker);
            return session.call("event_add")
                    .set("job", (Long) null)
                    .set("worker", process)
                    .set("type", type)
                    .set("from", (Integer) null)
                    .set("to", (Integer) null)
                    .set("data", data)
                    .update();
        });
    }

    @Override
    public void operated(ProcessId worker, String action, String by) {
        worker(worker, JobEvent.Type.OPERATOR.key(), events.data(Map.of("action", action, "by", by)));
    }

    private void write(Session session, Entry entry) throws SQLException {
        Optional<JobRef> job = speaker(session, entry);
        if (job.isEmpty()) {
            return;
        }
        // Its row is there in this statement's eyes; in the next one's it may be gone with its job.
        if (find(session, entry.job()).isEmpty()) {
            return;
        }
        if (entry.type() == JobEvent.Type.PROGRESS) {
            session.call("progress_put")
                    .set("job", entry.job().value())
                    .set("data", entry.data())
                    .update();
        } else {
            rows.add(session, job.get(), entry.type(), entry.data());
        }
        tell(session, job.get(), entry.type(), entry.data());
    }

    /**
     * The job, if the attempt that speaks owns it. One that ended in a transaction of the application's may have said something
     * that could not be written before, as on SQLite nobody else writes while that lasts.
     */
    private static Optional<JobRef> speaker(Session session, Entry entry) throws SQLException {
        Optional<JobRef> running = owner(session, entry, "running_ref");
        return running.isPresent() || entry.type() == JobEvent.Type.PROGRESS
                ? running
                : owner(session, entry, "done_ref");
    }

    private static Optional<JobRef> owner(Session session, Entry entry, String statement) throws SQLException {
        return session.call(statement)
                .set("job", entry.job().value())
                .set("fence", entry.fence())
                .first(row -> new JobRef(entry.job(), row.getString(1), row.getString(2)));
    }

    /** Finds a job that is not deleted before this transaction is over, so that nothing of its log outlives it. */
    private static Optional<JobRef> find(Session session, JobId id) throws SQLException {
        return session.call("job_hold")
                .set("job", id.value())
                .first(row -> new JobRef(id, row.getString(1), row.getString(2)));
    }

    private void tell(Session session, JobRef job, JobEvent.Type type, String data) {
        if (session.isHeard()) {
            Instant at = Call.instant(session.files().now());
            session.emit(events.said(job, type, data, at));
        }
    }
}

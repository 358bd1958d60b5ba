package dev.jobq.store.jdbc;

import dev.jobq.Enqueuer;
import dev.jobq.ProcessId;
import java.sql.SQLException;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentMap;

/** The processes that enqueued or worked, by number. A row never changes, so what was read once is kept. */
public final class Processes {

    private final Enqueuer self;
    private final ConcurrentMap<Long, String> applications = new ConcurrentHashMap<>();

    /**
     * Processes.
     *
     * @param self this process and its code
     */
    public Processes(Enqueuer self) {
        this.self = self;
    }

    /** The number of this process, which is registered if it is new. */
    public long enrolSelf(Session session) throws SQLException {
        return enrol(session, self.process());
    }

    /** The number of a process or worker that runs this process's code, registered if it is new. */
    public long enrol(Session session, ProcessId process) throws SQLException {
        session.call("process_add")
                .set("name", process.toString())
                .set("application", self.application())
                .set("version", self.version())
                .set("commit", self.commit())
                .set("repository", self.repository())
                .update();
        return session.call("process_find")
                .set("name", process.toString())
                .first(row -> row.getLong(1))
                .orElseThrow();
    }

    /** The application that a process ran; empty when it is unknown. */
    public String application(Session session, long process) throws SQLException {
        String known = applications.get(process);
        if (known != null) {
            return known;
        }
        String application = session.call("process_application")
                .set("id", process)
                .first(row -> row.getString(1))
                .orElse("");
        applications.put(process, application);
        return application;
    }
}

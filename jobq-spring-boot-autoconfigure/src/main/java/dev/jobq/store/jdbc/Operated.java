package dev.jobq.store.jdbc;

import dev.jobq.JobEvent;
import dev.jobq.JobStatus;
import java.sql.SQLException;
import java.time.Instant;
import java.util.LinkedHashMap;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** Writes down and tells what operators did. */
final class Operated {

    private final JobEvents events;

    Operated(JobEvents events) {
        this.events = events;
    }

    /** A move that deletes a row which told something writes an event in its stead. */
    void record(Session session, Place job, Map<String, Object> data, JobStatus from, JobStatus to)
            throws SQLException {
        JobEvent.Change change = new JobEvent.Change(from, to);
        events.rows().add(session, job.ref(), JobEvent.Type.OPERATOR, change, events.data(data));
    }

    /** As the job's own events are gone. */
    void recordDelete(Session session, Place job, JobStatus from, String by) throws SQLException {
        Map<String, Object> data = action("delete", by);
        data.put("job", job.id());
        data.put("type", job.ref().type());
        data.put("old", from.name());
        TopicEvents.write(session, job.ref().topic(), events.data(data));
    }

    /** What an event says of who did it. */
    static Map<String, Object> action(String action, @Nullable String by) {
        Map<String, Object> data = new LinkedHashMap<>();
        data.put("action", action);
        if (by != null) {
            data.put("by", by);
        }
        return data;
    }

    static void tell(Session session, JobEvent event) {
        if (session.isHeard()) {
            session.emit(event);
        }
    }

    static Instant now(Session session) {
        return Call.instant(session.files().now());
    }
}

package dev.jobq.store.jdbc;

import dev.jobq.JobId;
import dev.jobq.JobRef;
import dev.jobq.JobStatus;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Instant;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;

/** Hands back the jobs of a node that is gone: to their places, or to their end if their cancel had been requested. */
final class Returns {

    private final JobEvents events;
    private final Rooms rooms;

    Returns(JobEvents events, Rooms rooms) {
        this.events = events;
        this.rooms = rooms;
    }

    /**
     * Moves the jobs of a node whose row was locked in this transaction, so that it claims no more. Those that others are
     * changing stay, so that nobody is waited for.
     *
     * @param hasCrashed whether it died, which counts as a crash of each job
     * @return how many
     */
    int handBack(Session session, long node, boolean hasCrashed) throws SQLException {
        List<Held> held = session.call("running_of_node").set("node", node).list(Held::of);
        if (held.isEmpty()) {
            return 0;
        }
        String jobs = held.stream().map(job -> job.ref.id().toString()).collect(Collectors.joining(",", "[", "]"));
        int crashes = hasCrashed ? 1 : 0;
        session.call("attempt_from_running").set("jobs", jobs).update();
        int returned = session.call("ready_from_running")
                .set("jobs", jobs)
                .set("crashes", crashes)
                .update();
        int cancelled = session.call("done_from_running")
                .set("jobs", jobs)
                .set("crashes", crashes)
                .set("reason", Ending.ON_REQUEST)
                .update();
        int removed = session.call("running_delete").set("jobs", jobs).update();
        if (removed != held.size() || returned + cancelled != removed) {
            throw new IllegalStateException(
                    "Node %d held %d jobs, of which %d went back and %d ended, but %d were removed"
                            .formatted(node, held.size(), returned, cancelled, removed));
        }
        note(session, held);
        rooms.ended(
                session,
                held.stream()
                        .filter(job -> job.isCancelled)
                        .map(job -> job.ref.topic())
                        .toList());
        return removed;
    }

    private void note(Session session, List<Held> held) {
        Instant at = Call.instant(session.files().now());
        Map<String, long[]> counts = new HashMap<>();
        for (Held job : held) {
            counts.computeIfAbsent(job.ref.topic(), topic -> new long[2])[job.isCancelled ? 1 : 0]++;
            if (session.isHeard()) {
                session.emit(
                        job.isCancelled
                                ? events.cancelled(job.ref, job.status, at)
                                : events.rescued(job.ref, job.status, at));
            }
        }
        counts.forEach((topic, count) -> {
            session.depth(topic, JobStatus.AVAILABLE, count[0]);
            session.depth(topic, JobStatus.CANCELLED, count[1]);
        });
    }

    private record Held(JobRef ref, JobStatus status, boolean isCancelled) {

        static Held of(ResultSet row) throws SQLException {
            JobRef ref = new JobRef(new JobId(row.getLong(1)), row.getString(2), row.getString(3));
            JobStatus status = row.getInt(4) == 0 ? JobStatus.EXECUTING : JobStatus.LAUNCHED;
            return new Held(ref, status, row.getInt(5) != 0);
        }
    }
}

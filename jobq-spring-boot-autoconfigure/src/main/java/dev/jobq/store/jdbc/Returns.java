package dev.jobq.store.jdbc;

import dev.jobq.JobId;
import dev.jobq.JobRef;
import dev.jobq.JobStatus;
import dev.jobq.ProcessId;
import dev.jobq.store.Served;
import dev.jobq.store.TopicControl;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Instant;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/** Hands back the jobs of a node that is gone: to their places, or to their end if their cancel had been requested. */
final class Returns {

    private static final String EVERY_WORKER = "";

    private final JobEvents events;
    private final Rooms rooms;
    private final Lines lines;

    Returns(JobEvents events, Rooms rooms, Lines lines) {
        this.events = events;
        this.rooms = rooms;
        this.lines = lines;
    }

    /**
     * Moves the jobs of a node whose row was locked in this transaction, so that it claims no more. Those that others are
     * changing stay, so that nobody is waited for.
     *
     * @param crashed the jobs for which that counts as a crash
     * @return how many
     */
    int handBack(Session session, long node, Set<Long> crashed) throws SQLException {
        List<Held> held = session.call("running_of_node").set("node", node).list(Held::of);
        if (held.isEmpty()) {
            return 0;
        }
        String jobs = ids(held);
        String begun = ids(held.stream()
                .filter(job -> crashed.contains(job.ref.id().value()))
                .toList());
        session.call("attempt_from_running").set("jobs", jobs).update();
        events.rows()
                .returned(
                        session,
                        held.stream()
                                .map(job -> new EventRows.Fence(job.ref, job.fence))
                                .toList());
        int returned = session.call("ready_from_running")
                .set("jobs", jobs)
                .set("crashed", begun)
                .update();
        int cancelled = session.call("done_from_running")
                .set("jobs", jobs)
                .set("crashed", begun)
                .set("reason", Ending.ON_REQUEST)
                .update();
        int removed = session.call("running_delete").set("jobs", jobs).update();
        if (removed != held.size() || returned + cancelled != removed) {
            throw new IllegalStateException(
                    "Node %d held %d jobs, of which %d went back and %d ended, but %d were removed"
                            .formatted(node, held.size(), returned, cancelled, removed));
        }
        note(session, held);
        freeSlots(session, held);
        rooms.ended(
                session,
                held.stream()
                        .filter(job -> job.isCancelled)
                        .map(job -> job.ref.topic())
                        .toList());
        leaveLines(session, held);
        return removed;
    }

    private static void freeSlots(Session session, List<Held> held) throws SQLException {
        Map<String, List<Long>> byTopic = held.stream()
                .collect(Collectors.groupingBy(
                        job -> job.ref.topic(),
                        TreeMap::new,
                        Collectors.mapping(job -> job.ref.id().value(), Collectors.toList())));
        for (Map.Entry<String, List<Long>> topic : byTopic.entrySet()) {
            LimitSlots.ended(session, topic.getKey(), topic.getValue());
        }
    }

    /** How many jobs of each topic the node ran at once: as operators said last, else as it was configured. */
    private static Map<String, Integer> slots(Session session, long node, ProcessId worker) throws SQLException {
        List<Served> serves = session.call("node_serves")
                .set("node", node)
                .first(row -> ServedText.read(row.getString(2), row.getString(1)))
                .orElse(List.of());
        Map<String, Integer> slots = new HashMap<>();
        for (Served served : serves) {
            if (served.concurrency() > 0) {
                Optional<Integer> own = said(session, served.topic(), worker.toString());
                Optional<Integer> said = own.isPresent() ? own : said(session, served.topic(), EVERY_WORKER);
                slots.put(served.topic(), said.orElse(served.concurrency()));
            }
        }
        return slots;
    }

    private static Optional<Integer> said(Session session, String topic, String worker) throws SQLException {
        return session.call("control_find")
                .set("topic", topic)
                .set("worker", worker)
                .set("setting", TopicControl.CONCURRENCY)
                .first(row -> Integer.valueOf(row.getString(1)));
    }

    /**
     * The jobs of a dead worker that had begun: slots are filled in the order of claims, so they are the first; where slots are
     * unknown, all. Those that others are changing had their slots, too.
     */
    static Set<Long> begun(Session session, long node, ProcessId dead) throws SQLException {
        Map<String, Integer> slots = slots(session, node, dead);
        Map<String, Integer> begun = new HashMap<>();
        Set<Long> jobs = new HashSet<>();
        session.call("running_order").set("node", node).list(row -> {
            String topic = row.getString(2);
            boolean isBegun = begun.merge(topic, 1, Integer::sum) <= slots.getOrDefault(topic, Integer.MAX_VALUE);
            return isBegun && jobs.add(row.getLong(1));
        });
        return jobs;
    }

    private static String ids(List<Held> jobs) {
        return jobs.stream().map(job -> job.ref.id().toString()).collect(Collectors.joining(",", "[", "]"));
    }

    /** Those that go back keep their place in line, those that end leave it. */
    private void leaveLines(Session session, List<Held> held) throws SQLException {
        List<Line> left = held.stream()
                .filter(job -> job.isCancelled && job.intake.line != null)
                .map(job -> new Line(job.ref.topic(), Objects.requireNonNull(job.intake.line)))
                .toList();
        if (!left.isEmpty()) {
            lines.leave(session, left);
        }
    }

    private void note(Session session, List<Held> held) {
        Instant at = Call.instant(session.files().now());
        Map<String, long[]> counts = new HashMap<>();
        for (Held job : held) {
            counts.computeIfAbsent(job.ref.topic(), topic -> new long[2])[job.isCancelled ? 1 : 0]++;
            if (job.isCancelled) {
                session.ended(job.ref.id().value());
            }
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
            // Also if none of them is there to be claimed: where jobs are limited another one may start.
            session.signal(topic);
        });
    }

    private record Held(JobRef ref, JobStatus status, boolean isCancelled, long claimedAt, Intake intake, long fence) {

        static Held of(ResultSet row) throws SQLException {
            JobRef ref = new JobRef(new JobId(row.getLong(1)), row.getString(2), row.getString(3));
            JobStatus status = row.getInt(4) == 0 ? JobStatus.EXECUTING : JobStatus.LAUNCHED;
            Intake intake = new Intake(row.getInt(7), row.getLong(8), JobLabels.line(row.getString(9)));
            return new Held(ref, status, row.getInt(5) != 0, row.getLong(6), intake, row.getLong(10));
        }
    }

    /** What was said of it when it was enqueued. */
    private record Intake(int rank, long runAt, @Nullable String line) {}
}

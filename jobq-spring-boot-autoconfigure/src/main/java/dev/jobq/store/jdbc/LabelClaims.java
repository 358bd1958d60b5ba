package dev.jobq.store.jdbc;

import dev.jobq.JobEvent;
import dev.jobq.JobStatus;
import dev.jobq.store.ClaimedJob;
import dev.jobq.store.JobDraft;
import dev.jobq.store.JobExchange.Wanted;
import java.sql.SQLException;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;

/**
 * Keeps jobs with labels to the workers that carry them. They stand among all others; a worker that claims one whose label it
 * does not carry sets it aside, SCHEDULED for when any worker may run it. A worker that carries the label first takes up what
 * was set aside for it, and then claims as ever. So whatever makes a job available needs to know nothing of labels.
 */
public final class LabelClaims {

    /** When a job is due that any worker may run never. */
    public static final Instant NEVER = Instant.parse("9999-12-31T23:59:59.999999Z");

    private final NodeLabels nodes;
    private final ToReady toReady;
    private final JobEvents events;

    public LabelClaims(NodeLabels nodes, JobEvents events) {
        this.nodes = nodes;
        this.events = events;
        this.toReady = new ToReady(events);
    }

    /** Whether anything was set aside that the node could take up. */
    public boolean isAnyAside(Session session, long node, List<Wanted> wanted) throws SQLException {
        for (String label : nodes.looked(node)) {
            for (Wanted topic : wanted) {
                if (session.call("label_first")
                        .set("topic", topic.topic())
                        .set("label", label)
                        .first(row -> true)
                        .isPresent()) {
                    return true;
                }
            }
        }
        return false;
    }

    /**
     * Takes up what was set aside for workers such as this one: as many as it has room for, to be claimed at once.
     *
     * @return the topics where there was some
     */
    public Set<String> takeUp(Session session, long node, List<Wanted> wanted) throws SQLException {
        Set<String> topics = new TreeSet<>();
        for (String label : nodes.looked(node)) {
            for (Wanted topic : wanted) {
                List<Waiter> aside = session.call("label_aside_first")
                        .set("topic", topic.topic())
                        .set("label", label)
                        .set("limit", topic.max())
                        .list(Waiter::free);
                for (Waiter waiter : aside) {
                    session.call("label_here").set("job", waiter.id()).update();
                }
                toReady.move(session, aside);
                if (!aside.isEmpty()) {
                    topics.add(topic.topic());
                }
            }
        }
        return topics;
    }

    /** Sets aside what the node may not run; the others are its own. */
    public List<ClaimedJob> keep(Session session, long node, List<ClaimedJob> claimed) throws SQLException {
        if (claimed.stream().allMatch(job -> labelOf(job) == null)) {
            return claimed;
        }
        List<ClaimedJob> kept = new ArrayList<>(claimed.size());
        List<ClaimedJob> others = new ArrayList<>();
        for (ClaimedJob job : claimed) {
            String label = labelOf(job);
            if (label == null) {
                kept.add(job);
            } else if (nodes.isCarried(node, label) || !isToWait(session, job)) {
                kept.add(job.unlined());
            } else {
                others.add(job);
            }
        }
        if (!others.isEmpty()) {
            remove(session, others);
        }
        return kept;
    }

    private static @org.jspecify.annotations.Nullable String labelOf(ClaimedJob job) {
        return JobLabels.label(job.attempt().line());
    }

    /** Whether it is set aside now, until a time that it was given already, or is given now. */
    private boolean isToWait(Session session, ClaimedJob job) throws SQLException {
        long id = job.job().id().value();
        Optional<JobLabels.Row> row = JobLabels.find(session, id);
        if (row.isEmpty()) {
            return false;
        }
        long now = Call.micros(job.claimedAt());
        Long until = row.get().until();
        if (until != null && until <= now) {
            return false;
        }
        JobDraft.Label label = row.get().label();
        long due = until != null
                ? until
                : label.patience() == null ? Call.micros(NEVER) : now + Call.micros(label.patience());
        session.call("label_aside").set("job", id).set("until", due).update();
        session.call("waiting_again")
                .set("job", id)
                .set("status", StatusCode.of(JobStatus.SCHEDULED))
                .set("dueAt", (Long) due)
                .set("attempt", job.attempt().number() - 1)
                .set("crashes", job.attempt().crashes())
                .set("fence", job.attempt().fence())
                .set("line", (String) null)
                .update();
        session.depth(job.job().topic(), JobStatus.SCHEDULED, 1);
        session.signal(job.job().topic());
        tell(session, job, label.name(), due);
        return true;
    }

    private void tell(Session session, ClaimedJob job, String label, long until) throws SQLException {
        String data =
                events.data(Map.of("label", label, "until", Call.instant(until).toString()));
        JobEvent.Change change = new JobEvent.Change(JobStatus.AVAILABLE, JobStatus.SCHEDULED);
        events.rows().add(session, job.job(), JobEvent.Type.SCHEDULED, change, data);
        if (session.isHeard()) {
            session.emit(events.setAside(job.job(), job.claimedAt(), data));
        }
    }

    private static void remove(Session session, List<ClaimedJob> jobs) throws SQLException {
        String ids =
                JdbcUpkeep.ids(jobs.stream().map(job -> job.job().id().value()).toList());
        int removed = session.call("running_delete").set("jobs", ids).update();
        if (removed != jobs.size()) {
            throw new IllegalStateException("%d jobs were set aside, %d were claimed".formatted(jobs.size(), removed));
        }
    }
}

package dev.jobq.store.jdbc.sqlite;

import dev.jobq.JobId;
import dev.jobq.JobRef;
import dev.jobq.JobStatus;
import dev.jobq.store.ClaimedJob;
import dev.jobq.store.JobDraft;
import dev.jobq.store.JobExchange.Wanted;
import dev.jobq.store.jdbc.Call;
import dev.jobq.store.jdbc.Claimed;
import dev.jobq.store.jdbc.JobEvents;
import dev.jobq.store.jdbc.LabelClaims;
import dev.jobq.store.jdbc.Processes;
import dev.jobq.store.jdbc.Session;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** Claims the first jobs of a topic: three statements for any number of them. */
final class SqliteClaims {

    private final Processes processes;
    /** So often a trade goes on for jobs in the place of those that it had to set aside. */
    private static final int ROUNDS = 50;

    private final JobEvents events;
    private final LabelClaims labels;

    SqliteClaims(Processes processes, JobEvents events, LabelClaims labels) {
        this.processes = processes;
        this.events = events;
        this.labels = labels;
    }

    /** Whether any of the topics has jobs that the node could claim. */
    boolean isAnyReady(Session session, long node, List<Wanted> wanted) throws SQLException {
        for (Wanted topic : wanted) {
            if (session.call("ready_first")
                    .set("topic", topic.topic())
                    .first(row -> true)
                    .isPresent()) {
                return true;
            }
        }
        return labels.isAnyAside(session, node, wanted);
    }

    /** Moves the topics' first ready jobs to running. */
    Claimed claim(Session session, long node, List<Wanted> wanted) throws SQLException {
        List<ClaimedJob> claimed = new ArrayList<>();
        List<Wanted> unfinished = new ArrayList<>(0);
        labels.takeUp(session, node, wanted);
        for (Wanted topic : wanted) {
            int room = topic.max();
            for (int round = 0; room > 0 && round < ROUNDS; round++) {
                List<ClaimedJob> taken = claim(session, node, new Wanted(topic.topic(), room));
                List<ClaimedJob> kept = labels.keep(session, node, taken);
                add(session, kept, claimed);
                room = taken.size() == kept.size() ? 0 : room - kept.size();
            }
            if (room > 0) {
                unfinished.add(topic);
            }
        }
        return Claimed.unfinished(claimed, unfinished);
    }

    private void add(Session session, List<ClaimedJob> kept, List<ClaimedJob> claimed) {
        claimed.addAll(kept);
        if (session.isHeard()) {
            for (ClaimedJob job : kept) {
                session.emit(events.started(job.job(), job.attempt().number(), job.claimedAt()));
            }
        }
    }

    private List<ClaimedJob> claim(Session session, long node, Wanted wanted) throws SQLException {
        long now = session.files().now();
        List<Row> rows = session.call("claim_select")
                .set("topic", wanted.topic())
                .set("max", wanted.max())
                .list(Row::of);
        if (rows.isEmpty()) {
            return List.of();
        }
        int started = session.call("claim_start")
                .set("topic", wanted.topic())
                .set("node", node)
                .set("claimedAt", now)
                .set("max", wanted.max())
                .update();
        // What was selected is all that stands before its last row: nobody else writes meanwhile.
        Row last = rows.get(rows.size() - 1);
        int taken = session.call("claim_take")
                .set("topic", wanted.topic())
                .set("rank", last.rank)
                .set("runAt", last.runAt)
                .set("job", last.job)
                .update();
        if (started != rows.size() || taken != rows.size()) {
            throw new IllegalStateException("Topic %s: %d jobs selected, %d started, %d taken"
                    .formatted(wanted.topic(), rows.size(), started, taken));
        }
        session.depth(wanted.topic(), JobStatus.AVAILABLE, -rows.size());
        Instant at = Call.instant(now);
        List<ClaimedJob> claimed = new ArrayList<>(rows.size());
        for (Row row : rows) {
            claimed.add(row.claimed(wanted.topic(), at, processes.application(session, row.process)));
        }
        return claimed;
    }

    private record Row(
            long job,
            int rank,
            long runAt,
            ClaimedJob.Attempt attempt,
            String type,
            long process,
            String payload,
            JobDraft.Limits limits,
            @Nullable Instant deadline) {

        static Row of(ResultSet row) throws SQLException {
            return new Row(
                    row.getLong(1),
                    row.getInt(2),
                    row.getLong(3),
                    attempt(row),
                    TextColumn.read(row, 7),
                    row.getLong(8),
                    TextColumn.read(row, 9),
                    limits(row),
                    deadline(row));
        }

        /** Each column costs, so what was never claimed before is not asked for its attempts and crashes. */
        private static ClaimedJob.Attempt attempt(ResultSet row) throws SQLException {
            long fence = row.getLong(6);
            return fence == 0
                    ? new ClaimedJob.Attempt(1, 0, 1, row.getString(13))
                    : new ClaimedJob.Attempt(row.getInt(4) + 1, row.getInt(5), fence + 1, row.getString(13));
        }

        /** Neither is ever 0. */
        private static JobDraft.Limits limits(ResultSet row) throws SQLException {
            int maxAttempts = row.getInt(10);
            long timeout = row.getLong(11);
            if (maxAttempts == 0 && timeout == 0) {
                return JobDraft.Limits.NONE;
            }
            return new JobDraft.Limits(
                    maxAttempts == 0 ? null : maxAttempts,
                    timeout == 0 ? null : Duration.ofNanos(Math.multiplyExact(timeout, 1_000L)));
        }

        private static @Nullable Instant deadline(ResultSet row) throws SQLException {
            long deadline = row.getLong(12);
            return deadline == 0 && row.wasNull() ? null : Call.instant(deadline);
        }

        ClaimedJob claimed(String topic, Instant at, String application) {
            JobRef ref = new JobRef(new JobId(job), topic, type);
            return new ClaimedJob(ref, payload, attempt, limits, at, application, deadline);
        }
    }
}

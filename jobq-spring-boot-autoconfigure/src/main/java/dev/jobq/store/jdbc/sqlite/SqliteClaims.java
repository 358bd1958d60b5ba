package dev.jobq.store.jdbc.sqlite;

import dev.jobq.JobId;
import dev.jobq.JobRef;
import dev.jobq.JobStatus;
import dev.jobq.store.ClaimedJob;
import dev.jobq.store.JobDraft;
import dev.jobq.store.JobExchange.Wanted;
import dev.jobq.store.jdbc.Call;
import dev.jobq.store.jdbc.JobEvents;
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
    private final JobEvents events;

    SqliteClaims(Processes processes, JobEvents events) {
        this.processes = processes;
        this.events = events;
    }

    /** Whether any of the topics has ready jobs. */
    boolean isAnyReady(Session session, List<Wanted> wanted) throws SQLException {
        for (Wanted topic : wanted) {
            if (session.call("ready_first")
                    .set("topic", topic.topic())
                    .first(row -> true)
                    .isPresent()) {
                return true;
            }
        }
        return false;
    }

    /** Moves the first ready jobs of each topic to running: what was moved, in order. */
    List<ClaimedJob> claim(Session session, long node, List<Wanted> wanted) throws SQLException {
        List<ClaimedJob> claimed = new ArrayList<>();
        for (Wanted topic : wanted) {
            claim(session, node, topic, claimed);
        }
        return claimed;
    }

    /** Moves the topic's first ready jobs to running and adds them, in order. */
    private void claim(Session session, long node, Wanted wanted, List<ClaimedJob> claimed) throws SQLException {
        long now = session.files().now();
        List<Row> rows = session.call("claim_select")
                .set("topic", wanted.topic())
                .set("max", wanted.max())
                .list(Row::of);
        if (rows.isEmpty()) {
            return;
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
        for (Row row : rows) {
            ClaimedJob job = row.claimed(wanted.topic(), at, processes.application(session, row.process));
            claimed.add(job);
            if (session.isHeard()) {
                session.emit(events.started(job.job(), job.attempt().number(), job.claimedAt()));
            }
        }
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

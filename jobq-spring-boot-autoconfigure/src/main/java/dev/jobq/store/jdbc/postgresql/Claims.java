package dev.jobq.store.jdbc.postgresql;

import dev.jobq.JobId;
import dev.jobq.JobRef;
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
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** Claims jobs of many topics by one statement. */
final class Claims {

    private final Processes processes;
    private final JobEvents events;

    Claims(Processes processes, JobEvents events) {
        this.processes = processes;
        this.events = events;
    }

    /** Claims up to the wanted number of each topic. */
    List<ClaimedJob> claim(Session session, long node, List<Wanted> wanted) throws SQLException {
        if (wanted.isEmpty()) {
            return List.of();
        }
        List<Row> rows = new ArrayList<>(session.call("claim")
                .set("node", node)
                .set("topics", "text", wanted.stream().map(Wanted::topic).toArray())
                .set("rooms", "int4", wanted.stream().map(Wanted::max).toArray())
                .list(Row::read));
        rows.sort(order(wanted));
        List<ClaimedJob> claimed = new ArrayList<>(rows.size());
        for (Row row : rows) {
            claimed.add(row.job(processes.application(session, row.process)));
            if (session.isHeard()) {
                session.emit(events.started(row.ref, row.attempt.number(), row.claimedAt));
            }
        }
        return claimed;
    }

    /** What a statement that deletes returns comes in no order. */
    private static Comparator<Row> order(List<Wanted> wanted) {
        Map<String, Integer> places = new HashMap<>();
        wanted.forEach(want -> places.putIfAbsent(want.topic(), places.size()));
        return Comparator.<Row>comparingInt(row -> places.getOrDefault(row.ref.topic(), 0))
                .thenComparingInt(row -> row.rank)
                .thenComparingLong(row -> row.runAt)
                .thenComparing(row -> row.ref.id());
    }

    private record Row(
            JobRef ref,
            int rank,
            long runAt,
            String payload,
            ClaimedJob.Attempt attempt,
            JobDraft.Limits limits,
            Instant claimedAt,
            long process,
            @Nullable Instant deadline) {

        static Row read(ResultSet row) throws SQLException {
            return new Row(
                    new JobRef(new JobId(row.getLong("job")), row.getString("topic"), row.getString("type")),
                    row.getInt("rank"),
                    row.getLong("run_at"),
                    row.getString("payload"),
                    new ClaimedJob.Attempt(
                            row.getInt("attempt"), row.getInt("crashes"), row.getLong("fence"), row.getString("line")),
                    limits(row),
                    Call.instant(row.getLong("claimed_at")),
                    row.getLong("process"),
                    deadline(row));
        }

        private static JobDraft.Limits limits(ResultSet row) throws SQLException {
            int maxAttempts = row.getInt("max_attempts");
            boolean hasMaxAttempts = !row.wasNull();
            long timeout = row.getLong("timeout");
            boolean hasTimeout = !row.wasNull();
            if (!hasMaxAttempts && !hasTimeout) {
                return JobDraft.Limits.NONE;
            }
            return new JobDraft.Limits(
                    hasMaxAttempts ? maxAttempts : null, hasTimeout ? Duration.ofNanos(timeout * 1_000) : null);
        }

        private static @Nullable Instant deadline(ResultSet row) throws SQLException {
            long deadline = row.getLong("deadline");
            return row.wasNull() ? null : Call.instant(deadline);
        }

        ClaimedJob job(String application) {
            return new ClaimedJob(ref, payload, attempt, limits, claimedAt, application, deadline);
        }
    }
}

package dev.jobq.store.jdbc;

import dev.jobq.JobError;
import dev.jobq.JobId;
import dev.jobq.JobRef;
import dev.jobq.JobResult;
import dev.jobq.JobStatus;
import dev.jobq.JsonCodec;
import dev.jobq.JsonValue;
import dev.jobq.store.JobEnds;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.Collection;
import java.util.List;
import java.util.Optional;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/** Looks for ends, many jobs at once: one statement that returns only those that have ended or are gone. */
public final class JdbcEnds implements JobEnds {

    private final Transactor transactor;
    private final JsonCodec codec;
    private final boolean canLookApart;

    /**
     * Ends.
     *
     * @param canLookApart whether others can write, and be seen to, while a transaction of the caller's is open
     */
    public JdbcEnds(Transactor transactor, JsonCodec codec, boolean canLookApart) {
        this.transactor = transactor;
        this.codec = codec;
        this.canLookApart = canLookApart;
    }

    @Override
    public Optional<End> of(JobId job) {
        Optional<End> seen = transactor.read(session -> look(session, List.of(job), 1)).stream()
                .findFirst();
        if (seen.isPresent() || !transactor.isInCallersTransaction()) {
            return seen;
        }
        if (!canLookApart) {
            throw new IllegalStateException(
                    "Job %s cannot be seen to end while this transaction is open, for it holds the only way to write or look: wait after its commit"
                            .formatted(job));
        }
        List<End> outside = of(List.of(job), 1);
        if (!outside.isEmpty() && outside.get(0).result() == null) {
            throw new IllegalStateException(
                    "Job %s was enqueued in this transaction and starts only after its commit: wait for it then"
                            .formatted(job));
        }
        return outside.stream().findFirst();
    }

    @Override
    public List<End> of(Collection<JobId> jobs, int limit) {
        return transactor.readApart(session -> look(session, jobs, limit));
    }

    private List<End> look(Session session, Collection<JobId> jobs, int limit) throws SQLException {
        String ids = jobs.stream().map(JobId::toString).collect(Collectors.joining(",", "[", "]"));
        return session.call("ends").set("jobs", ids).set("limit", limit).list(this::end);
    }

    private End end(ResultSet row) throws SQLException {
        JobId id = new JobId(row.getLong("id"));
        String topic = row.getString("topic");
        if (topic == null) {
            return new End(id, null);
        }
        JobStatus status = StatusCode.status(row.getInt("status"));
        String output = row.getString("result");
        JobResult result = new JobResult(
                new JobRef(id, topic, row.getString("type")),
                status,
                status == JobStatus.COMPLETED ? new JsonValue(output == null ? "null" : output, codec) : null,
                row.getString("reason"),
                error(row),
                row.getInt("attempt"),
                Call.instant(row.getLong("finished_at")));
        return new End(id, result);
    }

    private static @Nullable JobError error(ResultSet row) throws SQLException {
        String type = row.getString("error_type");
        return type == null
                ? null
                : new JobError(
                        row.getInt("error_attempt"),
                        Call.instant(row.getLong("error_at")),
                        type,
                        row.getString("error_message"),
                        row.getString("error_stack"));
    }
}

package dev.jobq.store.jdbc;

import dev.jobq.BlockedKey;
import dev.jobq.Fire;
import dev.jobq.Job;
import dev.jobq.JobBuilder;
import dev.jobq.JobError;
import dev.jobq.JobId;
import dev.jobq.JobStatus;
import dev.jobq.JsonCodec;
import dev.jobq.ProcessId;
import dev.jobq.query.Selection;
import dev.jobq.store.FeedEvent;
import dev.jobq.store.JobReader;
import dev.jobq.store.NodeView;
import dev.jobq.store.Upkeep;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Duration;
import java.time.Instant;
import java.time.LocalDate;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.EnumMap;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/** Reads on both dialects. Every query is bounded by what it returns, by a number of rows to look at, or by running jobs. */
public final class JdbcReader implements JobReader {

    private static final int MAX_RUNNING = 100;

    private final Transactor transactor;
    private final JobRows rows;
    private final JobHistory history;
    private final JobList list;
    private final JobSearch search;
    private final Feed feed;
    private final BlockedKeys blockedKeys;

    public JdbcReader(Transactor transactor, JsonCodec codec) {
        this.transactor = transactor;
        this.rows = new JobRows(codec);
        this.history = new JobHistory(rows);
        this.list = new JobList(rows);
        this.search = new JobSearch(transactor, rows);
        this.feed = new Feed(rows);
        this.blockedKeys = new BlockedKeys(codec);
    }

    @Override
    public Optional<Job> get(JobId id) {
        return transactor.read(session -> {
            Optional<Found> found = session.call("jobs")
                    .set("ids", "[" + id + "]")
                    .first(row -> new Found(rows.read(row), Call.instant(row.getLong("first_run_at"))));
            if (found.isEmpty()) {
                return Optional.empty();
            }
            JobBuilder job = found.get().job;
            List<AttemptRow> attempts =
                    session.call("job_attempts").set("job", id.value()).list(AttemptRow::of).stream()
                            .filter(attempt -> attempt.isKnownTo(job.build()))
                            .toList();
            List<JobHistory.Noted> noted =
                    session.call("job_events").set("job", id.value()).list(history::noted);
            List<JobError> errors = attempts.stream()
                    .map(AttemptRow::error)
                    .filter(Objects::nonNull)
                    .toList();
            job.errors(errors).events(history.of(job.build(), found.get().firstRunAt, attempts, noted));
            return Optional.of(job.build());
        });
    }

    @Override
    public Optional<Fire> fire(JobId id) {
        return transactor.read(
                session -> session.call("fire_of_job").set("job", id.value()).first(ScheduleRows::fire));
    }

    @Override
    public Page list(Filter filter, int limit) {
        return transactor.read(session -> list.read(session, filter, limit));
    }

    @Override
    public List<Job> find(Selection selection, int limit) {
        return search.find(selection, limit);
    }

    @Override
    public Map<String, Map<JobStatus, Long>> depths() {
        return transactor.read(session -> {
            Map<String, Map<JobStatus, Long>> depths = new TreeMap<>();
            session.call("depths")
                    .list(row -> depths.computeIfAbsent(row.getString(1), topic -> new EnumMap<>(JobStatus.class))
                            .put(StatusCode.status(row.getInt(2)), row.getLong(3)));
            return depths;
        });
    }

    @Override
    public Map<String, Instant> oldestAvailable() {
        return transactor.read(session -> {
            Map<String, Instant> oldest = new TreeMap<>();
            session.call("oldest_available").list(row -> oldest.put(row.getString(1), Call.instant(row.getLong(2))));
            return oldest;
        });
    }

    @Override
    public List<BlockedKey> blockedKeys(String topic, int limit) {
        return transactor.read(session -> blockedKeys.read(session, topic, limit));
    }

    @Override
    public List<NodeView> workers() {
        return transactor.read(session -> {
            Map<Long, List<JobId>> running = new HashMap<>();
            session.call("workers_running")
                    .list(row -> running.computeIfAbsent(row.getLong(1), node -> new ArrayList<>())
                            .add(new JobId(row.getLong(2))));
            return session.call("workers").list(row -> worker(row, running.getOrDefault(row.getLong(1), List.of())));
        });
    }

    @Override
    public List<FeedEvent> feed(@Nullable String after, int limit) {
        return transactor.read(session -> feed.read(session, after, limit));
    }

    @Override
    public List<Upkeep.Total> totals(int days) {
        long today = ChronoUnit.DAYS.between(Instant.EPOCH, now());
        return transactor.read(
                session -> session.call("totals").set("day", today - days + 1).list(JdbcReader::total));
    }

    @Override
    public Instant now() {
        return transactor.read(session ->
                session.call("now").first(row -> Call.instant(row.getLong(1))).orElseThrow());
    }

    private record Found(JobBuilder job, Instant firstRunAt) {}

    private static NodeView worker(ResultSet row, List<JobId> running) throws SQLException {
        NodeView.State state = row.getInt(6) != 0
                ? NodeView.State.STALE
                : running.isEmpty() ? NodeView.State.IDLE : NodeView.State.PROCESSING;
        return new NodeView(
                ProcessId.parse(row.getString(2)),
                state,
                ServedText.read(row.getString(7), row.getString(3)),
                List.copyOf(running.subList(0, Math.min(MAX_RUNNING, running.size()))),
                Call.instant(row.getLong(4)),
                JobRows.instant(row, "last_claim_at"),
                labels(row.getString("labels")));
    }

    private static List<String> labels(@Nullable String labels) {
        return labels == null ? List.of() : List.of(labels.split("\n"));
    }

    private static Upkeep.Total total(ResultSet row) throws SQLException {
        return new Upkeep.Total(
                LocalDate.ofEpochDay(row.getLong(1)),
                row.getString(2),
                row.getString(3),
                row.getString(4),
                StatusCode.status(row.getInt(5)),
                new Upkeep.Sums(
                        row.getLong(6),
                        Duration.of(row.getLong(7), ChronoUnit.MICROS),
                        Duration.of(row.getLong(8), ChronoUnit.MICROS)));
    }
}

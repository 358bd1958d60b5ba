package dev.jobq.store.jdbc.postgresql;

import dev.jobq.JobId;
import dev.jobq.JobRef;
import dev.jobq.store.ClaimedJob;
import dev.jobq.store.JobDraft;
import dev.jobq.store.JobExchange.Wanted;
import dev.jobq.store.jdbc.Call;
import dev.jobq.store.jdbc.Claimed;
import dev.jobq.store.jdbc.JdbcTopics;
import dev.jobq.store.jdbc.JobEvents;
import dev.jobq.store.jdbc.LabelClaims;
import dev.jobq.store.jdbc.LimitedClaims;
import dev.jobq.store.jdbc.Processes;
import dev.jobq.store.jdbc.Session;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** Claims jobs of many topics by one statement, each from its floor. */
final class Claims implements LimitedClaims.Plain {

    private final Processes processes;
    /** So often a trade goes on for jobs in the place of those that it had to set aside. */
    private static final int ROUNDS = 50;

    private final JobEvents events;
    private final LabelClaims labels;
    private final Floors floors;
    private final JdbcTopics topics;

    Claims(Processes processes, JobEvents events, LabelClaims labels, Floors floors, JdbcTopics topics) {
        this.processes = processes;
        this.events = events;
        this.labels = labels;
        this.floors = floors;
        this.topics = topics;
    }

    @Override
    public void returned(String topic) {
        floors.forget(List.of(topic));
    }

    @Override
    public boolean isAnyThere(Session session, long node, List<Wanted> wanted) throws SQLException {
        boolean isAnyReady = session.call("ready_any")
                .set("topics", "text", wanted.stream().map(Wanted::topic).toArray())
                .first(row -> true)
                .isPresent();
        return isAnyReady || labels.isAnyAside(session, node, wanted);
    }

    /** Claims up to the wanted number of each topic. */
    @Override
    public Claimed claim(Session session, long node, List<Wanted> wanted) throws SQLException {
        List<ClaimedJob> claimed = new ArrayList<>();
        List<Wanted> rest = wanted;
        if (!wanted.isEmpty()) {
            floors.forget(labels.takeUp(session, node, wanted));
        }
        for (int round = 0; !rest.isEmpty() && round < ROUNDS; round++) {
            List<ClaimedJob> taken = take(session, node, rest);
            List<ClaimedJob> kept = labels.keep(session, node, taken);
            claimed.addAll(kept);
            rest = taken.size() == kept.size() ? List.of() : rest(rest, taken, kept);
        }
        if (session.isHeard()) {
            claimed.forEach(
                    job -> session.emit(events.started(job.job(), job.attempt().number(), job.claimedAt())));
        }
        return Claimed.unfinished(claimed, rest);
    }

    /** The topics of which some were set aside, with the room that is left. */
    private static List<Wanted> rest(List<Wanted> wanted, List<ClaimedJob> taken, List<ClaimedJob> kept) {
        return wanted.stream()
                .filter(topic -> count(topic, taken) > count(topic, kept))
                .map(topic -> new Wanted(topic.topic(), topic.max() - count(topic, kept)))
                .toList();
    }

    private static int count(Wanted topic, List<ClaimedJob> jobs) {
        return (int) jobs.stream()
                .filter(job -> job.job().topic().equals(topic.topic()))
                .count();
    }

    private List<ClaimedJob> take(Session session, long node, List<Wanted> wanted) throws SQLException {
        List<Row> rows = new ArrayList<>();
        List<Wanted> missing = take(session, node, wanted, rows);
        if (!missing.isEmpty()) {
            floors.forget(missing.stream().map(Wanted::topic).toList());
            take(session, node, missing, rows);
        }
        rows.sort(order(wanted));
        List<ClaimedJob> claimed = new ArrayList<>(rows.size());
        for (Row row : rows) {
            claimed.add(row.job(processes.application(session, row.process)));
        }
        return claimed;
    }

    /** Adds what it takes to the rows; what is still wanted where it is worth looking below the floor too. */
    private List<Wanted> take(Session session, long node, List<Wanted> wanted, List<Row> rows) throws SQLException {
        Map<String, Floor.Look> looks = new LinkedHashMap<>();
        wanted.forEach(want -> looks.put(want.topic(), begin(want.topic())));
        List<Floor.Part> parts =
                looks.values().stream().flatMap(look -> look.parts().stream()).toList();
        long start = System.nanoTime();
        List<Row> taken = session.call("claim")
                .set("node", node)
                .set("topics", "text", wanted.stream().map(Wanted::topic).toArray())
                .set("rooms", "int4", wanted.stream().map(Wanted::max).toArray())
                .set(
                        "part_topics",
                        "text",
                        parts.stream().map(Floor.Part::topic).toArray())
                .set("from_ranks", "int4", parts.stream().map(Floor.Part::from).toArray())
                .set("to_ranks", "int4", parts.stream().map(Floor.Part::to).toArray())
                .set("floors", "int8", parts.stream().map(Floor.Part::floor).toArray())
                .list(Row::read);
        Duration took = Duration.ofNanos(System.nanoTime() - start);
        rows.addAll(taken);
        Map<String, List<Floor.Place>> places = new HashMap<>();
        taken.forEach(row -> places.computeIfAbsent(row.ref.topic(), topic -> new ArrayList<>())
                .add(new Floor.Place(row.rank, row.runAt, row.isBehind)));
        List<Wanted> missing = new ArrayList<>();
        for (Wanted want : wanted) {
            List<Floor.Place> own = places.getOrDefault(want.topic(), List.of());
            int left = want.max() - own.size();
            Floor.Look look = looks.get(want.topic());
            if (look != null && floors.of(want.topic()).end(look, own, left > 0, took)) {
                missing.add(new Wanted(want.topic(), left));
            }
        }
        return missing;
    }

    /** The next of a line may be anywhere, and must not wait for the next look at all: there are no floors in such topics. */
    private Floor.Look begin(String topic) {
        Floor floor = floors.of(topic);
        if (topics.knownRules(topic).order().isStrict()) {
            floor.forget();
        }
        return floor.begin();
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
            boolean isBehind,
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
                    row.getBoolean("behind"),
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

package dev.jobq.store.jdbc;

import dev.jobq.JobEvent;
import dev.jobq.JobId;
import dev.jobq.JobStatus;
import dev.jobq.store.ClaimedJob;
import dev.jobq.store.JobExchange.Wanted;
import dev.jobq.store.jdbc.KeyMoves.Blocked;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/**
 * The keys of a topic within one claim. A job whose key is at its limit is set aside, BLOCKED, once: no later claim meets it
 * until its key has room again.
 */
final class LimitedKeys {

    /** Of the first jobs so many are looked at for others of the same keys. */
    private static final int FRONT = 1_000;

    private final Session session;
    private final String topic;
    private final KeyAllowances allowances;
    private final KeyMoves moves;
    private final Map<Long, String> keyOfJob = new HashMap<>();
    private final Map<String, Integer> started = new TreeMap<>();
    private final Set<String> exhausted = new TreeSet<>();
    private boolean hasRefused;
    private boolean hasRefusedAny;

    LimitedKeys(Session session, String topic, KeyAllowances allowances, KeyMoves moves) {
        this.session = session;
        this.topic = topic;
        this.allowances = allowances;
        this.moves = moves;
    }

    /** Claims jobs whose keys have room; those whose keys have none are set aside. */
    List<ClaimedJob> claim(long node, Wanted wanted, LimitedClaims.Plain plain) throws SQLException {
        hasRefused = false;
        if (allowances.limits().isEmpty()) {
            return claimPlainly(node, wanted, plain);
        }
        List<JobEvent> before = session.takeEvents();
        List<ClaimedJob> claimed = claimPlainly(node, wanted, plain);
        List<JobEvent> told = session.takeEvents();
        before.forEach(session::emit);
        Map<Long, String> keys = keys(claimed);
        keyOfJob.putAll(keys);
        allowances.look(new TreeSet<>(keys.values()));
        List<ClaimedJob> taken = new ArrayList<>();
        List<ClaimedJob> refused = new ArrayList<>();
        for (ClaimedJob job : claimed) {
            (isTaken(keys.get(job.job().id().value())) ? taken : refused).add(job);
        }
        Set<JobId> refusedIds = refused.stream().map(job -> job.job().id()).collect(Collectors.toSet());
        told.stream()
                .filter(event -> event.type() != JobEvent.Type.STARTED
                        || !refusedIds.contains(event.job().id()))
                .forEach(session::emit);
        if (!refused.isEmpty()) {
            hasRefused = true;
            hasRefusedAny = true;
            refuse(refused);
        }
        return taken;
    }

    private List<ClaimedJob> claimPlainly(long node, Wanted wanted, LimitedClaims.Plain plain) throws SQLException {
        Claimed claimed = plain.claim(session, node, List.of(wanted));
        hasRefused = !claimed.limited().isEmpty();
        return claimed.jobs();
    }

    /** Whether the last claim met keys at their limit, or jobs for other workers, so that another one may find more. */
    boolean hasRefused() {
        return hasRefused;
    }

    /** Whether any claim met keys at their limit. */
    boolean hasRefusedAny() {
        return hasRefusedAny;
    }

    /** How many started of each key that has a rate. */
    Map<String, Integer> started() {
        return allowances.limits().rate() == null ? Map.of() : started;
    }

    /** When keys have to be looked at again; null if never. */
    @Nullable Long next() throws SQLException {
        return allowances.limits().isEmpty() && allowances.isEmpty()
                ? null
                : call("limit_key_next").first(row -> row.getLong(1)).orElse(null);
    }

    /** What attempts take slots, as JSON. */
    String slots(List<ClaimedJob> taken) {
        List<List<Object>> slots = new ArrayList<>();
        for (ClaimedJob job : taken) {
            long id = job.job().id().value();
            slots.add(List.of(id, job.attempt().fence(), keyOfJob.getOrDefault(id, "")));
        }
        return moves.codec().write(slots);
    }

    private boolean isTaken(@Nullable String key) {
        if (key == null) {
            return true;
        }
        if (!allowances.of(key).take()) {
            exhausted.add(key);
            return false;
        }
        started.merge(key, 1, Integer::sum);
        return true;
    }

    private Map<Long, String> keys(List<ClaimedJob> jobs) throws SQLException {
        Map<Long, String> keys = new HashMap<>();
        if (!jobs.isEmpty()) {
            session.call("limit_keys")
                    .set(
                            "jobs",
                            KeyMoves.ids(jobs.stream()
                                    .map(job -> job.job().id().value())
                                    .toList()))
                    .list(row -> keys.put(row.getLong(1), row.getString(2)));
        }
        return keys;
    }

    /** Sets jobs aside that were claimed, and others of the same keys that stand in front of those that may run. */
    private void refuse(List<ClaimedJob> refused) throws SQLException {
        String jobs =
                KeyMoves.ids(refused.stream().map(job -> job.job().id().value()).toList());
        check(refused.size(), session.call("limit_refuse").set("jobs", jobs).update());
        check(refused.size(), session.call("running_delete").set("jobs", jobs).update());
        List<Blocked> front = call("limit_front")
                .set("keys", moves.json(exhausted))
                .set("max", FRONT)
                .list(Blocked::front);
        if (!front.isEmpty()) {
            String rows = KeyMoves.rows(front);
            check(front.size(), call("limit_aside").set("rows", rows).update());
            check(front.size(), call("limit_aside_take").set("rows", rows).update());
        }
        List<Long> all = new ArrayList<>(
                refused.stream().map(job -> job.job().id().value()).toList());
        front.forEach(one -> all.add(one.job()));
        session.call("limit_block").set("jobs", KeyMoves.ids(all)).update();
        // What was claimed has left AVAILABLE already.
        session.depth(topic, JobStatus.AVAILABLE, -front.size());
        session.depth(topic, JobStatus.BLOCKED, all.size());
        for (String key : exhausted) {
            call("limit_key_put")
                    .set("key", key)
                    .set("checkAt", allowances.of(key).again())
                    .update();
        }
        exhausted.clear();
    }

    private void check(int expected, int moved) {
        if (moved != expected) {
            throw new IllegalStateException(
                    "Topic %s: %d jobs were to be blocked, %d were".formatted(topic, expected, moved));
        }
    }

    private Call call(String statement) throws SQLException {
        return session.call(statement).set("topic", topic);
    }
}

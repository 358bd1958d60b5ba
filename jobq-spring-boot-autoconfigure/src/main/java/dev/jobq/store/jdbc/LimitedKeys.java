package dev.jobq.store.jdbc;

import dev.jobq.JobEvent;
import dev.jobq.JobId;
import dev.jobq.JobStatus;
import dev.jobq.JsonCodec;
import dev.jobq.Limits;
import dev.jobq.Rate;
import dev.jobq.store.ClaimedJob;
import dev.jobq.store.JobExchange.Wanted;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Objects;
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

    /** So many keys are looked at again by one claim, and so many jobs of one come back. */
    private static final int MOST = 200;

    /** Jobs that came back may leave without being claimed, which nobody tells. */
    private static final long UNTIL_LOOK = 1_000_000;

    private final Session session;
    private final String topic;
    private final Limits.PerKey limits;
    private final Map<String, Integer> running;
    private final long at;
    private final Moves moves;
    /** How many more may start now, of keys that were looked at. */
    private final Map<String, Allowance> allowances = new HashMap<>();

    private final Map<Long, String> keyOfJob = new HashMap<>();
    private final Map<String, Integer> started = new TreeMap<>();
    private final Set<String> exhausted = new TreeSet<>();
    private boolean hasRefused;

    LimitedKeys(
            Session session, String topic, Limits.PerKey limits, Map<String, Integer> running, long at, Moves moves) {
        this.session = session;
        this.topic = topic;
        this.limits = limits;
        this.running = running;
        this.at = at;
        this.moves = moves;
    }

    /**
     * Lets go on what waits for keys that have room again.
     *
     * @return whether there are keys that jobs wait for
     */
    boolean release() throws SQLException {
        if (call("limit_key_any").first(row -> true).isEmpty()) {
            return false;
        }
        List<String> due = call("limit_key_due").set("at", at).set("max", MOST).list(row -> row.getString(1));
        Set<String> keys = new TreeSet<>(due);
        Set<String> freed = running.keySet().stream()
                .filter(key -> !key.isEmpty() && !keys.contains(key))
                .collect(Collectors.toCollection(TreeSet::new));
        if (limits.concurrency() != null && !freed.isEmpty()) {
            keys.addAll(call("limit_key_of").set("keys", moves.json(freed)).list(row -> row.getString(1)));
        }
        look(keys);
        for (String key : keys) {
            Allowance allowance = allowance(key);
            if (allowance.room > 0 || limits.rate() != null || due.contains(key)) {
                release(key, allowance);
            }
        }
        return true;
    }

    private void release(String key, Allowance allowance) throws SQLException {
        int left = Math.min(MOST, allowance.room);
        boolean areAll = false;
        boolean areLocked = false;
        while (left > 0 && !areAll && !areLocked) {
            int most = left;
            List<Blocked> first =
                    call("limit_next").set("key", key).set("max", most).list(Blocked::of);
            areAll = first.size() < most;
            List<Blocked> waiting = first.stream().filter(one -> one.isWaiting).toList();
            List<Waiter> free = waiting.isEmpty()
                    ? List.of()
                    : session.call("limit_free")
                            .set(
                                    "jobs",
                                    Moves.ids(
                                            waiting.stream().map(one -> one.job).toList()))
                            .list(Waiter::free);
            moves.toReady.move(session, free);
            Set<Long> moved = free.stream().map(Waiter::id).collect(Collectors.toSet());
            List<Blocked> gone = first.stream()
                    .filter(one -> !one.isWaiting || moved.contains(one.job))
                    .toList();
            if (!gone.isEmpty()) {
                call("limit_unblock")
                        .set("key", key)
                        .set("rows", Moves.rows(gone))
                        .update();
            }
            areLocked = moved.size() < waiting.size();
            left -= moved.size();
        }
        if (areAll && !areLocked) {
            call("limit_key_drop").set("key", key).update();
        } else {
            check(key, allowance.room > 0 ? (Long) look(allowance) : allowance.again);
        }
    }

    /** When a key is looked at again that has room, and more jobs than came back. */
    private long look(Allowance allowance) {
        Long again = allowance.again;
        if (limits.isEmpty()) {
            return at;
        }
        return again == null ? at + UNTIL_LOOK : Math.min(again, at + UNTIL_LOOK);
    }

    /** Claims jobs whose keys have room; those whose keys have none are set aside. */
    List<ClaimedJob> claim(long node, Wanted wanted, LimitedClaims.Plain plain) throws SQLException {
        hasRefused = false;
        if (limits.isEmpty()) {
            return plain.claim(session, node, List.of(wanted));
        }
        List<JobEvent> before = session.takeEvents();
        List<ClaimedJob> claimed = plain.claim(session, node, List.of(wanted));
        List<JobEvent> told = session.takeEvents();
        before.forEach(session::emit);
        Map<Long, String> keys = keys(claimed);
        keyOfJob.putAll(keys);
        look(new TreeSet<>(keys.values()));
        List<ClaimedJob> taken = new ArrayList<>();
        List<ClaimedJob> refused = new ArrayList<>();
        for (ClaimedJob job : claimed) {
            (isTaken(keys.get(job.job().id().value())) ? taken : refused).add(job);
        }
        Set<JobId> takenIds = taken.stream().map(job -> job.job().id()).collect(Collectors.toSet());
        told.stream()
                .filter(event ->
                        event.job() == null || takenIds.contains(event.job().id()))
                .forEach(session::emit);
        if (!refused.isEmpty()) {
            hasRefused = true;
            refuse(refused);
        }
        return taken;
    }

    /** Whether the last claim met keys at their limit, so that another one may find more. */
    boolean hasRefused() {
        return hasRefused;
    }

    /** How many started of each key that has a rate. */
    Map<String, Integer> started() {
        return limits.rate() == null ? Map.of() : started;
    }

    /** When keys have to be looked at again; null if never. */
    @Nullable Long next() throws SQLException {
        return limits.isEmpty() && allowances.isEmpty()
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
        return moves.codec.write(slots);
    }

    private boolean isTaken(@Nullable String key) {
        if (key == null) {
            return true;
        }
        Allowance allowance = allowance(key);
        if (allowance.room == 0) {
            exhausted.add(key);
            return false;
        }
        allowance.room--;
        started.merge(key, 1, Integer::sum);
        return true;
    }

    private Map<Long, String> keys(List<ClaimedJob> jobs) throws SQLException {
        Map<Long, String> keys = new HashMap<>();
        if (!jobs.isEmpty()) {
            session.call("limit_keys")
                    .set(
                            "jobs",
                            Moves.ids(jobs.stream()
                                    .map(job -> job.job().id().value())
                                    .toList()))
                    .list(row -> keys.put(row.getLong(1), row.getString(2)));
        }
        return keys;
    }

    /** Finds how many may start of keys that were not looked at before. */
    private void look(Set<String> keys) throws SQLException {
        Set<String> unknown = new HashSet<>(keys);
        unknown.removeAll(allowances.keySet());
        if (unknown.isEmpty()) {
            return;
        }
        Rate rate = limits.rate();
        Integer most = limits.concurrency();
        for (String key : unknown) {
            int room = most == null ? Integer.MAX_VALUE : Math.max(0, most - running.getOrDefault(key, 0));
            allowances.put(key, new Allowance(room));
        }
        if (rate != null) {
            long window = Call.micros(rate.window());
            call("limit_forget_keys").set("until", at - window).update();
            // Of those that did not start lately, one that starts now leaves the window last.
            Set<String> idle = new HashSet<>(unknown);
            call("limit_key_started")
                    .set("keys", moves.json(unknown))
                    .set("after", at - window)
                    .list(row -> {
                        allowance(row.getString(1)).bound(rate.starts() - row.getInt(2), row.getLong(3) + window);
                        return idle.remove(row.getString(1));
                    });
            idle.forEach(key -> allowance(key).bound(rate.starts(), at + window));
        }
    }

    private Allowance allowance(String key) {
        return Objects.requireNonNull(allowances.get(key), key);
    }

    /** Sets jobs aside that were claimed, and others of the same keys that stand in front of those that may run. */
    private void refuse(List<ClaimedJob> refused) throws SQLException {
        String jobs =
                Moves.ids(refused.stream().map(job -> job.job().id().value()).toList());
        session.call("limit_refuse").set("jobs", jobs).update();
        session.call("running_delete").set("jobs", jobs).update();
        List<Blocked> front = call("limit_front")
                .set("keys", moves.json(exhausted))
                .set("max", FRONT)
                .list(Blocked::front);
        if (!front.isEmpty()) {
            String rows = Moves.rows(front);
            call("limit_aside").set("rows", rows).update();
            call("limit_aside_take").set("rows", rows).update();
        }
        List<Long> all = new ArrayList<>(
                refused.stream().map(job -> job.job().id().value()).toList());
        front.forEach(one -> all.add(one.job));
        session.call("limit_block").set("jobs", Moves.ids(all)).update();
        // What was claimed has left AVAILABLE already.
        session.depth(topic, JobStatus.AVAILABLE, -front.size());
        session.depth(topic, JobStatus.BLOCKED, all.size());
        for (String key : exhausted) {
            check(key, allowance(key).again);
        }
        exhausted.clear();
    }

    private void check(String key, @Nullable Long when) throws SQLException {
        call("limit_key_put").set("key", key).set("checkAt", when).update();
    }

    private Call call(String statement) throws SQLException {
        return session.call(statement).set("topic", topic);
    }

    /** How many more may start of a key, and when its rate lets more start; null if only the end of another can. */
    private static final class Allowance {

        private int room;
        private @Nullable Long again;

        Allowance(int room) {
            this.room = room;
        }

        void bound(int starts, long when) {
            room = Math.max(0, Math.min(room, starts));
            again = when;
        }
    }

    /** A job that waits for its key, or did. */
    private record Blocked(int rank, long runAt, long job, boolean isWaiting) {

        static Blocked of(ResultSet row) throws SQLException {
            row.getInt(4);
            boolean isWaiting = !row.wasNull();
            return new Blocked(row.getInt(1), row.getLong(2), row.getLong(3), isWaiting);
        }

        static Blocked front(ResultSet row) throws SQLException {
            return new Blocked(row.getInt(1), row.getLong(2), row.getLong(3), true);
        }
    }

    /** What moves jobs. */
    record Moves(ToReady toReady, JsonCodec codec) {

        String json(Set<String> keys) {
            return codec.write(List.copyOf(keys));
        }

        static String ids(List<Long> jobs) {
            return JdbcUpkeep.ids(jobs);
        }

        static String rows(List<Blocked> jobs) {
            return jobs.stream()
                    .map(job -> "[%d,%d,%d]".formatted(job.rank, job.runAt, job.job))
                    .collect(Collectors.joining(",", "[", "]"));
        }
    }
}

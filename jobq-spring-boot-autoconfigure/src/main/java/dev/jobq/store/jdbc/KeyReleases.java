package dev.jobq.store.jdbc;

import dev.jobq.store.jdbc.KeyMoves.Blocked;
import java.sql.SQLException;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/** Lets jobs become ready again whose keys have room again: as many of each as it has room for. */
final class KeyReleases {

    /** So many keys are looked at again by one claim, and so many jobs of one come back. */
    private static final int MOST = 200;

    /** Jobs that came back may leave without being claimed, which nobody tells. */
    private static final long UNTIL_LOOK = 1_000_000;

    private final Session session;
    private final String topic;
    private final KeyAllowances allowances;
    private final KeyMoves moves;

    KeyReleases(Session session, String topic, KeyAllowances allowances, KeyMoves moves) {
        this.session = session;
        this.topic = topic;
        this.allowances = allowances;
        this.moves = moves;
    }

    /** Lets go on what waits for keys that have room again; whether anything did. */
    boolean release() throws SQLException {
        List<String> due = call("limit_key_due")
                .set("at", allowances.at())
                .set("max", MOST)
                .list(row -> row.getString(1));
        Set<String> keys = new TreeSet<>(due);
        // Only those: what came back to a key that still has room may wait for a slot, and more of it must not follow.
        Set<String> freed = allowances.ended().stream()
                .filter(key -> !key.isEmpty() && !keys.contains(key))
                .collect(Collectors.toCollection(TreeSet::new));
        if (allowances.limits().concurrency() != null && !freed.isEmpty()) {
            keys.addAll(call("limit_key_of").set("keys", moves.json(freed)).list(row -> row.getString(1)));
        }
        allowances.look(keys);
        boolean isAny = false;
        for (String key : keys) {
            KeyAllowances.Allowance allowance = allowances.of(key);
            if (allowance.room() > 0 || allowances.limits().rate() != null || due.contains(key)) {
                isAny |= release(key, allowance);
            }
        }
        return isAny;
    }

    private boolean release(String key, KeyAllowances.Allowance allowance) throws SQLException {
        int left = Math.min(MOST, allowance.room());
        boolean areAll = false;
        boolean areLocked = false;
        boolean isAny = false;
        while (left > 0 && !areAll && !areLocked) {
            int most = left;
            List<Blocked> first =
                    call("limit_next").set("key", key).set("max", most).list(Blocked::of);
            areAll = first.size() < most;
            List<Blocked> waiting =
                    first.stream().filter(one -> one.isWaiting()).toList();
            List<Waiter> free = waiting.isEmpty()
                    ? List.of()
                    : session.call("limit_free")
                            .set(
                                    "jobs",
                                    KeyMoves.ids(waiting.stream()
                                            .map(one -> one.job())
                                            .toList()))
                            .list(Waiter::free);
            moves.toReady().move(session, free);
            Set<Long> moved = free.stream().map(Waiter::id).collect(Collectors.toSet());
            List<Blocked> gone = first.stream()
                    .filter(one -> !one.isWaiting() || moved.contains(one.job()))
                    .toList();
            if (!gone.isEmpty()) {
                call("limit_unblock")
                        .set("key", key)
                        .set("rows", KeyMoves.rows(gone))
                        .update();
            }
            // One that went to the back meanwhile may be there twice.
            areLocked = waiting.stream().anyMatch(one -> !moved.contains(one.job()));
            isAny |= !moved.isEmpty();
            left -= moved.size();
        }
        if (areAll && !areLocked) {
            call("limit_key_drop").set("key", key).update();
        } else {
            check(key, allowance.room() > 0 ? (Long) look(allowance, areLocked) : allowance.again());
        }
        return isAny;
    }

    /** When a key is looked at again that has room, and more jobs than came back. */
    private long look(KeyAllowances.Allowance allowance, boolean areLocked) {
        Long again = allowance.again();
        if (allowances.limits().isEmpty() && !areLocked) {
            return allowances.at();
        }
        return again == null ? allowances.at() + UNTIL_LOOK : Math.min(again, allowances.at() + UNTIL_LOOK);
    }

    private void check(String key, @Nullable Long when) throws SQLException {
        call("limit_key_put").set("key", key).set("checkAt", when).update();
    }

    private Call call(String statement) throws SQLException {
        return session.call(statement).set("topic", topic);
    }
}

package dev.jobq.store.jdbc;

import dev.jobq.Limits;
import dev.jobq.Rate;
import java.sql.SQLException;
import java.util.HashMap;
import java.util.HashSet;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** How many jobs of each key of a topic may still start within one claim. */
final class KeyAllowances {

    private final Session session;
    private final String topic;
    private final Limits.PerKey limits;
    private final Set<String> ended;
    private final long at;
    private final KeyMoves moves;
    private final Map<String, Allowance> allowances = new HashMap<>();

    /**
     * Allowances.
     *
     * @param ended keys of which attempts ended since the last claim
     * @param at now
     */
    KeyAllowances(Session session, String topic, Limits.PerKey limits, Set<String> ended, long at, KeyMoves moves) {
        this.session = session;
        this.topic = topic;
        this.limits = limits;
        this.ended = ended;
        this.at = at;
        this.moves = moves;
    }

    Limits.PerKey limits() {
        return limits;
    }

    /** Now, as the claim sees it. */
    long at() {
        return at;
    }

    /** Keys of which attempts ended since the last claim. */
    Set<String> ended() {
        return ended;
    }

    /** Whether no key was looked at. */
    boolean isEmpty() {
        return allowances.isEmpty();
    }

    /** Finds how many may start of keys that were not looked at before. */
    void look(Set<String> keys) throws SQLException {
        Set<String> unknown = new HashSet<>(keys);
        unknown.removeAll(allowances.keySet());
        if (unknown.isEmpty()) {
            return;
        }
        Rate rate = limits.rate();
        Integer most = limits.concurrency();
        unknown.forEach(key -> allowances.put(key, new Allowance(most == null ? Integer.MAX_VALUE : most)));
        if (most != null) {
            session.call("limit_key_slots")
                    .set("topic", topic)
                    .set("keys", moves.json(unknown))
                    .list(row -> of(row.getString(1)).occupy(row.getInt(2)));
        }
        if (rate != null) {
            long window = Call.micros(rate.window());
            session.call("limit_forget_keys")
                    .set("topic", topic)
                    .set("until", at - window)
                    .update();
            // Of those that did not start lately, one that starts now leaves the window last.
            Set<String> idle = new HashSet<>(unknown);
            session.call("limit_key_started")
                    .set("topic", topic)
                    .set("keys", moves.json(unknown))
                    .set("after", at - window)
                    .list(row -> {
                        of(row.getString(1)).bound(rate.starts() - row.getInt(2), row.getLong(3) + window);
                        return idle.remove(row.getString(1));
                    });
            idle.forEach(key -> of(key).bound(rate.starts(), at + window));
        }
    }

    /** Of a key that was looked at. */
    Allowance of(String key) {
        return Objects.requireNonNull(allowances.get(key), key);
    }

    /** How many more may start of a key, and when its rate lets more start; null if only the end of another can. */
    static final class Allowance {

        private int room;
        private @Nullable Long again;

        Allowance(int room) {
            this.room = room;
        }

        int room() {
            return room;
        }

        /** Takes one; false if there is none. */
        boolean take() {
            if (room == 0) {
                return false;
            }
            room--;
            return true;
        }

        @Nullable Long again() {
            return again;
        }

        /** Notes how many run; returns the room that is left. */
        private int occupy(int running) {
            room = Math.max(0, room - running);
            return room;
        }

        private void bound(int starts, long when) {
            room = Math.max(0, Math.min(room, starts));
            again = when;
        }
    }
}

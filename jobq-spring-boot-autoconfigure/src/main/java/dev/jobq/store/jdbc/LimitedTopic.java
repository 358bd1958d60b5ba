package dev.jobq.store.jdbc;

import dev.jobq.Limits;
import dev.jobq.Rate;
import dev.jobq.store.ClaimedJob;
import dev.jobq.store.EndedAttempt;
import dev.jobq.store.JobExchange.Limited;
import dev.jobq.store.JobExchange.Wanted;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** One claim in a topic with limits. */
final class LimitedTopic {

    /** For the row of the topic, which others hold for as long as a claim and its commit take. */
    private static final String PATIENCE = "500ms";

    /** Refused jobs are set aside before others are reached; but nobody else claims meanwhile. */
    private static final int ROUNDS = 10;

    private final Session session;
    private final String topic;
    private final KeyMoves moves;

    LimitedTopic(Session session, String topic, KeyMoves moves) {
        this.session = session;
        this.topic = topic;
        this.moves = moves;
    }

    /**
     * Claims what the limits allow and adds it.
     *
     * @param ended what ended in the same transaction and took slots
     */
    Limited claim(
            long node, Wanted wanted, List<EndedAttempt> ended, LimitedClaims.Plain plain, List<ClaimedJob> claimed)
            throws SQLException {
        Row row = lock();
        Limits limits = row.limits;
        LimitSlots slots = new LimitSlots(session, topic);
        Set<String> freed = limits.boundsConcurrency() ? slots.free(ended, row.since, row.swept, row.at) : Set.of();
        KeyAllowances allowances = new KeyAllowances(session, topic, limits.perKey(), freed, row.at, moves);
        LimitedKeys keys = new LimitedKeys(session, topic, allowances, moves);
        if (row.hasBlockedKeys) {
            if (new KeyReleases(session, topic, allowances, moves).release()) {
                plain.returned(topic);
            }
        } else if (limits.isEmpty()) {
            // As of now a topic like any other.
            call("limit_drop").update();
            slots.clear();
        }
        Window window = window(limits.rate(), row);
        Integer atOnce = limits.globalConcurrency();
        int running = atOnce == null ? 0 : slots.taken(atOnce);
        boolean isFar = isFar(limits, running, window, wanted.max());
        int most = isFar ? wanted.max() : wanted.free();
        int room = Math.min(most, Math.min(atOnce == null ? most : atOnce - running, window.room));
        List<ClaimedJob> taken = new ArrayList<>();
        boolean isMore = true;
        for (int round = 0; isMore && room > 0 && round < ROUNDS; round++) {
            List<ClaimedJob> some = keys.claim(node, new Wanted(topic, room), plain);
            taken.addAll(some);
            room -= some.size();
            isMore = keys.hasRefused();
        }
        note(limits, taken, keys, window);
        claimed.addAll(taken);
        if (isMore && room > 0) {
            return new Limited(topic, Duration.ZERO, isFar);
        }
        Long next = again(limits.rate(), window, taken.size(), keys);
        boolean isFull = atOnce != null && running + taken.size() >= atOnce;
        if (isFull || (limits.perKey().concurrency() != null && (row.hasBlockedKeys || keys.hasRefusedAny()))) {
            // An end that nobody noted is found by then.
            next = next == null ? slots.nextSweep() : Math.min(next, slots.nextSweep());
        }
        return new Limited(topic, next == null ? null : micros(Math.max(0, next - row.at)), isFar);
    }

    private Row lock() throws SQLException {
        while (call("limit_lock").set("patience", PATIENCE).first(row -> true).isEmpty()) {
            call("limit_add").update();
        }
        Row row = call("limit_read").first(Row::of).orElseThrow();
        String now = row.limits.toString();
        if (!now.equals(row.seen)) {
            call("limit_key_all").set("at", row.at).update();
            // They may have been written without keys.
            new LimitSlots(session, topic).clear();
            forgetStarts(row);
            row = new Row(row.limits, now, row.at, null, row.swept, row.at, row.hasBlockedKeys);
            call("limit_seen")
                    .set("seen", now)
                    .set("since", row.since)
                    .set("started", row.started)
                    .update();
        }
        return row;
    }

    /** Nobody would count, or forget, the starts that no rate bounds any more. */
    private void forgetStarts(Row row) throws SQLException {
        if (row.limits.rate() == null) {
            call("limit_forget").set("until", row.at).list(one -> one.getLong(1));
        }
        if (row.limits.perKey().rate() == null) {
            call("limit_forget_keys").set("until", row.at).update();
        }
    }

    /** With half of what is allowed to spare it does no harm if jobs begin a moment after they were claimed. */
    private static boolean isFar(Limits limits, int running, Window window, int wanted) {
        Integer most = limits.globalConcurrency();
        Rate rate = limits.rate();
        return limits.perKey().isEmpty()
                && (most == null || running + wanted <= most / 2)
                && (rate == null || window.started + wanted <= rate.starts() / 2);
    }

    private Window window(@Nullable Rate rate, Row row) throws SQLException {
        if (rate == null) {
            return new Window(Integer.MAX_VALUE, 0, row.at);
        }
        long gone =
                call("limit_forget")
                        .set("until", row.at - Call.micros(rate.window()))
                        .list(one -> one.getLong(1))
                        .stream()
                        .mapToLong(Long::longValue)
                        .sum();
        Long before = row.started;
        long started = before == null ? started() : before - gone;
        if (started < 0) {
            started = started();
        }
        return new Window((int) Math.max(0, rate.starts() - started), started, row.at);
    }

    private long started() throws SQLException {
        return call("limit_started")
                .set("key", "")
                .set("after", Long.MIN_VALUE)
                .first(row -> row.getLong(1))
                .orElse(0L);
    }

    private void note(Limits limits, List<ClaimedJob> taken, LimitedKeys keys, Window window) throws SQLException {
        if (limits.rate() != null) {
            call("limit_count").set("started", window.started + taken.size()).update();
        }
        if (taken.isEmpty()) {
            return;
        }
        if (limits.boundsConcurrency()) {
            call("limit_take").set("slots", keys.slots(taken)).update();
        }
        if (limits.rate() != null) {
            start("", at(taken), taken.size());
        }
        for (Map.Entry<String, Integer> key : keys.started().entrySet()) {
            start(key.getKey(), at(taken), key.getValue());
        }
    }

    private void start(String key, long at, int started) throws SQLException {
        call("limit_start")
                .set("key", key)
                .set("at", at)
                .set("started", started)
                .update();
    }

    /** The latest: what started before it is counted for a moment longer, never shorter. */
    private static long at(List<ClaimedJob> taken) {
        return taken.stream()
                .mapToLong(job -> Call.micros(job.claimedAt()))
                .max()
                .orElseThrow();
    }

    private static Duration micros(long micros) {
        return Duration.ofNanos(micros * 1_000);
    }

    /** When a rate lets more start; null if none holds up any. */
    private @Nullable Long again(@Nullable Rate rate, Window window, int taken, LimitedKeys keys) throws SQLException {
        Long next = keys.next();
        if (rate != null && window.room <= taken) {
            Optional<Long> oldest = call("limit_started")
                    .set("key", "")
                    .set("after", Long.MIN_VALUE)
                    .first(row -> row.getLong(2));
            long free = oldest.orElse(window.at) + Call.micros(rate.window());
            next = next == null ? free : Math.min(next, free);
        }
        return next;
    }

    private Call call(String statement) throws SQLException {
        return session.call(statement).set("topic", topic);
    }

    /**
     * A topic's row, locked.
     *
     * @param limits those that hold now
     * @param seen those by which the last claim went, and since when
     * @param started how many starts are in the log, if that is known
     * @param swept when all slots were looked at
     * @param at now
     * @param hasBlockedKeys whether jobs wait for keys that were at their limit
     */
    private record Row(
            Limits limits,
            @Nullable String seen,
            long since,
            @Nullable Long started,
            long swept,
            long at,
            boolean hasBlockedKeys) {

        static Row of(ResultSet row) throws SQLException {
            long started = row.getLong(3);
            boolean isCounted = !row.wasNull();
            return new Row(
                    LimitText.inForce(row.getString(4), row.getString(5)),
                    row.getString(1),
                    row.getLong(2),
                    isCounted ? (Long) started : null,
                    row.getLong(8),
                    row.getLong(6),
                    row.getInt(7) != 0);
        }
    }

    /**
     * What a rate lets start.
     *
     * @param room so many now
     * @param started so many did
     * @param at now
     */
    private record Window(int room, long started, long at) {}
}

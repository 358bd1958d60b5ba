package dev.jobq.store.jdbc;

import dev.jobq.LimitUse;
import dev.jobq.Limits;
import dev.jobq.Rate;
import dev.jobq.store.Inspection.KeyUse;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Instant;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** How far limits are used, looked at without a lock and without a change. */
final class LimitLook {

    private LimitLook() {}

    /** Of a topic. */
    static LimitUse of(Session session, String topic) throws SQLException {
        Limits limits = limits(session, topic);
        if (limits.isEmpty()) {
            return LimitUse.NONE;
        }
        long now = session.call("now").first(row -> row.getLong(1)).orElseThrow();
        Started started = started(session, topic, "", limits.rate(), now);
        int blocked = limits.perKey().isEmpty()
                ? 0
                : session.call("limit_key_count")
                        .set("topic", topic)
                        .first(row -> row.getInt(1))
                        .orElse(0);
        return new LimitUse(
                limits,
                limits.boundsConcurrency() ? running(session, topic, null) : 0,
                started.starts,
                started.freeAt,
                blocked);
    }

    /** Of a key of a topic. */
    static Optional<KeyUse> of(Session session, String topic, String key) throws SQLException {
        Limits.PerKey limits = limits(session, topic).perKey();
        if (limits.isEmpty()) {
            return Optional.empty();
        }
        long now = session.call("now").first(row -> row.getLong(1)).orElseThrow();
        Started started = started(session, topic, key, limits.rate(), now);
        int running = limits.concurrency() == null ? 0 : running(session, topic, key);
        return Optional.of(new KeyUse(key, running, started.starts, started.freeAt, limits));
    }

    private static Limits limits(Session session, String topic) throws SQLException {
        return session.call("limit_told")
                .set("topic", topic)
                .first(row -> LimitText.inForce(row.getString(1), row.getString(2)))
                .orElse(Limits.NONE);
    }

    private static int running(Session session, String topic, @Nullable String key) throws SQLException {
        return session.call("limit_used")
                .set("topic", topic)
                .set("key", key)
                .first(row -> row.getInt(1))
                .orElse(0);
    }

    private static Started started(Session session, String topic, String key, @Nullable Rate rate, long now)
            throws SQLException {
        if (rate == null) {
            return new Started(0, null);
        }
        long window = Call.micros(rate.window());
        return session.call("limit_started")
                .set("topic", topic)
                .set("key", key)
                .set("after", now - window)
                .first(row -> Started.of(row, rate.starts(), window))
                .orElseThrow();
    }

    private record Started(int starts, @Nullable Instant freeAt) {

        static Started of(ResultSet row, int most, long window) throws SQLException {
            int starts = row.getInt(1);
            long oldest = row.getLong(2);
            return new Started(starts, starts < most ? null : Call.instant(oldest + window));
        }
    }
}

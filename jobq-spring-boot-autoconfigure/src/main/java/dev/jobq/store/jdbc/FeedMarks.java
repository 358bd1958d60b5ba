package dev.jobq.store.jdbc;

import java.sql.SQLException;
import java.util.concurrent.locks.ReentrantLock;
import org.jspecify.annotations.Nullable;

/**
 * Up to where the feed is complete. Ids and times are given before a transaction commits, so where several write at once, a row
 * may still come in before one that can be seen already. A mark notes the highest ids given and the time; once every
 * transaction that was open then has ended, nothing can come in before it any more. Read time and again, the marks follow the
 * end of the feed as closely as the oldest open transaction allows.
 */
final class FeedMarks {

    /** Transactions mostly end within moments. */
    private static final int LOOKS = 20;

    private final ReentrantLock lock = new ReentrantLock();
    private Mark settled = new Mark(0, 0, 0);
    private @Nullable Open pending;

    /** The latest mark before which the feed is complete. */
    Mark settled(Session session) throws SQLException {
        return settle(session, mark(session));
    }

    /** As {@link #settled}, but if a transaction stays open, where the feed ends now: for whoever has no place in it yet. */
    Mark current(Session session) throws SQLException {
        Mark now = mark(session);
        Mark known = settle(session, now);
        return known.at == 0 ? now : known;
    }

    private Mark settle(Session session, Mark now) throws SQLException {
        // Asked after the ids were read: whoever was given one by then counts as open.
        long[] open = open(session);
        long next = open[1];
        for (int i = 1; i < LOOKS && open[0] < next; i++) {
            open = open(session);
        }
        lock.lock();
        try {
            if (open[0] >= next) {
                advance(now);
                pending = null;
            } else if (pending == null || open[0] >= pending.next) {
                if (pending != null) {
                    advance(pending.mark);
                }
                pending = new Open(now, next);
            }
            return settled;
        } finally {
            lock.unlock();
        }
    }

    private void advance(Mark mark) {
        settled = new Mark(
                Math.max(settled.job, mark.job), Math.max(settled.event, mark.event), Math.max(settled.at, mark.at));
    }

    private static Mark mark(Session session) throws SQLException {
        return session.call("feed_mark")
                .first(row -> new Mark(row.getLong(1), row.getLong(2), row.getLong(3)))
                .orElseThrow();
    }

    private static long[] open(Session session) throws SQLException {
        return session.call("feed_open")
                .first(row -> new long[] {row.getLong(1), row.getLong(2)})
                .orElseThrow();
    }

    /**
     * A place at the end of the feed.
     *
     * @param job the highest job id given
     * @param event the highest event id given
     * @param at the time, in microseconds
     */
    record Mark(long job, long event, long at) {}

    private record Open(Mark mark, long next) {}
}

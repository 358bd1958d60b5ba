package dev.jobq.store.jdbc;

import java.sql.SQLException;

/**
 * Gives job numbers from the store's counter, which is read with the first of them in a transaction and written back once
 * before the commit, however many operations share it. The transaction must keep others away from the counter.
 */
public final class JobNumbers {

    private static final long UNREAD = -1;

    private long last = UNREAD;
    private long stored = UNREAD;

    /** Takes so many; gives the one before the first. */
    public long take(Session session, int count) throws SQLException {
        if (last == UNREAD) {
            stored = session.call("job_last").first(row -> row.getLong(1)).orElseThrow();
            last = stored;
        }
        long before = last;
        last += count;
        return before;
    }

    /** Writes the last number back, if any was taken; to be called before the commit. */
    public void flush(Session session) throws SQLException {
        if (last != stored) {
            session.call("job_last_set").set("last", last).update();
            stored = last;
        }
    }

    /** Forgets the counter: what was taken and not committed will be given again. To be called when a transaction ends. */
    public void forget() {
        last = UNREAD;
        stored = UNREAD;
    }

    /** Where it stands, for {@link #backTo}. */
    public long mark() {
        return last;
    }

    /** Gives back what was taken since the mark. */
    public void backTo(long mark) {
        last = mark;
    }
}

package dev.jobq.store.jdbc;

import java.sql.SQLException;

/**
 * Runs work in a transaction. Each dialect has its own: SQLite joins many callers' work in one commit, PostgreSQL runs it on
 * a connection of its own. Translates {@link SQLException} to {@link dev.jobq.StoreException} or
 * {@link dev.jobq.StoreUnavailableException}, and publishes the session's events after the commit.
 */
public interface Transactor {

    /**
     * Runs work in the caller's transaction if there is one, else in one of the store's own that is durable on return. The
     * work must undo nothing itself: what it throws rolls back all that it did, and nothing else.
     */
    <T> T write(Work<T> work);

    /** Runs work in a transaction of the store's own, whatever the caller is in: for the engine. */
    <T> T writeApart(Work<T> work);

    /**
     * As {@link #writeApart}, for a single statement on which a node's life depends, which may be repeated and tells nobody of
     * anything: it waits for no other, as far as that can be had.
     */
    default <T> T writeUrgently(Work<T> work) {
        return writeApart(work);
    }

    /** As {@link #readApart}, on the thread that keeps a node alive: it waits for no other, as far as that can be had. */
    default <T> T readUrgently(Work<T> work) {
        return readApart(work);
    }

    /** As {@link #writeApart}, for work that may wait: where there is one writer, its turn comes after those who wait. */
    <T> T writeBehind(Work<T> work);

    /** Runs a read on the caller's transaction if there is one, else outside any. */
    <T> T read(Work<T> work);

    /**
     * Runs a read that sees what is committed by now, whatever the caller is in; where the database has one writer, the
     * caller's transaction sees it as well.
     */
    <T> T readApart(Work<T> work);

    /** Whether the calling thread is in a transaction on the store's DataSource. */
    boolean isInCallersTransaction();

    /**
     * Work on a session. It may be run again, after what it did was undone, so it leaves nothing but in the session.
     *
     * @param <T> its result
     */
    @FunctionalInterface
    interface Work<T> {
        /** Does it. */
        T run(Session session) throws SQLException;
    }
}

package dev.jobq.store.jdbc;

import java.sql.SQLException;
import java.util.Collection;
import java.util.List;

/**
 * Keeps lines moving. A line has a row in {@code active_key} as long as it has a head: the one job of it that is ready, running,
 * or waits to run again. The others wait, BLOCKED, in the order of their positions, which is the order of their commits.
 */
public interface Lines {

    /** The heads of these lines are gone, in this transaction: those that follow become available. */
    void leave(Session session, Collection<Line> lines) throws SQLException;

    /**
     * Puts due jobs that are not in line yet at the end of their lines, where they may turn out to be the first.
     *
     * @return how many; those whose line somebody else holds stay as they are, to be tried again
     */
    int enter(Session session, List<Waiter> waiters) throws SQLException;

    /** Looks after lines that may have been left alone: those of transactions whose commit nobody saw, or whose process died. */
    default void catchUp() {}

    /** Looks after all lines. */
    default void sweep() {}
}

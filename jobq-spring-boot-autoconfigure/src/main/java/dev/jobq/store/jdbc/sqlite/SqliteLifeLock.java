package dev.jobq.store.jdbc.sqlite;

import dev.jobq.ProcessId;
import dev.jobq.store.jdbc.LifeLock;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;

/** The locks of the nodes of one store; they end with the store, or with the process. */
final class SqliteLifeLock implements LifeLock {

    /** Nodes of different systems have the same numbers. */
    private static final int NODE_BITS = 30;

    private final SqliteTurn turn;
    private final long first;
    private final Set<Long> nodes = ConcurrentHashMap.newKeySet();

    /**
     * Locks.
     *
     * @param system whose nodes
     */
    SqliteLifeLock(SqliteTurn turn, String system) {
        this.turn = turn;
        this.first = Integer.toUnsignedLong(system.hashCode()) << NODE_BITS;
    }

    @Override
    public long hold(long node) {
        nodes.add(node);
        return turn.hold(first + node);
    }

    @Override
    public void release(long node) {
        nodes.remove(node);
        turn.free(first + node);
    }

    @Override
    public boolean isFree(long node, ProcessId worker, long held) {
        return turn.isFree(first + node, held);
    }

    @Override
    public boolean isKeptWhileBlocked() {
        return true;
    }

    /** Frees all. */
    void close() {
        nodes.forEach(this::release);
    }
}

package dev.jobq.store.jdbc.sqlite;

import dev.jobq.store.jdbc.LifeLock;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;

/** The locks of the nodes of one store; they end with the store, or with the process. */
final class SqliteLifeLock implements LifeLock {

    private final SqliteTurn turn;
    private final Set<Long> held = ConcurrentHashMap.newKeySet();

    SqliteLifeLock(SqliteTurn turn) {
        this.turn = turn;
    }

    @Override
    public void hold(long node) {
        turn.hold(node);
        held.add(node);
    }

    @Override
    public void release(long node) {
        held.remove(node);
        turn.free(node);
    }

    @Override
    public boolean isFree(long node) {
        return turn.isFree(node);
    }

    @Override
    public boolean isKeptWhileBlocked() {
        return true;
    }

    /** Frees all. */
    void close() {
        held.forEach(this::release);
    }
}

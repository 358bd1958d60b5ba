package dev.jobq.store.jdbc;

import dev.jobq.ProcessId;

/**
 * Proof that a node lives: a lock that the operating system or the database frees when its process ends, however it ends.
 */
public interface LifeLock {

    /**
     * Holds the lock of a node that runs in this process.
     *
     * @return whether it does: then, and only then, a free lock proves the node's death
     */
    boolean hold(long node);

    /** Holds again what may have been lost. */
    default void keep() {}

    /** Frees it. */
    void release(long node);

    /**
     * Whether whoever could take this process's jobs waits as long as this process does while the database is locked, see
     * {@link dev.jobq.store.NodeRegistry#holdsLeaseWhileBlocked()}.
     */
    default boolean isKeptWhileBlocked() {
        return false;
    }

    /** Whether the process of a node that held its lock has ended. */
    boolean isFree(long node, ProcessId worker);
}

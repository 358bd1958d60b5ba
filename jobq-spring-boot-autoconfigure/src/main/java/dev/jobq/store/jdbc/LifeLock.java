package dev.jobq.store.jdbc;

import dev.jobq.ProcessId;

/**
 * Proof that a node lives: a lock that the operating system or the database frees when its process ends, however it ends.
 */
public interface LifeLock {

    /**
     * Holds the lock of a node that runs in this process.
     *
     * @return a positive number, which {@link #isFree} has to be asked with; 0 if it does not, and a free lock proves nothing
     */
    long hold(long node);

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

    /**
     * Whether the process of a node that held its lock has ended.
     *
     * @param held what {@link #hold} told its process
     */
    boolean isFree(long node, ProcessId worker, long held);
}

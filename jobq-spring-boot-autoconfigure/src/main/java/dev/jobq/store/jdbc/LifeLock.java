package dev.jobq.store.jdbc;

/**
 * Proof that a node lives: a lock that the operating system or the database frees when its process ends, however it ends.
 */
public interface LifeLock {

    /** Holds the lock of a node that runs in this process. */
    void hold(long node);

    /** Frees it. */
    void release(long node);

    /**
     * Whether whoever could take this process's jobs waits as long as this process does while the database is locked, see
     * {@link dev.jobq.store.NodeRegistry#holdsLeaseWhileBlocked()}.
     */
    default boolean isKeptWhileBlocked() {
        return false;
    }

    /** Whether nobody holds it: the node's process has ended. */
    boolean isFree(long node);
}

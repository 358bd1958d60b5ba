package dev.jobq.store.jdbc;

/**
 * Proof that a node lives: a lock that the operating system or the database frees when its process ends, however it ends.
 */
public interface LifeLock {

    /** Holds the lock of a node that runs in this process. */
    void hold(long node);

    /** Frees it. */
    void release(long node);

    /** Whether nobody holds it: the node's process has ended. */
    boolean isFree(long node);
}

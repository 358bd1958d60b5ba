package dev.jobq.store.jdbc;

import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.locks.LockSupport;

/** How those who share a commit are told, by one of them that has a place to give free besides. */
public final class Waking {

    private static final double FIRST = 0.75;

    private Waking() {}

    /**
     * How many of so many are told before another one may lead, where a commit is worth sharing: to wake one takes as long as to
     * write a job, so those told first come in time for the next batch, and the others while it is filled.
     */
    public static int first(int of) {
        return (int) Math.ceil(FIRST * of);
    }

    /** Wakes a thread; does not throw. A virtual thread is handed to its scheduler for it, which may want memory, or have ended. */
    public static void wake(Thread thread) {
        while (true) {
            try {
                LockSupport.unpark(thread);
                return;
            } catch (OutOfMemoryError ex) {
                // Nobody else would wake it. To rest here might want memory as well.
                Thread.onSpinWait();
            } catch (RejectedExecutionException ex) {
                // Nothing will run it any more.
                return;
            }
        }
    }
}

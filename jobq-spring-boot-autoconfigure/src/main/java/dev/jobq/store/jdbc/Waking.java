package dev.jobq.store.jdbc;

import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.locks.LockSupport;

/** Wakes threads that wait for an answer, by one that has others to tell, too, and a place to give free. */
public final class Waking {

    private Waking() {}

    /** Wakes a thread; does not throw. A virtual thread is handed to its scheduler for it, which may want memory, or have ended. */
    public static void wake(Thread thread) {
        boolean isWoken = false;
        while (!isWoken) {
            try {
                LockSupport.unpark(thread);
                isWoken = true;
            } catch (OutOfMemoryError ex) {
                // Nobody else would wake it. To rest here might want memory as well.
                Thread.onSpinWait();
            } catch (RejectedExecutionException ex) {
                // Nothing will run it any more.
                isWoken = true;
            }
        }
    }
}

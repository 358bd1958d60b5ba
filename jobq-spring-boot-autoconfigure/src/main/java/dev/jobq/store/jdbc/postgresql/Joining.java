package dev.jobq.store.jdbc.postgresql;

import java.time.Duration;

/** Waits for the end of threads. */
final class Joining {

    private Joining() {}

    /** Waits at most so long; an interrupt ends the wait and stays set. */
    static void await(Thread thread, Duration patience) {
        if (thread == Thread.currentThread()) {
            return;
        }
        try {
            thread.join(patience.toMillis());
        } catch (InterruptedException ex) {
            Thread.currentThread().interrupt();
        }
    }
}

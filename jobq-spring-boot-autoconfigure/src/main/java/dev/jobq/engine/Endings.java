package dev.jobq.engine;

import java.util.List;
import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedQueue;

/** Ended attempts that the dispatcher has not looked at yet. */
final class Endings {

    private final Queue<Finished> waiting = new ConcurrentLinkedQueue<>();
    private final Runnable wake;

    /**
     * @param wake wakes the dispatcher
     */
    Endings(Runnable wake) {
        this.wake = wake;
    }

    void add(Finished finished) {
        waiting.add(finished);
        wake.run();
    }

    boolean isEmpty() {
        return waiting.isEmpty();
    }

    /** Moves them; by one thread at a time. */
    void drainTo(List<Finished> drained) {
        for (Finished next = waiting.peek(); next != null; next = waiting.peek()) {
            drained.add(next);
            // Not before it is there: nobody else knows of it.
            waiting.poll();
        }
    }
}

package dev.jobq.engine;

import java.util.ArrayList;
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

    List<Finished> drain() {
        List<Finished> drained = new ArrayList<>();
        for (Finished next = waiting.poll(); next != null; next = waiting.poll()) {
            drained.add(next);
        }
        return drained;
    }
}

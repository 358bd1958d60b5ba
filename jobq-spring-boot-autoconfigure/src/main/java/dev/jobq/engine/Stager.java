package dev.jobq.engine;

import dev.jobq.store.Upkeep;
import java.time.Duration;

/** Makes due jobs available: sleeps until the next one is due, and is woken when one is due earlier. */
final class Stager {

    /** The least time between two looks, whoever wakes. */
    static final Duration REST = Duration.ofMillis(10);

    private static final Duration WHILE_LOCKED = Duration.ofMillis(250);

    private static final int LIMIT = 1_000;

    private final Upkeep upkeep;
    private final Duration pollInterval;
    private final Runnable wake;
    private volatile long nextLook = System.nanoTime();

    /**
     * @param wake has {@link #run} called soon
     */
    Stager(Upkeep upkeep, Duration pollInterval, Runnable wake) {
        this.upkeep = upkeep;
        this.pollInterval = pollInterval;
        this.wake = wake;
    }

    Duration run() {
        nextLook = System.nanoTime() + pollInterval.toNanos();
        Upkeep.Staged staged = upkeep.stage(LIMIT);
        Duration untilNext = staged.untilNext();
        if (staged.jobs() == 0 && untilNext != null && untilNext.isZero()) {
            // What is due is locked: by another stager, or by the application for as long as it likes.
            untilNext = WHILE_LOCKED;
        }
        Duration sleep = untilNext == null || untilNext.compareTo(pollInterval) > 0 ? pollInterval : untilNext;
        dueBy(System.nanoTime() + sleep.toNanos());
        return Duration.ofNanos(Math.max(0, nextLook - System.nanoTime()));
    }

    /** A job will be due in this time. */
    void dueIn(Duration delay) {
        if (delay.compareTo(pollInterval) < 0) {
            long due = System.nanoTime() + delay.toNanos();
            if (dueBy(due)) {
                wake.run();
            }
        }
    }

    private synchronized boolean dueBy(long due) {
        if (due - nextLook >= 0) {
            return false;
        }
        nextLook = due;
        return true;
    }
}

package dev.jobq.engine;

import dev.jobq.store.MovableClock;
import java.time.Duration;
import java.util.concurrent.atomic.AtomicLong;

/** A machine's clocks, to be moved together or apart. */
final class MovableTicks {

    private final AtomicLong nanos = new AtomicLong();
    private final MovableClock wall = new MovableClock();
    private final Ticks ticks = new Ticks(nanos::get, wall);

    Ticks ticks() {
        return ticks;
    }

    /** Time passes. */
    void advance(Duration duration) {
        nanos.addAndGet(duration.toNanos());
        wall.advance(duration);
    }

    /** Time passes for others only; or somebody sets the clock on the wall. */
    void suspend(Duration duration) {
        wall.advance(duration);
    }
}

package dev.jobq.engine;

import java.time.Clock;
import java.time.Duration;
import java.util.function.LongSupplier;

/**
 * This machine's two clocks. Neither alone tells how much time has passed for others: the one that only counts up stands still
 * while the machine is suspended, and the one on the wall is set by people and programs.
 *
 * @param nanos like {@link System#nanoTime()}
 * @param wall the time of day
 */
record Ticks(LongSupplier nanos, Clock wall) {

    static final Ticks SYSTEM = new Ticks(System::nanoTime, Clock.systemUTC());

    Moment now() {
        return new Moment(nanos.getAsLong(), wall.millis());
    }

    /** Whether by either clock so much has passed. */
    boolean isOver(Moment since, Duration time) {
        return nanos.getAsLong() - since.nanos >= time.toNanos() || wall.millis() - since.millis >= time.toMillis();
    }

    /** What both clocks told. */
    record Moment(long nanos, long millis) {}
}

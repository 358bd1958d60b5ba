package dev.jobq.queue;

import dev.jobq.JobBulk.Rate;
import java.util.function.LongSupplier;

/**
 * Keeps to a rate. Time that a slow batch took is made up for only as far as one batch goes: after a stall there is no burst.
 */
final class Meter {

    private static final int MAX_BATCH = 100;
    private static final double NANOS_PER_SECOND = 1e9;
    private static final long TENTH = 100_000_000;

    private final double nanosPerJob;
    private final LongSupplier nanoTime;
    private long next;

    /**
     * A meter.
     *
     * @param nanoTime as {@link System#nanoTime}
     */
    Meter(Rate rate, LongSupplier nanoTime) {
        this.nanosPerJob =
                (rate.per().toSeconds() * NANOS_PER_SECOND + rate.per().toNanosPart()) / rate.jobs();
        this.nanoTime = nanoTime;
        this.next = nanoTime.getAsLong();
    }

    /** How many nanoseconds to wait for the next batch; none if not positive. */
    long untilNext() {
        return next - nanoTime.getAsLong();
    }

    /** A batch begins. */
    void begin() {
        next = Math.max(next, nanoTime.getAsLong() - TENTH);
    }

    /** So many jobs of the batch were done. */
    void did(long jobs) {
        next += (long) (jobs * nanosPerJob);
    }

    /** How many to do at once: no more than are due in a tenth of a second, but one. */
    int batch() {
        return (int) Math.max(1, Math.min(MAX_BATCH, NANOS_PER_SECOND / 10 / nanosPerJob));
    }
}

package dev.jobq.queue;

import dev.jobq.JobBulk.Rate;
import java.util.function.LongSupplier;

/** Keeps to a rate, from its making on. */
final class Meter {

    private static final int MAX_BATCH = 100;
    private static final double NANOS_PER_SECOND = 1e9;

    private final double nanosPerJob;
    private final LongSupplier nanoTime;
    private final long start;

    /**
     * A meter.
     *
     * @param nanoTime as {@link System#nanoTime}
     */
    Meter(Rate rate, LongSupplier nanoTime) {
        this.nanosPerJob =
                (rate.per().toSeconds() * NANOS_PER_SECOND + rate.per().toNanosPart()) / rate.jobs();
        this.nanoTime = nanoTime;
        this.start = nanoTime.getAsLong();
    }

    /** How many nanoseconds to wait when so many were done; none if not positive. */
    long untilNext(long done) {
        return (long) (done * nanosPerJob) - (nanoTime.getAsLong() - start);
    }

    /** How many to do at once: no more than are due in a tenth of a second, but one. */
    int batch() {
        return (int) Math.max(1, Math.min(MAX_BATCH, NANOS_PER_SECOND / 10 / nanosPerJob));
    }
}

package dev.jobq.benchmarks.contender;

import java.util.concurrent.atomic.AtomicLong;
import java.util.concurrent.atomic.LongAdder;
import java.util.function.LongConsumer;
import org.jspecify.annotations.Nullable;

/** What handlers report to: all do the same, next to nothing. Static, because some queues make their handlers themselves. */
public final class Handled {

    private static final LongAdder jobs = new LongAdder();
    private static final AtomicLong firstAt = new AtomicLong();
    private static volatile @Nullable LongConsumer listener;

    private Handled() {}

    /** Called by every handler with the time that its job says. */
    static void job(long enqueuedAt) {
        long now = System.nanoTime();
        if (firstAt.get() == 0) {
            firstAt.compareAndSet(0, now);
        }
        LongConsumer told = listener;
        if (told != null) {
            told.accept(now - enqueuedAt);
        }
        jobs.increment();
    }

    /** Starts counting anew. */
    public static void reset() {
        jobs.reset();
        firstAt.set(0);
        listener = null;
    }

    /** Starts counting anew; the listener gets the nanoseconds from enqueue to handler start. */
    public static void reset(LongConsumer delays) {
        reset();
        listener = delays;
    }

    /** How many jobs were handled. */
    public static long count() {
        return jobs.sum();
    }

    /** The {@link System#nanoTime()} of the first one; 0 if there is none yet. */
    public static long firstAt() {
        return firstAt.get();
    }
}

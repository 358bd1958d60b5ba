package dev.jobq.engine;

import java.time.Duration;
import java.util.ArrayList;
import java.util.Iterator;
import java.util.List;
import java.util.function.LongSupplier;
import java.util.function.Predicate;
import org.jspecify.annotations.Nullable;

/** Ends that could not be recorded when they came and are tried again. None leaves before somebody else has it. Not thread-safe. */
final class PutOff {

    private static final Duration AFTER_BUSY = Duration.ofMillis(100);
    private static final Duration AFTER_REFUSAL = Duration.ofSeconds(5);
    /** What is mended by then costs nobody a second run. */
    private static final Duration PATIENCE = Duration.ofSeconds(30);

    private final LongSupplier nanos;
    /** Those whose jobs others are changing. */
    private final List<Finished> busy = new ArrayList<>();

    private long busyAt;
    /** Those that the store does not take although nothing is wrong with what they say. */
    private final List<Refused> refused = new ArrayList<>();

    /**
     * @param nanos like {@link System#nanoTime()}
     */
    PutOff(LongSupplier nanos) {
        this.nanos = nanos;
    }

    void busy(List<Finished> some) {
        if (!some.isEmpty()) {
            busy.addAll(some);
            busyAt = nanos.getAsLong();
        }
    }

    /** Takes one that was refused for the first time. */
    void refused(Finished finished) {
        refused.add(new Refused(finished));
    }

    boolean isEmpty() {
        return busy.isEmpty() && refused.isEmpty();
    }

    /** Moves the busy ones if their time has come. */
    void moveBusyTo(List<Finished> unrecorded, boolean isLast) {
        Duration left = untilBusy();
        if (left != null && (isLast || !isAhead(left))) {
            unrecorded.addAll(busy);
            busy.clear();
        }
    }

    /**
     * Tries the refused ones whose time has come.
     *
     * @param isOver tries one; true if it need not be tried again
     */
    void retryRefused(boolean isLast, Predicate<Refused> isOver) {
        for (Iterator<Refused> each = refused.iterator(); each.hasNext(); ) {
            Refused one = each.next();
            if (isLast || !isAhead(one.untilRetry())) {
                one.triedAt = nanos.getAsLong();
                if (isOver.test(one)) {
                    each.remove();
                }
            }
        }
    }

    /** When to look again; null if there is nothing. */
    @Nullable Duration untilRetry() {
        Duration least = untilBusy();
        for (Refused one : refused) {
            Duration left = one.untilRetry();
            if (least == null || left.compareTo(least) < 0) {
                least = left;
            }
        }
        return least;
    }

    private @Nullable Duration untilBusy() {
        return busy.isEmpty() ? null : AFTER_BUSY.minusNanos(nanos.getAsLong() - busyAt);
    }

    private static boolean isAhead(Duration left) {
        return !left.isNegative() && !left.isZero();
    }

    /** An end that was refused. */
    final class Refused {

        private final Finished finished;
        private final long since = nanos.getAsLong();
        private long triedAt = since;

        private Refused(Finished finished) {
            this.finished = finished;
        }

        Finished finished() {
            return finished;
        }

        /** Whether it was tried for long enough. */
        boolean isOverdue() {
            return nanos.getAsLong() - since >= PATIENCE.toNanos();
        }

        private Duration untilRetry() {
            return AFTER_REFUSAL.minusNanos(nanos.getAsLong() - triedAt);
        }
    }
}

package dev.jobq.engine;

import java.time.Duration;
import java.util.ArrayList;
import java.util.Iterator;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** Ends that could not be recorded when they came and are tried again. Not thread-safe. */
final class PutOff {

    private static final Duration AFTER_BUSY = Duration.ofMillis(100);
    private static final Duration AFTER_REFUSAL = Duration.ofSeconds(5);
    /** What is mended by then costs nobody a second run. */
    private static final Duration PATIENCE = Duration.ofSeconds(30);

    /** Those whose jobs others are changing. */
    private List<Finished> busy = new ArrayList<>();

    private long busyAt;
    /** Those that the store does not take although nothing is wrong with what they say. */
    private final List<Refused> refused = new ArrayList<>();

    void busy(List<Finished> some) {
        if (!some.isEmpty()) {
            busy.addAll(some);
            busyAt = System.nanoTime();
        }
    }

    /** Takes one that was refused for the first time. */
    void refused(Finished finished) {
        long now = System.nanoTime();
        refused.add(new Refused(finished, now, now));
    }

    /**
     * Takes one back that was refused again.
     *
     * @return false if it was tried for long enough
     */
    boolean refusedAgain(Refused again) {
        long now = System.nanoTime();
        if (now - again.since >= PATIENCE.toNanos()) {
            return false;
        }
        refused.add(new Refused(again.finished, again.since, now));
        return true;
    }

    boolean isEmpty() {
        return busy.isEmpty() && refused.isEmpty();
    }

    /** Takes the busy ones whose time has come. */
    List<Finished> takeBusy(boolean isLast) {
        Duration left = untilBusy();
        if (left == null || (!isLast && isAhead(left))) {
            return List.of();
        }
        List<Finished> due = busy;
        busy = new ArrayList<>();
        return due;
    }

    /** Takes the refused ones whose time has come. */
    List<Refused> takeRefused(boolean isLast) {
        List<Refused> due = new ArrayList<>();
        for (Iterator<Refused> each = refused.iterator(); each.hasNext(); ) {
            Refused one = each.next();
            if (isLast || !isAhead(one.untilRetry())) {
                due.add(one);
                each.remove();
            }
        }
        return due;
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
        return busy.isEmpty() ? null : AFTER_BUSY.minusNanos(System.nanoTime() - busyAt);
    }

    private static boolean isAhead(Duration left) {
        return !left.isNegative() && !left.isZero();
    }

    /** An end that was refused, since when, and when last. */
    record Refused(Finished finished, long since, long last) {

        private Duration untilRetry() {
            return AFTER_REFUSAL.minusNanos(System.nanoTime() - last);
        }
    }
}

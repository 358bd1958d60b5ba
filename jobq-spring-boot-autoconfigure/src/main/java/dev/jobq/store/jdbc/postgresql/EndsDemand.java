package dev.jobq.store.jdbc.postgresql;

import java.time.Duration;
import java.util.function.LongSupplier;

/**
 * Whether somebody waits for jobs to end, so that nothing is told while nobody does. Who waits says so to all, and again every
 * {@link #REPEAT}; who has heard it tells of ends for {@link #HOLD}. A process that may have missed it, as it does not listen
 * or has only just begun to, tells as well.
 */
final class EndsDemand {

    /** Time after which a wait is announced again. */
    static final Duration REPEAT = Duration.ofSeconds(10);

    private static final Duration HOLD = REPEAT.multipliedBy(3);

    private final LongSupplier nanoTime;
    private volatile boolean isListening;
    private volatile long heldUntil;

    /**
     * A demand.
     *
     * @param nanoTime as {@link System#nanoTime}
     */
    EndsDemand(LongSupplier nanoTime) {
        this.nanoTime = nanoTime;
        this.heldUntil = nanoTime.getAsLong();
    }

    /** Somebody waits, or may. */
    void raise() {
        heldUntil = nanoTime.getAsLong() + HOLD.toNanos();
    }

    /** Whether this process hears what others say. */
    void listening(boolean isListening) {
        if (isListening) {
            raise();
        }
        this.isListening = isListening;
    }

    /** Whether this process hears what others say. */
    boolean isListening() {
        return isListening;
    }

    /** Whether to tell of ends. */
    boolean isThere() {
        return !isListening || nanoTime.getAsLong() - heldUntil < 0;
    }
}

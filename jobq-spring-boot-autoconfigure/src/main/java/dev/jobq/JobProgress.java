package dev.jobq;

import java.time.Instant;
import org.jspecify.annotations.Nullable;

/**
 * How far a running job says it is.
 *
 * @param done units done
 * @param total units in all; 0 when unknown
 * @param step the name of the step it is in, or null
 * @param at when it was told
 */
public record JobProgress(long done, long total, @Nullable String step, Instant at) {

    /** Done ÷ total in percent, 0 to 100; 0 when the total is unknown. */
    public int percent() {
        return total <= 0 ? 0 : (int) Math.max(0, Math.min(100, done * 100.0 / total));
    }
}

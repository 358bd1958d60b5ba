package dev.jobq;

import java.time.Instant;
import org.jspecify.annotations.Nullable;

/**
 * What bounds a topic's jobs, and how far.
 *
 * @param limits what holds
 * @param running how many run that count against {@link Limits#globalConcurrency}; 0 where nothing says how many may
 * @param started how many started within the last window of {@link Limits#rate}; 0 where there is no rate
 * @param freeAt when the rate lets another job start; null when it does now
 * @param blockedKeys how many keys are at their limit while jobs wait for them; counted up to 1,000
 */
public record LimitUse(
        Limits limits, int running, int started, @Nullable Instant freeAt, int blockedKeys) {

    /** Of a topic without limits. */
    public static final LimitUse NONE = new LimitUse(Limits.NONE, 0, 0, null, 0);

    /** Whether all slots of the cluster are taken. */
    public boolean isFull() {
        Integer most = limits.globalConcurrency();
        return most != null && running >= most;
    }
}

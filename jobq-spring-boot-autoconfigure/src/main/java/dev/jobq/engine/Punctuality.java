package dev.jobq.engine;

import org.jspecify.annotations.Nullable;

/**
 * Whether this node has renewed its own lease on time, without a gap, for a whole lease, and lately enough that the store
 * cannot have kept others from renewing theirs since.
 */
final class Punctuality {

    private final long lease;
    private final long longestGap;
    private final long freshness;
    private @Nullable Long onTimeSince;
    private long last;

    Punctuality(EngineSettings.Timing timing) {
        this.lease = timing.lease().toNanos();
        long heartbeat = timing.heartbeat().toNanos();
        this.longestGap = heartbeat * 3 / 2;
        // Another node may have renewed a heartbeat before this one did.
        this.freshness = Math.min(longestGap, (lease - heartbeat) / 10 * 9);
    }

    synchronized void renewed() {
        long now = System.nanoTime();
        if (onTimeSince == null || now - last > longestGap) {
            onTimeSince = now;
        }
        last = now;
    }

    synchronized void lost() {
        onTimeSince = null;
    }

    /** Whether who waits so long for its renewal is not on time any more, and proves that it is only by another whole lease. */
    boolean isGap(long nanos) {
        return nanos > longestGap;
    }

    synchronized boolean isProven() {
        long now = System.nanoTime();
        Long since = onTimeSince;
        return since != null && now - last <= freshness && now - since >= lease;
    }
}

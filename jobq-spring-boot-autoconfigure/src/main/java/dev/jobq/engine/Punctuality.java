package dev.jobq.engine;

import org.jspecify.annotations.Nullable;

/** Whether this node has renewed its own lease on time, without a gap, for a whole lease. */
final class Punctuality {

    private final long lease;
    private final long longestGap;
    private @Nullable Long onTimeSince;
    private long last;

    Punctuality(EngineSettings.Timing timing) {
        this.lease = timing.lease().toNanos();
        this.longestGap = timing.heartbeat().toNanos() * 3 / 2;
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

    synchronized boolean isProven() {
        long now = System.nanoTime();
        Long since = onTimeSince;
        return since != null && now - last <= longestGap && now - since >= lease;
    }
}

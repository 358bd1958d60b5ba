package dev.jobq.engine;

import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.function.LongSupplier;
import org.jspecify.annotations.Nullable;

/**
 * Whether this node has renewed its own lease on time, without a gap, for a whole lease, and lately enough that the store
 * cannot have kept others from renewing theirs since. Leases are measured by the store's clock, which goes on while machines
 * are suspended, and may be set: where it has run ahead of the time that has passed here, others had no time to renew either.
 */
final class Punctuality {

    private final LongSupplier nanos;
    private final long lease;
    private final long longestGap;
    private final long freshness;
    private final long tolerance;
    private @Nullable Long onTimeSince;
    private long asked;
    private long last;
    private @Nullable Instant renewedAt;

    /**
     * @param nanos like {@link System#nanoTime()}
     */
    Punctuality(EngineSettings.Timing timing, LongSupplier nanos) {
        this.nanos = nanos;
        this.lease = timing.lease().toNanos();
        long heartbeat = timing.heartbeat().toNanos();
        this.longestGap = heartbeat * 3 / 2;
        // Another node may have renewed a heartbeat before this one did.
        this.freshness = Math.min(longestGap, (lease - heartbeat) / 10 * 9);
        // Half of the margin by which nodes give up their fences early: once between renewals, once since the last.
        this.tolerance = lease / 10;
    }

    synchronized void registered() {
        last = nanos.getAsLong();
        onTimeSince = last;
        renewedAt = null;
    }

    /**
     * @param askedAt when the store was asked, by the clock here
     * @param at when it renewed, by its own
     */
    synchronized void renewed(long askedAt, Instant at) {
        long now = nanos.getAsLong();
        if (onTimeSince == null || now - last > longestGap || at.isAfter(latest(now))) {
            onTimeSince = now;
        }
        asked = askedAt;
        last = now;
        renewedAt = at;
    }

    synchronized void lost() {
        onTimeSince = null;
        renewedAt = null;
    }

    /** Whether who waits so long for its renewal is not on time any more, and proves that it is only by another whole lease. */
    boolean isGap(long waitedNanos) {
        return waitedNanos > longestGap;
    }

    /** Until when, by the store's clock, others' lapsed leases are their own fault; null if that is not to be said now. */
    synchronized @Nullable Instant trustedUntil() {
        long now = nanos.getAsLong();
        Long since = onTimeSince;
        boolean isProven = since != null && renewedAt != null && now - last <= freshness && now - since >= lease;
        return isProven ? latest(now) : null;
    }

    /** The latest time that the store's clock can show if it goes like the one here. */
    private Instant latest(long now) {
        return renewedAt == null ? Instant.MAX : renewedAt.plus(now - asked + tolerance, ChronoUnit.NANOS);
    }
}

package dev.jobq.benchmarks.simulation;

import java.time.Instant;
import java.time.temporal.ChronoUnit;
import org.jspecify.annotations.Nullable;

/** What a node knows of its own lease, by the rules of the engine's {@code Registration} and {@code Punctuality}. */
final class Lease {

    /** A time that does not come. */
    static final Instant ANY_TIME = Instant.parse("9999-12-31T00:00:00Z");

    private final World world;
    private final long lease;
    private final long lifetime;
    private final long longestGap;
    private final long freshness;
    private final long tolerance;
    private long renewedAt;
    private long renewedWall;
    private boolean isLost;
    private boolean isRenewing;
    private long onTimeSince = -1;
    private long last;
    private long asked;
    private @Nullable Instant seenAt;

    Lease(World world, long lease, long heartbeat) {
        this.world = world;
        this.lease = lease;
        this.lifetime = lease / 5 * 4;
        this.longestGap = heartbeat * 3 / 2;
        this.freshness = Math.min(longestGap, (lease - heartbeat) / 10 * 9);
        this.tolerance = lease / 10;
    }

    void begun(long asked, long askedWall) {
        isLost = false;
        renewedAt = asked;
        renewedWall = askedWall;
        seenAt = null;
        onTime(false);
    }

    void renewed(long asked, long askedWall, Instant at) {
        if (asked >= renewedAt) {
            renewedAt = asked;
            renewedWall = askedWall;
        }
        if (world.plant == Plant.LATE_HEARTBEAT_ACCEPTED) {
            isLost = false;
        }
        onTime(world.plant != Plant.CLOCK_TRUSTED && seenAt != null && at.isAfter(latest(seenAt)));
        this.asked = asked;
        this.seenAt = at;
    }

    private Instant latest(Instant seen) {
        return seen.plus(world.clock.micros() - asked + tolerance, ChronoUnit.MICROS);
    }

    private void onTime(boolean hasStepped) {
        long now = world.clock.micros();
        if (onTimeSince < 0 || now - last > longestGap || hasStepped) {
            onTimeSince = now;
        }
        last = now;
    }

    /** It is asking the store, and waits for as long as that takes. */
    void renewing(boolean isRenewing) {
        this.isRenewing = isRenewing;
    }

    /**
     * Everybody waits for the one who writes, for so long that the next heartbeat waits as well: nobody can take this node's jobs,
     * and it may go on.
     */
    void waitedForWriter() {
        if (holdsUntil() > 0) {
            isRenewing = true;
        }
    }

    /** After {@link #waitedForWriter()}: the wait is over. */
    void writerIsFree() {
        if (isRenewing) {
            renewedAt = world.clock.micros();
            renewedWall = world.clock.wall();
            isRenewing = false;
        }
    }

    boolean mayRenew() {
        return world.plant == Plant.LATE_HEARTBEAT_ACCEPTED || holds();
    }

    boolean holds() {
        if (!isLost && holdsUntil() <= 0) {
            isLost = true;
        }
        return !isLost || world.plant == Plant.LEASE_IGNORED;
    }

    private long holdsUntil() {
        long counted = world.clock.micros() - renewedAt;
        long shown = world.plant == Plant.CLOCK_TRUSTED ? counted : world.clock.wall() - renewedWall;
        long passed = Math.max(counted, shown);
        return isLost ? 0 : lifetime - passed;
    }

    /** Until when others' lapsed leases are their own fault; null if that is not to be said now. */
    @Nullable Instant trustedUntil() {
        long now = world.clock.micros();
        if (seenAt == null || onTimeSince < 0 || now - last > freshness || now - onTimeSince < lease) {
            return null;
        }
        return world.plant == Plant.CLOCK_TRUSTED ? ANY_TIME : latest(seenAt);
    }

    void lose() {
        isLost = true;
    }

    void lost() {
        onTimeSince = -1;
        seenAt = null;
    }
}

package dev.jobq.benchmarks.simulation;

/** What a node knows of its own lease, by the rules of the engine's {@code Registration} and {@code Punctuality}. */
final class Lease {

    private final World world;
    private final long lease;
    private final long lifetime;
    private final long longestGap;
    private final long freshness;
    private long renewedAt;
    private boolean isLost;
    private boolean isRenewing;
    private long onTimeSince = -1;
    private long last;

    Lease(World world, long lease, long heartbeat) {
        this.world = world;
        this.lease = lease;
        this.lifetime = lease / 5 * 4;
        this.longestGap = heartbeat * 3 / 2;
        this.freshness = Math.min(longestGap, (lease - heartbeat) / 10 * 9);
    }

    void begun(long asked) {
        isLost = false;
        renewedAt = asked;
        onTime();
    }

    void renewed(long asked) {
        renewedAt = Math.max(renewedAt, asked);
        if (world.plant == Plant.LATE_HEARTBEAT_ACCEPTED) {
            isLost = false;
        }
        onTime();
    }

    private void onTime() {
        long now = world.clock.micros();
        if (onTimeSince < 0 || now - last > longestGap) {
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
        return isLost ? 0 : renewedAt + lifetime - world.clock.micros();
    }

    boolean isProven() {
        long now = world.clock.micros();
        return onTimeSince >= 0 && now - last <= freshness && now - onTimeSince >= lease;
    }

    void lose() {
        isLost = true;
    }

    void lost() {
        onTimeSince = -1;
    }
}

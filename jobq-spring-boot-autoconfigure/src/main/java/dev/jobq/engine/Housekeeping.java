package dev.jobq.engine;

import dev.jobq.handler.HandlerRegistry;
import dev.jobq.store.ParkCause;
import dev.jobq.store.Upkeep;
import java.time.Duration;
import java.util.List;

/** Regular work without hurry: totals, tidying, and a second chance for parked jobs that have a handler here. */
final class Housekeeping {

    /**
     * Not only at start: while versions of the application run side by side, an older one may park what a newer one that
     * started before can run.
     */
    private static final Duration UNPARK_INTERVAL = Duration.ofSeconds(30);

    /**
     * What no code could read is tried once by a process that starts, as its code may be newer, and once more when the older
     * versions are gone that may have parked it after that. More often would change nothing.
     */
    private static final List<Duration> TRY_UNREADABLE = List.of(Duration.ZERO, Duration.ofMinutes(10));

    private static final Duration UNTIL_REGISTERED = Duration.ofMillis(500);

    private final Upkeep upkeep;
    private final Totals totals;
    private final Lanes lanes;
    private final HandlerRegistry handlers;
    private final Membership membership;
    private final Duration interval;
    private final long startedAt = System.nanoTime();
    private int unreadableTries;
    private long lastUnpark = System.nanoTime() - UNPARK_INTERVAL.toNanos();

    Housekeeping(
            Upkeep upkeep,
            Totals totals,
            Lanes lanes,
            HandlerRegistry handlers,
            Membership membership,
            Duration interval) {
        this.upkeep = upkeep;
        this.totals = totals;
        this.lanes = lanes;
        this.handlers = handlers;
        this.membership = membership;
        this.interval = interval;
    }

    Duration run() {
        totals.flush();
        upkeep.tidy();
        // Not before this node can take them itself: else those who parked them do so again.
        if (membership.holding() == null) {
            return interval.compareTo(UNTIL_REGISTERED) < 0 ? interval : UNTIL_REGISTERED;
        }
        unpark();
        return interval;
    }

    private void unpark() {
        if (System.nanoTime() - lastUnpark >= UNPARK_INTERVAL.toNanos()) {
            unpark(ParkCause.UNKNOWN_TYPE);
            lastUnpark = System.nanoTime();
        }
        if (unreadableTries < TRY_UNREADABLE.size()
                && System.nanoTime() - startedAt
                        >= TRY_UNREADABLE.get(unreadableTries).toNanos()) {
            unpark(ParkCause.UNREADABLE);
            unreadableTries++;
        }
    }

    private void unpark(ParkCause cause) {
        for (String topic : lanes.topics()) {
            int jobs = upkeep.unpark(topic, handlers.types(topic), cause);
            if (jobs > 0) {
                EngineLog.unparked(topic, jobs, cause);
            }
        }
    }
}

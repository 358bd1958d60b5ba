package dev.jobq.engine;

import dev.jobq.store.Upkeep;
import java.time.Duration;

/** Regular work without hurry: strays, totals, tidying, and a second chance for parked jobs that have a handler here. */
final class Housekeeping {

    private static final Duration UNTIL_REGISTERED = Duration.ofMillis(500);

    private final Runnable strays;
    private final Upkeep upkeep;
    private final Totals totals;
    private final SecondChance secondChance;
    private final Membership membership;
    private final Duration interval;

    /**
     * @param strays gives back jobs that nobody here knows of
     */
    Housekeeping(
            Runnable strays,
            Upkeep upkeep,
            Totals totals,
            SecondChance secondChance,
            Membership membership,
            Duration interval) {
        this.strays = strays;
        this.upkeep = upkeep;
        this.totals = totals;
        this.secondChance = secondChance;
        this.membership = membership;
        this.interval = interval;
    }

    Duration run() {
        strays.run();
        totals.flush();
        upkeep.tidy();
        // Not before this node can take them itself: else those who parked them do so again.
        if (membership.holding() == null) {
            return interval.compareTo(UNTIL_REGISTERED) < 0 ? interval : UNTIL_REGISTERED;
        }
        secondChance.run();
        return interval;
    }
}

package dev.jobq.engine;

import dev.jobq.store.Upkeep;
import java.time.Duration;

/** Discards jobs that did not start by their deadline. */
final class Expirer {

    /** So long to wait at least where something is left: somebody else is changing it. */
    private static final Duration REST = Duration.ofSeconds(1);

    private static final int LIMIT = 1_000;

    private final Upkeep upkeep;
    private final Duration pollInterval;

    Expirer(Upkeep upkeep, Duration pollInterval) {
        this.upkeep = upkeep;
        this.pollInterval = pollInterval;
    }

    Duration run() {
        Upkeep.Staged expired = upkeep.expire(LIMIT);
        if (expired.jobs() > 0) {
            EngineLog.expired(expired.jobs());
        }
        Duration untilNext = expired.untilNext();
        if (untilNext == null || untilNext.compareTo(pollInterval) > 0) {
            return pollInterval;
        }
        if (expired.jobs() >= LIMIT) {
            return Duration.ZERO;
        }
        if (untilNext.isZero()) {
            return REST.compareTo(pollInterval) < 0 ? REST : pollInterval;
        }
        return untilNext;
    }
}

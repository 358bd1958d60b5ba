package dev.jobq.engine;

import dev.jobq.handler.HandlerRegistry;
import dev.jobq.store.Upkeep;
import java.time.Duration;

/** Regular work without hurry: totals, tidying, and a second chance for parked jobs that have a handler here. */
final class Housekeeping {

    /**
     * Not only at start: while versions of the application run side by side, an older one may park what a newer one that
     * started before can run.
     */
    private static final Duration UNPARK_INTERVAL = Duration.ofSeconds(30);

    private final Upkeep upkeep;
    private final Totals totals;
    private final Lanes lanes;
    private final HandlerRegistry handlers;
    private final Duration interval;
    private long lastUnpark = System.nanoTime() - UNPARK_INTERVAL.toNanos();

    Housekeeping(Upkeep upkeep, Totals totals, Lanes lanes, HandlerRegistry handlers, Duration interval) {
        this.upkeep = upkeep;
        this.totals = totals;
        this.lanes = lanes;
        this.handlers = handlers;
        this.interval = interval;
    }

    Duration run() {
        totals.flush();
        upkeep.tidy();
        if (System.nanoTime() - lastUnpark >= UNPARK_INTERVAL.toNanos()) {
            lanes.topics().forEach(this::unpark);
            lastUnpark = System.nanoTime();
        }
        return interval;
    }

    private void unpark(String topic) {
        int jobs = upkeep.unpark(topic, handlers.types(topic));
        if (jobs > 0) {
            EngineLog.unparked(topic, jobs);
        }
    }
}

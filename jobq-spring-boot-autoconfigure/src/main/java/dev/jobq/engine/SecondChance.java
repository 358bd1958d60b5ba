package dev.jobq.engine;

import dev.jobq.handler.HandlerRegistry;
import dev.jobq.store.ParkCause;
import dev.jobq.store.Upkeep;
import java.time.Duration;
import java.util.Set;
import java.util.function.LongSupplier;

/**
 * Takes parked jobs that have a handler here back among those that wait. While versions of the application run side by side,
 * which may take long, an older one parks what a newer one that started before can run: so it is done again and again, and
 * seldom enough that what nobody can run costs next to nothing.
 */
final class SecondChance {

    private static final Duration UNKNOWN_TYPE_INTERVAL = Duration.ofSeconds(30);

    /** Longer: whether a payload can be read is only known when it is tried, and this node itself may park it again. */
    private static final Duration UNREADABLE_INTERVAL = Duration.ofMinutes(10);

    private final Upkeep upkeep;
    private final Lanes lanes;
    private final HandlerRegistry handlers;
    private final Due unknownType;
    private final Due unreadable;

    /**
     * @param nanos like {@link System#nanoTime()}
     */
    SecondChance(Upkeep upkeep, Lanes lanes, HandlerRegistry handlers, LongSupplier nanos) {
        this.upkeep = upkeep;
        this.lanes = lanes;
        this.handlers = handlers;
        this.unknownType = new Due(UNKNOWN_TYPE_INTERVAL, nanos);
        this.unreadable = new Due(UNREADABLE_INTERVAL, nanos);
    }

    /** Does what is due: at first all of it. */
    void run() {
        if (unknownType.isDue()) {
            unpark(ParkCause.UNKNOWN_TYPE);
            unknownType.done();
        }
        if (unreadable.isDue()) {
            unpark(ParkCause.UNREADABLE);
            unreadable.done();
        }
    }

    private void unpark(ParkCause cause) {
        Set<String> parked = upkeep.parkedTopics();
        for (String topic : lanes.topics()) {
            if (!parked.contains(topic)) {
                continue;
            }
            int jobs = upkeep.unpark(topic, handlers.types(topic), cause);
            if (jobs > 0) {
                EngineLog.unparked(topic, jobs, cause);
            }
        }
    }

    private static final class Due {

        private final long interval;
        private final LongSupplier nanos;
        private long last;

        Due(Duration interval, LongSupplier nanos) {
            this.interval = interval.toNanos();
            this.nanos = nanos;
            this.last = nanos.getAsLong() - this.interval;
        }

        boolean isDue() {
            return nanos.getAsLong() - last >= interval;
        }

        void done() {
            last = nanos.getAsLong();
        }
    }
}

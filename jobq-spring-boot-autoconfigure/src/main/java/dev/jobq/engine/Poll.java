package dev.jobq.engine;

import java.time.Duration;
import org.jspecify.annotations.Nullable;

/** The dispatcher's step: trade while there is something to trade, and look into the store now and then in any case. */
final class Poll {

    /** How long a job may wait here for a slot before it goes back to the store. */
    private static final Duration LONGEST_WAIT = Duration.ofSeconds(1);

    /** Nobody wakes it when slow listeners have caught up, or when all is recorded that ended before a job runs alone. */
    private static final Duration BRIEFLY = Duration.ofMillis(50);

    private final Dispatcher dispatcher;
    private final Lanes lanes;
    private final Duration interval;
    private long lastPoll = System.nanoTime();

    Poll(Dispatcher dispatcher, Lanes lanes, Duration interval) {
        this.dispatcher = dispatcher;
        this.lanes = lanes;
        this.interval = interval;
    }

    Duration run() {
        Duration untilPoll = interval.minusNanos(System.nanoTime() - lastPoll);
        if (untilPoll.isNegative() || untilPoll.isZero()) {
            dispatcher.look();
            lastPoll = System.nanoTime();
            untilPoll = interval;
        }
        lanes.tidy(LONGEST_WAIT);
        if (dispatcher.trade()) {
            return Duration.ZERO;
        }
        if ((!lanes.haveRoomForEvents() || lanes.areCleared()) && untilPoll.compareTo(BRIEFLY) > 0) {
            return BRIEFLY;
        }
        Duration sleep = lanes.haveWaiting() && untilPoll.compareTo(LONGEST_WAIT) > 0 ? LONGEST_WAIT : untilPoll;
        return least(least(sleep, dispatcher.untilRetry()), dispatcher.untilAgain());
    }

    private static Duration least(Duration sleep, @Nullable Duration other) {
        return other != null && other.compareTo(sleep) < 0 ? other : sleep;
    }
}

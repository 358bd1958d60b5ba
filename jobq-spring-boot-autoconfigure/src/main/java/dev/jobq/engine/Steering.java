package dev.jobq.engine;

import dev.jobq.ProcessId;
import dev.jobq.store.StoreSignals;
import dev.jobq.store.TopicControl;
import java.time.Duration;
import org.jspecify.annotations.Nullable;

/**
 * Has this node do what operators say of topics: it looks whether anything was said since, by one small read, and then tells
 * its lanes. Looked at when somebody says that something changed, and often enough in any case.
 */
final class Steering {

    /** So that a change is followed within a second although nothing is heard. */
    private static final Duration INTERVAL = Duration.ofMillis(500);

    /** On SQLite every commit of others wakes it. */
    static final Duration REST = Duration.ofMillis(50);

    private final TopicControl control;
    private final StoreSignals signals;
    private final Membership membership;
    private final Lanes lanes;
    private final Runnable wakeDispatcher;
    private final Duration whileHeard;
    private TopicControl.Snapshot applied = TopicControl.Snapshot.EMPTY;
    private @Nullable ProcessId appliedFor;
    private long seenNode = -1;
    private long seenVersion = -1;

    /**
     * @param pollInterval how often it looks while others are heard: only in case that what was said was lost on the way
     */
    Steering(
            TopicControl control,
            StoreSignals signals,
            Membership membership,
            Lanes lanes,
            Runnable wakeDispatcher,
            Duration pollInterval) {
        this.control = control;
        this.signals = signals;
        this.membership = membership;
        this.lanes = lanes;
        this.wakeDispatcher = wakeDispatcher;
        this.whileHeard = pollInterval.compareTo(INTERVAL) > 0 ? pollInterval : INTERVAL;
    }

    /** Looks, and tells how long to sleep at most. */
    Duration run() {
        // Asked first: what is said after the look is heard, or the look comes soon.
        boolean isHeard = signals.areHeard();
        look();
        return isHeard ? whileHeard : INTERVAL;
    }

    /** Follows what was said since the last look. */
    synchronized void look() {
        Registration registration = membership.holding();
        if (registration == null) {
            return;
        }
        if (control.version() != applied.version()) {
            apply(control.read(), registration.worker());
        }
        // Only now, for from now on it holds here.
        tell(registration);
    }

    /**
     * Follows all that is said for a worker that is known to others, and has not begun: so nothing is missed that is said
     * meanwhile.
     */
    synchronized void begin(ProcessId worker) {
        apply(control.read(), worker);
    }

    /** The worker has begun. */
    void entered() {
        look();
        wakeUp();
    }

    private void apply(TopicControl.Snapshot snapshot, ProcessId worker) {
        lanes.steer(snapshot, worker);
        applied = snapshot;
        appliedFor = worker;
        // What was paused may run again, and somebody may just want everybody to look.
        wakeUp();
    }

    private void wakeUp() {
        lanes.signal(null);
        wakeDispatcher.run();
    }

    private void tell(Registration registration) {
        boolean isTold = registration.node() == seenNode && applied.version() == seenVersion;
        if (!isTold && registration.worker().equals(appliedFor)) {
            control.seen(registration.node(), applied.version());
            seenNode = registration.node();
            seenVersion = applied.version();
        }
    }
}

package dev.jobq.engine;

import dev.jobq.store.Move;
import java.time.Duration;
import java.util.Deque;
import org.jspecify.annotations.Nullable;

/**
 * Gives back jobs that wait for a slot of a lane. Each is taken out under the lane's lock and ended without it, as that may
 * have to wait for memory. To be used by those who do not have the lock.
 */
final class HandBack {

    private static final Move RELEASE = Move.release();

    private final Lane lane;
    private final Deque<Attempt> waiting;
    private final Appetite appetite;
    private final Outbox outbox;

    HandBack(Lane lane, Deque<Attempt> waiting, Appetite appetite, Outbox outbox) {
        this.lane = lane;
        this.waiting = waiting;
        this.appetite = appetite;
        this.outbox = outbox;
    }

    /** One that is in no lane. */
    void one(Attempt attempt) {
        outbox.end(attempt, RELEASE);
    }

    /** All that wait, if nothing is to be started. */
    void stopped() {
        for (Attempt back = takeStopped(); back != null; back = takeStopped()) {
            one(back);
        }
    }

    /** Those that have waited for so long. */
    void olderThan(Duration age) {
        for (Attempt old = takeOlderThan(age); old != null; old = takeOlderThan(age)) {
            one(old);
        }
    }

    private @Nullable Attempt takeStopped() {
        synchronized (lane) {
            return lane.terms().isStopped() ? waiting.poll() : null;
        }
    }

    private @Nullable Attempt takeOlderThan(Duration age) {
        synchronized (lane) {
            Attempt first = waiting.peek();
            if (first == null || first.sinceClaim().compareTo(age) <= 0) {
                return null;
            }
            appetite.lose();
            appetite.signal();
            return waiting.remove();
        }
    }
}

package dev.jobq.store.jdbc.postgresql;

import dev.jobq.JobEvent;
import dev.jobq.store.jdbc.CommitListeners;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.List;
import java.util.concurrent.locks.ReentrantLock;
import org.jspecify.annotations.Nullable;

/**
 * Publishes events of transactions that commit side by side so that no event comes before one that it follows from. A
 * transaction takes its place before it commits; whatever could see its effect takes a later one; events are published in
 * the order of places.
 */
final class CommitOrder {

    /** A commit that takes longer, because its connection hangs, is overtaken by the others. */
    private static final Duration PATIENCE = Duration.ofSeconds(1);

    private final CommitListeners listeners;
    private final ReentrantLock lock = new ReentrantLock();
    private final Deque<Place> places = new ArrayDeque<>();

    CommitOrder(CommitListeners listeners) {
        this.listeners = listeners;
    }

    /** Takes a place; to be left, whatever comes of the commit. */
    Place enter() {
        lock.lock();
        try {
            Place place = new Place();
            places.add(place);
            return place;
        } finally {
            lock.unlock();
        }
    }

    /** Publishes the events as soon as all earlier places are left; none after a rollback. */
    void leave(Place place, List<JobEvent> events) {
        lock.lock();
        try {
            if (place.isOvertaken) {
                listeners.publish(events);
                return;
            }
            place.events = events;
            for (Place first = places.peek(); first != null && first.isPassable(); first = places.peek()) {
                places.remove();
                if (first.events == null) {
                    first.isOvertaken = true;
                } else {
                    listeners.publish(first.events);
                }
            }
        } finally {
            lock.unlock();
        }
    }

    /** Where one commit stands. */
    static final class Place {

        private final long entered = System.nanoTime();
        private @Nullable List<JobEvent> events;
        private boolean isOvertaken;

        private boolean isPassable() {
            return events != null || System.nanoTime() - entered > PATIENCE.toNanos();
        }
    }
}

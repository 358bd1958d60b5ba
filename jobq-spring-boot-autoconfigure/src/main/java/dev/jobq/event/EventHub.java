package dev.jobq.event;

import dev.jobq.JobEvent;
import dev.jobq.JobListener;
import dev.jobq.store.JobStore;
import java.time.Duration;
import java.util.List;
import java.util.Objects;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicLong;
import java.util.concurrent.locks.Condition;
import java.util.concurrent.locks.ReentrantLock;
import java.util.stream.Stream;
import org.apache.commons.logging.Log;
import org.apache.commons.logging.LogFactory;
import org.jspecify.annotations.Nullable;

/**
 * Hands every change that this process committed to the listeners, one after the other, on one daemon thread, in commit
 * order. Nothing is lost, and a listener that throws disturbs nobody. Listeners may use the queue.
 *
 * <p><b>Memory.</b> The committing thread never waits here: it may be carrying other threads' writes, which a listener may
 * be waiting for. Instead, whoever is about to make new events asks first. {@link #awaitRoom()} holds enqueuers back while
 * 100,000 events or more are waiting, for at most a second a call; and until {@link #hasRoom()} again, the engine claims no
 * more jobs: other nodes may. So a listener that is too slow slows this process down rather than filling the memory. One that
 * hangs for good ends the running of jobs here and leaves enqueuers one call a second, and is reported. Nothing is dropped.
 *
 * <p>Without listeners an event costs one look at an empty list, and there is no thread.
 */
public final class EventHub implements AutoCloseable {

    /** From so many waiting events on, {@link #awaitRoom()} waits. */
    static final int ROOM = 100_000;

    private static final Log log = LogFactory.getLog(EventHub.class);
    private static final Duration LONGEST_WAIT = Duration.ofSeconds(1);
    private static final Duration DRAIN_TIME = Duration.ofSeconds(30);

    private volatile List<Subscribed> subscribed = List.of();
    private final BlockingQueue<Delivery> deliveries = new LinkedBlockingQueue<>();
    private final ReentrantLock lock = new ReentrantLock();
    private final Condition roomMade = lock.newCondition();
    private @Nullable Thread thread;
    private boolean isClosed;
    private final AtomicLong waiting = new AtomicLong();
    private final AtomicBoolean isSlowReported = new AtomicBoolean();

    /** Begins to hear of the store's commits. */
    public EventHub(JobStore store) {
        store.onCommit(this::publish);
    }

    /**
     * Adds a listener for all that is committed from now on.
     *
     * @return closing it ends the listening: no call begins after that
     * @throws IllegalStateException if the hub is closed
     */
    public Subscription subscribe(JobListener listener) {
        Subscribed added = new Subscribed(Objects.requireNonNull(listener, "listener"), this::unsubscribe);
        lock.lock();
        try {
            if (isClosed) {
                throw new IllegalStateException("The event hub is closed");
            }
            subscribed = Stream.concat(subscribed.stream(), Stream.of(added)).toList();
            if (thread == null) {
                thread = new Thread(this::deliverAll, "jobq-events");
                thread.setDaemon(true);
                thread.start();
            }
        } finally {
            lock.unlock();
        }
        return added;
    }

    /**
     * Whether fewer events are waiting than fill the room; never waits. Who may as well write later, as the engine may claim
     * later, asks this.
     */
    public boolean hasRoom() {
        if (waiting.get() < ROOM) {
            return true;
        }
        reportSlow();
        return false;
    }

    /**
     * Waits while too many events are waiting for slow listeners, at most a second. To be called before writing, holding
     * nothing that a listener could need; a listener itself never waits.
     */
    public void awaitRoom() {
        if (waiting.get() < ROOM || Thread.currentThread() == thread) {
            return;
        }
        lock.lock();
        try {
            long left = LONGEST_WAIT.toNanos();
            while (waiting.get() >= ROOM && !isClosed && left > 0) {
                left = roomMade.awaitNanos(left);
            }
            if (left <= 0) {
                reportSlow();
            }
        } catch (InterruptedException ex) {
            Thread.currentThread().interrupt();
        } finally {
            lock.unlock();
        }
    }

    private void reportSlow() {
        if (isSlowReported.compareAndSet(false, true)) {
            log.warn("%d events wait for a slow job listener; until it catches up this process takes on little more"
                    .formatted(waiting.get()));
        }
    }

    private void unsubscribe(Subscribed gone) {
        lock.lock();
        try {
            subscribed =
                    subscribed.stream().filter(other -> !other.equals(gone)).toList();
        } finally {
            lock.unlock();
        }
    }

    /** Called by the store on the committing thread, in commit order. */
    private void publish(List<JobEvent> events) {
        if (subscribed.isEmpty() || events.isEmpty()) {
            return;
        }
        lock.lock();
        try {
            if (!isClosed && !subscribed.isEmpty()) {
                waiting.addAndGet(events.size());
                deliveries.add(new Delivery(List.copyOf(events), subscribed));
            }
        } finally {
            lock.unlock();
        }
    }

    private void deliverAll() {
        while (true) {
            try {
                Delivery delivery = deliveries.take();
                if (delivery.isLast()) {
                    return;
                }
                deliver(delivery);
            } catch (InterruptedException ex) {
                // Only a listener can have interrupted this thread; it ends by the last delivery, never by
                // interruption.
                log.debug("Interrupted by a listener", ex);
            }
        }
    }

    private void deliver(Delivery delivery) {
        for (JobEvent event : delivery.events) {
            for (Subscribed subscription : delivery.to) {
                subscription.tell(event);
            }
        }
        lock.lock();
        try {
            if (waiting.addAndGet(-delivery.events.size()) < ROOM / 2) {
                isSlowReported.set(false);
            }
            roomMade.signalAll();
        } finally {
            lock.unlock();
        }
    }

    /** Hands out what was published, for at most 30 seconds, and ends. What is committed later is not told. */
    @Override
    public void close() {
        Thread running;
        lock.lock();
        try {
            if (!isClosed) {
                isClosed = true;
                deliveries.add(Delivery.LAST);
                roomMade.signalAll();
            }
            running = thread;
        } finally {
            lock.unlock();
        }
        if (running != null && running != Thread.currentThread()) {
            awaitEnd(running);
        }
    }

    private void awaitEnd(Thread running) {
        try {
            TimeUnit.NANOSECONDS.timedJoin(running, DRAIN_TIME.toNanos());
            if (running.isAlive()) {
                log.warn("A job listener did not return within %s: %d events are not told"
                        .formatted(DRAIN_TIME, waiting.get()));
            }
        } catch (InterruptedException ex) {
            Thread.currentThread().interrupt();
        }
    }

    /** Ends a listening. */
    public interface Subscription extends AutoCloseable {
        @Override
        void close();
    }

    /** Events and who is told; without a reader it is the sign to end. */
    private record Delivery(List<JobEvent> events, List<Subscribed> to) {
        static final Delivery LAST = new Delivery(List.of(), List.of());

        boolean isLast() {
            return to.isEmpty();
        }
    }
}

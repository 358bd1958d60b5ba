package dev.jobq.engine;

import dev.jobq.QueueClosedException;
import java.time.Duration;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ThreadLocalRandom;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;

/**
 * A thread that does the same step over and over, sleeping between until it is time or somebody wakes it. No failure ends
 * it: after one it pauses, longer each time and with jitter, and goes on.
 */
final class Loop {

    private static final long SHORTEST_PAUSE_MILLIS = 100;
    /** So that work goes on within five seconds after the store is back. */
    private static final long LONGEST_PAUSE_MILLIS = 3_000;

    private final String name;
    private final Duration rest;
    private final Step step;
    private final Troubles troubles;
    private final WakeUp wakeUp;
    private final CountDownLatch stopped = new CountDownLatch(1);
    private @Nullable Thread thread;

    /** What is done over and over. */
    @FunctionalInterface
    interface Step {
        /** Does it once and tells how long to sleep at most. */
        Duration run();
    }

    /**
     * @param wakeUp wakes it
     * @param rest the least time between two steps, whoever wakes
     */
    Loop(String name, WakeUp wakeUp, Duration rest, Step step, Troubles troubles) {
        this.name = name;
        this.wakeUp = wakeUp;
        this.rest = rest;
        this.step = step;
        this.troubles = troubles;
    }

    synchronized void start() {
        if (thread == null) {
            Thread started = new Thread(this::run, name);
            started.setDaemon(true);
            started.start();
            thread = started;
        }
    }

    /** Has it end after the step that is under way. */
    void end() {
        stopped.countDown();
        wakeUp.signal();
    }

    /** Waits for its end, at most so long. */
    void join(Duration patience) {
        Thread running;
        synchronized (this) {
            running = thread;
        }
        if (running == null || running == Thread.currentThread()) {
            return;
        }
        try {
            running.join(Math.max(1, patience.toMillis()));
        } catch (InterruptedException ex) {
            Thread.currentThread().interrupt();
        }
    }

    private void run() {
        int failures = 0;
        while (!isStopped()) {
            // Nobody has a reason to interrupt this thread; an interrupt that strays here must not make it spin.
            Thread.interrupted();
            try {
                Duration sleep = step.run();
                failures = 0;
                if (troubles.ended(name)) {
                    EngineLog.recovered(name);
                }
                sleep(sleep);
            } catch (QueueClosedException ex) {
                tellClosed();
                return;
            } catch (Throwable ex) {
                failures++;
                tell(ex);
                pauseAfter(failures);
            }
        }
    }

    /** To tell may take memory, and there may be none: that must not end the loop either. */
    private void tell(Throwable error) {
        try {
            EngineLog.troubled(name, error, troubles.began(name, error));
        } catch (Throwable ex) {
            Unfailing.pause();
        }
    }

    private void tellClosed() {
        if (!isStopped()) {
            EngineLog.storeClosed(name);
        }
    }

    private void pauseAfter(int failures) {
        try {
            pause(backoff(failures));
        } catch (Throwable ex) {
            Unfailing.pause();
        }
    }

    /** Sleeps once, where nobody wakes it: an idle processor is slow to come back. */
    private void sleep(Duration atMost) {
        long start = System.nanoTime();
        wakeUp.await(atMost.compareTo(rest) > 0 ? atMost : rest);
        Duration left = rest.minusNanos(System.nanoTime() - start);
        if (!left.isNegative()) {
            pause(left);
            wakeUp.forget();
        }
    }

    private void pause(Duration pause) {
        try {
            stopped.await(pause.toNanos(), TimeUnit.NANOSECONDS);
        } catch (InterruptedException ex) {
            Thread.currentThread().interrupt();
        }
    }

    private boolean isStopped() {
        return stopped.getCount() == 0;
    }

    private static Duration backoff(int failures) {
        long longest = Math.min(LONGEST_PAUSE_MILLIS, SHORTEST_PAUSE_MILLIS << Math.min(failures, 10));
        return Duration.ofMillis(ThreadLocalRandom.current().nextLong(longest / 2, longest + 1));
    }
}

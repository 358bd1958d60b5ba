package dev.jobq.engine;

import java.time.Duration;
import java.util.concurrent.Future;
import java.util.concurrent.ScheduledThreadPoolExecutor;
import java.util.concurrent.TimeUnit;

/** Calls back when time is up. What it calls must be quick. */
final class Timeouts {

    private final ScheduledThreadPoolExecutor timer;

    Timeouts() {
        timer = new ScheduledThreadPoolExecutor(1, task -> {
            Thread thread = new Thread(task, "jobq-timer");
            thread.setDaemon(true);
            return thread;
        });
        timer.setRemoveOnCancelPolicy(true);
    }

    Future<?> after(Duration delay, Runnable action) {
        return timer.schedule(() -> run(action), nanos(delay), TimeUnit.NANOSECONDS);
    }

    void every(Duration period, Runnable action) {
        var unused =
                timer.scheduleWithFixedDelay(() -> run(action), nanos(period), nanos(period), TimeUnit.NANOSECONDS);
    }

    void stop() {
        timer.shutdownNow();
    }

    /** A failure would silently end what is done periodically. */
    private static void run(Runnable action) {
        try {
            action.run();
        } catch (RuntimeException | Error ex) {
            EngineLog.troubled("jobq-timer", ex, true);
        }
    }

    private static long nanos(Duration duration) {
        return duration.compareTo(Duration.ofDays(10_000)) > 0
                ? TimeUnit.DAYS.toNanos(10_000)
                : Math.max(1, duration.toNanos());
    }
}

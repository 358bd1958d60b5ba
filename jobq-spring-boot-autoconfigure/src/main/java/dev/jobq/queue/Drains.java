package dev.jobq.queue;

import dev.jobq.ProcessId;
import dev.jobq.StoreUnavailableException;
import dev.jobq.store.TopicControl;
import java.time.Duration;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ScheduledThreadPoolExecutor;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import org.jspecify.annotations.Nullable;

/** Looks how far topics are drained, on one thread that lives while somebody waits. */
final class Drains {

    private static final long PAUSE_MILLIS = 50;
    private static final long IDLE_SECONDS = 5;

    private final TopicControl control;
    private final ScheduledThreadPoolExecutor looks;

    Drains(TopicControl control) {
        this.control = control;
        this.looks = new ScheduledThreadPoolExecutor(1, task -> {
            Thread thread = new Thread(task, "jobq-drain");
            thread.setDaemon(true);
            return thread;
        });
        looks.setKeepAliveTime(IDLE_SECONDS, TimeUnit.SECONDS);
        looks.allowCoreThreadTimeOut(true);
    }

    CompletableFuture<Void> await(String topic, @Nullable ProcessId worker, long version, Duration timeout) {
        Drain drain = new Drain(topic, worker, version, timeout, System.nanoTime(), new CompletableFuture<>());
        looks.execute(() -> look(drain));
        return drain.future;
    }

    private void look(Drain drain) {
        tryLook(drain);
        if (!drain.future.isDone()) {
            var unused = looks.schedule(() -> look(drain), PAUSE_MILLIS, TimeUnit.MILLISECONDS);
        }
    }

    private void tryLook(Drain drain) {
        try {
            switch (control.progress(drain.topic, drain.worker, drain.version)) {
                case IDLE -> drain.future.complete(null);
                case RESUMED ->
                    drain.future.completeExceptionally(new IllegalStateException(
                            "Topic '%s' was resumed before it was drained".formatted(drain.topic)));
                case RUNNING, UNCOMMITTED -> drain.failIfLate();
            }
        } catch (StoreUnavailableException ex) {
            drain.failIfLate();
        } catch (RuntimeException | Error ex) {
            drain.future.completeExceptionally(ex);
        }
    }

    private record Drain(
            String topic,
            @Nullable ProcessId worker,
            long version,
            Duration timeout,
            long since,
            CompletableFuture<Void> future) {

        void failIfLate() {
            if (timeout.compareTo(Duration.ofNanos(System.nanoTime() - since)) <= 0) {
                future.completeExceptionally(new TimeoutException(
                        "Topic '%s' is paused, but not everything of it had ended after %s".formatted(topic, timeout)));
            }
        }
    }
}

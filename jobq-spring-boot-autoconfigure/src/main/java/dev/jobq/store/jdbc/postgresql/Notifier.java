package dev.jobq.store.jdbc.postgresql;

import dev.jobq.JobqException;
import dev.jobq.store.jdbc.Transactor;
import java.time.Duration;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.Condition;
import java.util.concurrent.locks.ReentrantLock;
import org.apache.commons.logging.Log;
import org.apache.commons.logging.LogFactory;
import org.jspecify.annotations.Nullable;

/**
 * Tells other processes on a thread of its own, what comes up within a few milliseconds in one go: a notification inside every
 * transaction would make them all wait for each other when they commit. What cannot be told is dropped, for others find it by
 * their next poll.
 */
final class Notifier implements AutoCloseable {

    private static final Log log = LogFactory.getLog(Notifier.class);

    private static final Duration PAUSE = Duration.ofMillis(5);

    private final Channels channels;
    private final boolean isEnabled;
    private final ReentrantLock lock = new ReentrantLock();
    private final Condition hasNews = lock.newCondition();
    private final EndsDemand demand = new EndsDemand(System::nanoTime);
    private News news = new News();
    private int waiters;
    private boolean isClosed;
    private long toldAt = System.nanoTime() - PAUSE.toNanos();
    private @Nullable Thread thread;

    /**
     * A notifier.
     *
     * @param isEnabled if not, nothing is ever told
     */
    Notifier(Channels channels, boolean isEnabled) {
        this.channels = channels;
        this.isEnabled = isEnabled;
    }

    /** Starts telling. */
    void start(Transactor transactor) {
        if (isEnabled) {
            Thread started = new Thread(() -> run(transactor), "jobq-notifier");
            started.setDaemon(true);
            thread = started;
            started.start();
        }
    }

    /** Jobs became available in these topics, or due times changed. */
    void available(Collection<String> changed) {
        if (!isEnabled || changed.isEmpty()) {
            return;
        }
        lock.lock();
        try {
            if (news.available(changed)) {
                hasNews.signal();
            }
        } finally {
            lock.unlock();
        }
    }

    /** Running jobs were asked to stop or taken away. */
    void interrupted() {
        if (!isEnabled) {
            return;
        }
        lock.lock();
        try {
            news.interrupted();
            hasNews.signal();
        } finally {
            lock.unlock();
        }
    }

    /** Jobs ended or were deleted. */
    void ended(List<Long> jobs) {
        if (!isEnabled || jobs.isEmpty() || !demand.isThere()) {
            return;
        }
        lock.lock();
        try {
            news.ended(jobs);
            hasNews.signal();
        } finally {
            lock.unlock();
        }
    }

    /** One more in this process waits for ends, or one less. */
    void waiting(boolean isMore) {
        if (!isEnabled) {
            return;
        }
        lock.lock();
        try {
            waiters += isMore ? 1 : -1;
            if (isMore) {
                news.waiting();
                hasNews.signal();
            }
        } finally {
            lock.unlock();
        }
    }

    /** This process wants to hear itself. */
    void echo(String channel, String payload) {
        lock.lock();
        try {
            news.echo(channel, payload);
            hasNews.signal();
        } finally {
            lock.unlock();
        }
    }

    /** Whether ends are to be told. */
    EndsDemand demand() {
        return demand;
    }

    boolean isEnabled() {
        return isEnabled;
    }

    Channels channels() {
        return channels;
    }

    /** Tells what is left, then ends. */
    @Override
    public void close() {
        lock.lock();
        try {
            isClosed = true;
            hasNews.signal();
        } finally {
            lock.unlock();
        }
        Thread started = thread;
        if (started != null) {
            Joining.await(started, Duration.ofSeconds(2));
        }
    }

    private void run(Transactor transactor) {
        try {
            for (News news = await(); news != null; news = await()) {
                tell(transactor, news);
            }
        } catch (InterruptedException ex) {
            Thread.currentThread().interrupt();
        }
    }

    private @Nullable News await() throws InterruptedException {
        lock.lockInterruptibly();
        try {
            while (news.isEmpty()) {
                if (isClosed) {
                    return null;
                }
                if (waiters == 0) {
                    hasNews.await();
                } else if (!hasNews.await(EndsDemand.REPEAT.toMillis(), TimeUnit.MILLISECONDS)) {
                    news.waiting();
                }
            }
            for (long pause = PAUSE.toNanos() - (System.nanoTime() - toldAt); pause > 0 && !isClosed; ) {
                pause = hasNews.awaitNanos(pause);
            }
            toldAt = System.nanoTime();
            News taken = news;
            news = new News();
            return taken;
        } finally {
            lock.unlock();
        }
    }

    private void tell(Transactor transactor, News news) {
        try {
            // A read, for it needs no transaction around it.
            transactor.read(session -> {
                for (Map.Entry<String, Collection<String>> told :
                        news.payloads(channels).entrySet()) {
                    session.call("notify_apart")
                            .set("channel", told.getKey())
                            .set("payloads", "text", told.getValue().toArray())
                            .list(row -> true);
                }
                return true;
            });
        } catch (JobqException ex) {
            log.debug("Other processes were not told and find the change by their next poll", ex);
        } catch (RuntimeException | Error ex) {
            log.error("The notifier goes on after an unexpected failure", ex);
        }
    }
}

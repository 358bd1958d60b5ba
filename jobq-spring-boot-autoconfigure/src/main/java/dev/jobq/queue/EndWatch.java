package dev.jobq.queue;

import dev.jobq.JobId;
import dev.jobq.QueueClosedException;
import dev.jobq.store.StoreSignals;
import java.util.Collection;
import java.util.HashSet;
import java.util.Set;
import java.util.concurrent.ThreadFactory;
import java.util.concurrent.locks.Condition;
import java.util.concurrent.locks.LockSupport;
import java.util.concurrent.locks.ReentrantLock;
import org.apache.commons.logging.Log;
import org.apache.commons.logging.LogFactory;
import org.jspecify.annotations.Nullable;

/**
 * The thread that looks for ends, there only while somebody waits and for some seconds after. It looks at once at jobs that
 * are named, and at all that are waited for when somebody says that any may have ended, soon after it began to listen, and
 * every second. Looks at all take no more than a fifth of a processor.
 */
final class EndWatch implements AutoCloseable {

    private static final Log log = LogFactory.getLog(EndWatch.class);

    private final StoreSignals signals;
    private final Waiting waiting;
    private final ThreadFactory threads;
    private final ReentrantLock lock = new ReentrantLock();
    private final Condition hasNews = lock.newCondition();
    private final LookTimes times = new LookTimes();
    private Set<JobId> news = new HashSet<>();
    private boolean mayAnyHaveEnded;
    private boolean isClosed;
    private volatile @Nullable Thread thread;

    EndWatch(StoreSignals signals, Waiting waiting, ThreadFactory threads) {
        this.signals = signals;
        this.waiting = waiting;
        this.threads = threads;
    }

    /** A job that is waited for may have ended. Nobody looks at it any more if the watch is closed: false. */
    boolean lookAt(JobId job) {
        lock.lock();
        try {
            if (isClosed) {
                return false;
            }
            news.add(job);
            hasNews.signal();
            if (thread == null) {
                start();
            }
            return true;
        } finally {
            lock.unlock();
        }
    }

    /** Whether the calling thread is the one that looks and tells. */
    boolean isCurrentThread() {
        return Thread.currentThread() == thread;
    }

    /** Ends looking; does not wait for a look that is under way. */
    @Override
    public void close() {
        lock.lock();
        try {
            isClosed = true;
            hasNews.signal();
        } finally {
            lock.unlock();
        }
    }

    private void start() {
        times.begin(System.nanoTime());
        Thread started = threads.newThread(this::run);
        // It begins with the lock that the caller has; if it cannot be had, whoever waits next tries again.
        started.start();
        thread = started;
    }

    /** What others tell. */
    private void ended(@Nullable JobId job) {
        if (job != null && !waiting.contains(job)) {
            return;
        }
        lock.lock();
        try {
            if (job == null) {
                mayAnyHaveEnded = true;
            } else {
                news.add(job);
            }
            hasNews.signal();
        } finally {
            lock.unlock();
        }
    }

    private void run() {
        try {
            boolean isOver = false;
            while (!isOver) {
                isOver = watch();
            }
        } finally {
            forget();
        }
    }

    /** Looks until it is to end; false if it failed, and should go on after a while. */
    private boolean watch() {
        try {
            StoreSignals.Subscription subscription = signals.listenForEnds(this::ended);
            try {
                for (Collection<JobId> jobs = await(); jobs != null; jobs = await()) {
                    look(jobs);
                }
            } finally {
                subscription.close();
            }
            return true;
        } catch (QueueClosedException ex) {
            log.debug("The store was closed while jobs were waited for", ex);
            close();
            waiting.storeClosed();
            return true;
        } catch (RuntimeException | Error ex) {
            log.warn("Waiting for jobs to end failed; going on", ex);
            // An interrupt, which is not for this thread, must not make it spin.
            boolean unused = Thread.interrupted();
            LockSupport.parkNanos(LookTimes.POLL.toNanos());
            return !isWanted();
        }
    }

    /** Whether this thread is the one that looks. */
    private boolean isWanted() {
        lock.lock();
        try {
            return isCurrentThread();
        } finally {
            lock.unlock();
        }
    }

    /** However the thread ended, the next one who waits starts another. */
    private void forget() {
        lock.lock();
        try {
            if (isCurrentThread()) {
                thread = null;
                if (!isClosed && !waiting.isEmpty()) {
                    start();
                }
            }
        } finally {
            lock.unlock();
        }
    }

    /** Jobs to look at, none for all that are waited for; or null at the end. */
    private @Nullable Collection<JobId> await() {
        lock.lock();
        try {
            while (!isClosed) {
                long now = System.nanoTime();
                boolean isAnybody = !waiting.isEmpty();
                times.waited(isAnybody, now);
                if (times.areOver(now)) {
                    thread = null;
                    return null;
                }
                mayAnyHaveEnded &= isAnybody;
                if (!news.isEmpty()) {
                    Set<JobId> taken = news;
                    news = new HashSet<>();
                    return taken;
                }
                long left = times.left(mayAnyHaveEnded, now);
                if (left <= 0) {
                    mayAnyHaveEnded = false;
                    return Set.of();
                }
                hasNews.awaitNanos(left);
            }
            return null;
        } catch (InterruptedException ex) {
            // Only a stage of the application's can have interrupted this thread; the loop ends when it is closed.
            log.debug("Interrupted by a stage that depended on a job's end", ex);
            return Set.of();
        } finally {
            lock.unlock();
        }
    }

    private void look(Collection<JobId> jobs) {
        long start = System.nanoTime();
        try {
            waiting.look(jobs);
        } catch (QueueClosedException ex) {
            throw ex;
        } catch (RuntimeException | Error ex) {
            log.warn("Cannot see at the moment whether jobs have ended that are waited for; looking again", ex);
        }
        if (jobs.isEmpty()) {
            times.looked(start, System.nanoTime());
        }
    }

    /** The jobs that are waited for. */
    interface Waiting {

        /** Whether there are none. */
        boolean isEmpty();

        /** Whether this is one. */
        boolean contains(JobId job);

        /** Looks at these jobs, or at all that are waited for when there are none, and tells whom it concerns. */
        void look(Collection<JobId> jobs);

        /** Nothing can be looked at any more. */
        void storeClosed();
    }
}

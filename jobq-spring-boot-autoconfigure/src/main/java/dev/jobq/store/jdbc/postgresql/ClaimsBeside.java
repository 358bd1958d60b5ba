package dev.jobq.store.jdbc.postgresql;

import dev.jobq.QueueClosedException;
import dev.jobq.StoreException;
import dev.jobq.store.EndedAttempt;
import dev.jobq.store.JobExchange.Limited;
import dev.jobq.store.JobExchange.Trade;
import dev.jobq.store.JobExchange.Wanted;
import dev.jobq.store.jdbc.Claimed;
import java.time.Duration;
import java.util.List;
import java.util.Objects;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.Future;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.SynchronousQueue;
import java.util.concurrent.ThreadFactory;
import java.util.concurrent.ThreadPoolExecutor;
import java.util.concurrent.TimeUnit;
import java.util.function.Supplier;
import org.apache.commons.logging.Log;
import org.apache.commons.logging.LogFactory;
import org.jspecify.annotations.Nullable;

/**
 * Claims on a thread and a connection of its own while the caller's records what ended, so that two processes of the server work
 * for a busy node:
 *
 * <ol>
 *   <li>The claim is begun on the other thread.
 *   <li>The ends are recorded on this one.
 *   <li>Both failed, or the ends did and nothing was claimed: the trade failed, and nothing came of it.
 *   <li>Only the ends failed: what was claimed is handed on, and the ends are told to be busy, to be traded again: alone, so that
 *       whoever trades them learns why they fail.
 *   <li>Only the claim failed: the ends stand, and the topics are to be asked again. What the claim may have taken nevertheless is
 *       found among the node's rows with a heartbeat, as after any lost answer.
 * </ol>
 */
final class ClaimsBeside implements AutoCloseable {

    /** From so many ends on, a second commit costs less than to do one after the other. */
    static final int MANY = 50;

    private static final Log log = LogFactory.getLog(ClaimsBeside.class);

    private static final Duration AGAIN = Duration.ofMillis(100);
    private static final long IDLE_SECONDS = 10;

    private final ThreadPoolExecutor threads;
    private volatile boolean haveEndsFailed;

    ClaimsBeside() {
        this(ClaimsBeside::thread);
    }

    /** With threads from elsewhere. */
    ClaimsBeside(ThreadFactory factory) {
        this.threads = new ThreadPoolExecutor(
                0, Integer.MAX_VALUE, IDLE_SECONDS, TimeUnit.SECONDS, new SynchronousQueue<>(), factory);
    }

    /** Whether there is much to record and something to claim, and the last time did not fail. */
    boolean isWorthwhile(List<EndedAttempt> ended, List<Wanted> wanted) {
        boolean isWorthwhile = ended.size() >= MANY && !wanted.isEmpty();
        if (isWorthwhile && haveEndsFailed) {
            haveEndsFailed = false;
            return false;
        }
        return isWorthwhile;
    }

    /**
     * Does both at the same time.
     *
     * @param end records the ends in a transaction
     * @param claim claims in a transaction
     */
    Trade trade(List<EndedAttempt> ended, List<Wanted> wanted, Supplier<Trade> end, Supplier<Claimed> claim) {
        Future<Claimed> claiming = begin(claim);
        Trade ends = null;
        Throwable endsFailure = null;
        try {
            ends = end.get();
        } catch (RuntimeException | Error ex) {
            endsFailure = ex;
        }
        Claimed claimed;
        try {
            claimed = claiming == null ? claim.get() : await(claiming);
        } catch (RuntimeException | Error ex) {
            if (endsFailure != null) {
                endsFailure.addSuppressed(ex);
                throw thrown(endsFailure);
            }
            log.warn("Nothing could be claimed while ended attempts were recorded; trying again", ex);
            claimed = again(wanted);
        }
        if (ends != null) {
            return new Trade(ends.lost(), ends.busy(), claimed.jobs(), claimed.limited());
        }
        if (claimed.jobs().isEmpty() && endsFailure != null) {
            throw thrown(endsFailure);
        }
        log.warn("Ended attempts could not be recorded while others were claimed; trying again", endsFailure);
        haveEndsFailed = true;
        return new Trade(List.of(), ended, claimed.jobs(), claimed.limited());
    }

    private static Claimed again(List<Wanted> wanted) {
        return new Claimed(
                List.of(),
                wanted.stream().map(topic -> new Limited(topic.topic(), AGAIN)).toList());
    }

    /** Begins the claim on a thread; null if there is none to be had, which must not keep ends from being recorded. */
    private @Nullable Future<Claimed> begin(Supplier<Claimed> claim) {
        try {
            return threads.submit(claim::get);
        } catch (RejectedExecutionException ex) {
            throw new QueueClosedException("The store is closed");
        } catch (OutOfMemoryError ex) {
            log.debug("No thread for a claim", ex);
            return null;
        }
    }

    private static RuntimeException thrown(Throwable failure) {
        if (failure instanceof Error error) {
            throw error;
        }
        return failure instanceof RuntimeException ex ? ex : new StoreException("The claim failed", failure);
    }

    /** Waits whatever comes: what was claimed must be handed on. The thread stays interrupted. */
    private static Claimed await(Future<Claimed> claiming) {
        boolean isInterrupted = false;
        try {
            while (true) {
                try {
                    return claiming.get();
                } catch (InterruptedException ex) {
                    isInterrupted = true;
                } catch (ExecutionException ex) {
                    throw thrown(Objects.requireNonNull(ex.getCause()));
                }
            }
        } finally {
            if (isInterrupted) {
                Thread.currentThread().interrupt();
            }
        }
    }

    private static Thread thread(Runnable work) {
        Thread thread = new Thread(work, "jobq-claims");
        thread.setDaemon(true);
        return thread;
    }

    /** Lets its threads end. */
    @Override
    public void close() {
        threads.shutdown();
    }
}

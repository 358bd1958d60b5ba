package dev.jobq.store.jdbc.postgresql;

import dev.jobq.QueueClosedException;
import dev.jobq.StoreException;
import dev.jobq.store.ClaimedJob;
import dev.jobq.store.EndedAttempt;
import dev.jobq.store.JobExchange.Trade;
import dev.jobq.store.JobExchange.Wanted;
import java.util.ArrayList;
import java.util.Collections;
import java.util.IdentityHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.Future;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.SynchronousQueue;
import java.util.concurrent.ThreadPoolExecutor;
import java.util.concurrent.TimeUnit;
import java.util.function.Function;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/**
 * Ends attempts on the calling thread and claims on another one, at the same time. Where only one of the two succeeds, nothing
 * of it is lost: what was claimed is handed on, and what was recorded is known when it is traded again.
 */
final class SideBySide implements AutoCloseable {

    /** From so many on, a second commit costs less than to do one after the other. */
    static final int MANY = 50;

    private static final long IDLE_SECONDS = 10;

    private final ThreadPoolExecutor threads = new ThreadPoolExecutor(
            0, Integer.MAX_VALUE, IDLE_SECONDS, TimeUnit.SECONDS, new SynchronousQueue<>(), SideBySide::thread);
    /** Those that were recorded in trades that failed, and whether they were found lost. */
    private final Map<EndedAttempt, Boolean> recorded = Collections.synchronizedMap(new IdentityHashMap<>());
    /** Those that were not recorded although their trade did not fail: whoever trades them again is to be told why. */
    private final Set<EndedAttempt> refused =
            Collections.synchronizedSet(Collections.newSetFromMap(new IdentityHashMap<>()));

    boolean isWorthwhile(List<EndedAttempt> ended, List<Wanted> wanted) {
        boolean isSuspect =
                !refused.isEmpty() && ended.stream().filter(refused::remove).count() > 0;
        return !isSuspect && ended.size() >= MANY && !wanted.isEmpty();
    }

    /** Trades both at the same time. */
    Trade trade(List<EndedAttempt> ended, Function<List<EndedAttempt>, Trade> end, Supplier<List<ClaimedJob>> claim) {
        Future<List<ClaimedJob>> claiming = submit(claim);
        Trade trade = null;
        RuntimeException failure = null;
        try {
            trade = knowing(ended, end);
        } catch (RuntimeException ex) {
            failure = ex;
        }
        List<ClaimedJob> claimed;
        try {
            claimed = await(claiming);
        } catch (RuntimeException | Error ex) {
            if (trade != null) {
                remember(ended, trade);
            }
            throw ex;
        }
        if (trade != null) {
            return new Trade(trade.lost(), trade.busy(), claimed);
        }
        if (claimed.isEmpty()) {
            throw Objects.requireNonNull(failure);
        }
        refused.addAll(ended);
        return new Trade(List.of(), ended, claimed);
    }

    private Future<List<ClaimedJob>> submit(Supplier<List<ClaimedJob>> claim) {
        try {
            return threads.submit(claim::get);
        } catch (RejectedExecutionException ex) {
            throw new QueueClosedException("The store is closed");
        }
    }

    /** Ends those that no trade has recorded before; what is known of the others is added. */
    Trade knowing(List<EndedAttempt> ended, Function<List<EndedAttempt>, Trade> end) {
        if (recorded.isEmpty()) {
            return end.apply(ended);
        }
        List<EndedAttempt> open =
                ended.stream().filter(attempt -> !recorded.containsKey(attempt)).toList();
        Trade trade = end.apply(open);
        List<EndedAttempt> lost = new ArrayList<>(trade.lost());
        for (EndedAttempt attempt : ended) {
            if (Boolean.TRUE.equals(recorded.remove(attempt))) {
                lost.add(attempt);
            }
        }
        return new Trade(lost, trade.busy(), trade.claimed(), trade.limited());
    }

    private void remember(List<EndedAttempt> ended, Trade trade) {
        ended.forEach(attempt -> recorded.put(attempt, false));
        trade.lost().forEach(attempt -> recorded.put(attempt, true));
        trade.busy().forEach(recorded::remove);
    }

    /** Waits whatever comes: the claim must be handed on. The thread stays interrupted. */
    private static List<ClaimedJob> await(Future<List<ClaimedJob>> claiming) {
        boolean isInterrupted = false;
        try {
            while (true) {
                try {
                    return claiming.get();
                } catch (InterruptedException ex) {
                    isInterrupted = true;
                } catch (ExecutionException ex) {
                    throw thrown(ex.getCause());
                }
            }
        } finally {
            if (isInterrupted) {
                Thread.currentThread().interrupt();
            }
        }
    }

    private static RuntimeException thrown(@Nullable Throwable cause) {
        if (cause instanceof Error error) {
            throw error;
        }
        return cause instanceof RuntimeException ex ? ex : new StoreException("The claim failed", cause);
    }

    private static Thread thread(Runnable work) {
        Thread thread = new Thread(work, "jobq-claims");
        thread.setDaemon(true);
        return thread;
    }

    /** Ends its threads once they are done. */
    @Override
    public void close() {
        threads.shutdown();
    }
}

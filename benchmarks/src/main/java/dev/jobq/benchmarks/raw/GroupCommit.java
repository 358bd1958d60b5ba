package dev.jobq.benchmarks.raw;

import java.sql.SQLException;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.concurrent.ConcurrentLinkedDeque;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.locks.LockSupport;
import org.jspecify.annotations.Nullable;

/**
 * Many callers' work in one transaction: whoever finds a connection free commits what all have queued up, the others
 * wait. No timers, no threads of its own.
 */
final class GroupCommit<T> {

    /** A connection that does queued work in one transaction, durable when it returns. */
    interface Lane<T> {
        void commit(List<T> work) throws SQLException;
    }

    private static final int MOST = 1_000;

    private final ConcurrentLinkedQueue<Entry<T>> queue = new ConcurrentLinkedQueue<>();
    private final ConcurrentLinkedDeque<Lane<T>> idle;

    GroupCommit(Collection<? extends Lane<T>> lanes) {
        idle = new ConcurrentLinkedDeque<>(lanes);
    }

    /** Waits until the work is durable. */
    void submit(T work) throws SQLException {
        Entry<T> own = new Entry<>(work, Thread.currentThread());
        queue.add(own);
        while (!own.isDone) {
            Lane<T> lane = idle.pollFirst();
            boolean hasLed = lane != null && lead(lane, own);
            if (!hasLed && !own.isDone) {
                LockSupport.park(this);
            }
        }
        if (own.failure != null) {
            throw new SQLException(own.failure);
        }
    }

    private boolean lead(Lane<T> lane, Entry<T> own) {
        List<Entry<T>> batch = new ArrayList<>();
        List<T> work = new ArrayList<>();
        for (Entry<T> entry = queue.poll(); entry != null; entry = work.size() < MOST ? queue.poll() : null) {
            batch.add(entry);
            work.add(entry.work);
        }
        Exception failure = null;
        if (!work.isEmpty()) {
            try {
                lane.commit(work);
            } catch (SQLException | RuntimeException ex) {
                failure = ex;
            }
        }
        idle.addFirst(lane);
        Entry<T> next = queue.peek();
        if (next != null) {
            LockSupport.unpark(next.caller);
        }
        // The next leader is at work already while this one wakes those that are done.
        for (Entry<T> entry : batch) {
            entry.failure = failure;
            entry.isDone = true;
            if (entry != own) {
                LockSupport.unpark(entry.caller);
            }
        }
        return !batch.isEmpty();
    }

    private static final class Entry<T> {
        final T work;
        final Thread caller;

        @Nullable Exception failure;

        volatile boolean isDone;

        Entry(T work, Thread caller) {
            this.work = work;
            this.caller = caller;
        }
    }
}

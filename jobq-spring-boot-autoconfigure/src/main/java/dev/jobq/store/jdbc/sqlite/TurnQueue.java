package dev.jobq.store.jdbc.sqlite;

import java.util.ArrayDeque;
import java.util.Iterator;
import java.util.Objects;
import java.util.Queue;
import java.util.concurrent.locks.LockSupport;
import java.util.function.BooleanSupplier;
import org.jspecify.annotations.Nullable;

/**
 * Whose turn it is within a process: in the order of asking, but whoever is in a hurry goes before all others, as a node does
 * that has to renew its lease while dozens of the application's threads wait to write. The holder may take the turn again; it
 * is free when it was released as often.
 */
final class TurnQueue {

    private final Queue<Waiter> urgent = new ArrayDeque<>();
    private final Queue<Waiter> others = new ArrayDeque<>();
    private @Nullable Thread holder;
    private int holds;

    /**
     * Takes the turn if it comes in time. An interrupt does not end the wait; the thread stays interrupted.
     *
     * @param isUrgent whether to go before others, asked before waiting
     */
    boolean acquire(BooleanSupplier isUrgent, long nanos) {
        Waiter waiter;
        synchronized (this) {
            Thread caller = Thread.currentThread();
            if (holder == null || holder == caller) {
                holder = caller;
                holds++;
                return true;
            }
            waiter = new Waiter(caller);
            (isUrgent.getAsBoolean() ? urgent : others).add(waiter);
        }
        return await(waiter, System.nanoTime() + nanos);
    }

    private boolean await(Waiter waiter, long deadline) {
        boolean isInterrupted = false;
        try {
            while (!waiter.isGranted) {
                long left = deadline - System.nanoTime();
                if (left <= 0) {
                    return giveUp(waiter);
                }
                LockSupport.parkNanos(this, left);
                isInterrupted |= Thread.interrupted();
            }
            return true;
        } finally {
            if (isInterrupted) {
                Thread.currentThread().interrupt();
            }
        }
    }

    private synchronized boolean giveUp(Waiter waiter) {
        if (waiter.isGranted) {
            return true;
        }
        if (!others.remove(waiter)) {
            urgent.remove(waiter);
        }
        return false;
    }

    /** Puts a thread that waits, if it does, before those that are not in a hurry. */
    synchronized void hurry(Thread thread) {
        for (Iterator<Waiter> waiting = others.iterator(); waiting.hasNext(); ) {
            Waiter waiter = waiting.next();
            if (waiter.thread == thread) {
                waiting.remove();
                urgent.add(waiter);
                return;
            }
        }
    }

    /**
     * Gives the turn back, to the next one that waits.
     *
     * @throws IllegalMonitorStateException if this thread does not have it
     */
    synchronized void release() {
        if (holder != Thread.currentThread()) {
            throw new IllegalMonitorStateException("Another thread has the turn, or none");
        }
        holds--;
        if (holds > 0) {
            return;
        }
        Waiter next = urgent.poll();
        if (next == null) {
            next = others.poll();
        }
        holder = null;
        if (next != null) {
            holder = next.thread;
            holds = 1;
            next.isGranted = true;
            LockSupport.unpark(next.thread);
        }
    }

    /** How often the current thread has taken it without giving it back. */
    synchronized int holds() {
        return Objects.equals(holder, Thread.currentThread()) ? holds : 0;
    }

    /** How many wait. */
    synchronized int waiting() {
        return urgent.size() + others.size();
    }

    private static final class Waiter {

        private final Thread thread;
        private volatile boolean isGranted;

        private Waiter(Thread thread) {
            this.thread = thread;
        }
    }
}

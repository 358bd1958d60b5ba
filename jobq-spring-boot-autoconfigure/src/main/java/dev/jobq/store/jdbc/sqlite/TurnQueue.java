package dev.jobq.store.jdbc.sqlite;

import java.util.Objects;
import java.util.concurrent.locks.LockSupport;
import java.util.function.BooleanSupplier;
import org.jspecify.annotations.Nullable;

/**
 * Whose turn it is within a process: in the order of asking, but whoever is in a hurry goes before all others, as a node does
 * that has to renew its lease while dozens of the application's threads wait to write. The holder may take the turn again; it
 * is free when it was released as often.
 */
final class TurnQueue {

    private final Line urgent = new Line();
    private final Line others = new Line();
    private @Nullable Thread holder;
    private int holds;

    /**
     * Takes the turn if it comes in time. An interrupt does not end the wait; the thread stays interrupted.
     *
     * @param isUrgent whether to go before others, asked before waiting
     */
    boolean acquire(BooleanSupplier isUrgent, long nanos) {
        Waiter waiter = new Waiter(Thread.currentThread());
        try {
            return enter(waiter, isUrgent) || await(waiter, System.nanoTime() + nanos);
        } catch (Throwable ex) {
            // As a stack that is at its end: nobody may be handed the turn who does not know of it.
            leave(waiter);
            throw ex;
        }
    }

    private synchronized boolean enter(Waiter waiter, BooleanSupplier isUrgent) {
        if (holder == null || holder == waiter.thread) {
            holder = waiter.thread;
            holds++;
            return true;
        }
        (isUrgent.getAsBoolean() ? urgent : others).add(waiter);
        return false;
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
                waiter.thread.interrupt();
            }
        }
    }

    private synchronized boolean giveUp(Waiter waiter) {
        remove(waiter);
        return waiter.isGranted;
    }

    private synchronized void leave(Waiter waiter) {
        remove(waiter);
        if (waiter.isGranted) {
            release();
        }
    }

    private void remove(Waiter waiter) {
        if (!others.remove(waiter)) {
            urgent.remove(waiter);
        }
    }

    /** Puts a thread that waits, if it does, before those that are not in a hurry. */
    synchronized void hurry(Thread thread) {
        Waiter waiter = others.find(thread);
        if (waiter != null) {
            others.remove(waiter);
            urgent.add(waiter);
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
        Waiter next = urgent.first != null ? urgent.first : others.first;
        holder = null;
        if (next != null) {
            remove(next);
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
        private @Nullable Waiter next;
        private volatile boolean isGranted;

        private Waiter(Thread thread) {
            this.thread = thread;
        }
    }

    /** Those that wait, in order. Takes no memory of its own, so that nobody is half in it when there is none. */
    private static final class Line {

        private @Nullable Waiter first;

        void add(Waiter waiter) {
            Waiter last = first;
            while (last != null && last.next != null) {
                last = last.next;
            }
            if (last == null) {
                first = waiter;
            } else {
                last.next = waiter;
            }
        }

        boolean remove(Waiter waiter) {
            Waiter before = null;
            for (Waiter each = first; each != null; each = each.next) {
                if (each == waiter) {
                    if (before == null) {
                        first = each.next;
                    } else {
                        before.next = each.next;
                    }
                    each.next = null;
                    return true;
                }
                before = each;
            }
            return false;
        }

        @Nullable Waiter find(Thread thread) {
            Waiter each = first;
            while (each != null && each.thread != thread) {
                each = each.next;
            }
            return each;
        }

        int size() {
            int size = 0;
            for (Waiter each = first; each != null; each = each.next) {
                size++;
            }
            return size;
        }
    }
}

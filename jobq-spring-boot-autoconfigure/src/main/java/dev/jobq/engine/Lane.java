package dev.jobq.engine;

import dev.jobq.store.JobExchange.Limited;
import dev.jobq.store.JobExchange.Wanted;
import dev.jobq.store.Move;
import dev.jobq.store.WorkerView.Load;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.List;
import java.util.concurrent.ExecutorService;
import java.util.function.Consumer;
import java.util.function.Predicate;
import org.jspecify.annotations.Nullable;

/**
 * One topic on this node: its slots, and the jobs that are claimed and wait for one. A slot is taken by a thread that runs
 * one job after another while there are any, or by a long-running handle.
 */
final class Lane {

    private final Terms terms;
    private final Slots slots;
    private final Runnable wake;
    private final Appetite appetite;
    private final Deque<Attempt> queue = new ArrayDeque<>();
    private final RunningAttempts running = new RunningAttempts();
    private final TakenSlots taken = new TakenSlots();
    private final Outbox outbox;
    private final Room room;
    private final HandBack handBack;

    /**
     * @param ended is handed each attempt that ended
     * @param wake is called when there is room that no ended attempt tells of
     */
    Lane(Terms terms, JobRunner runner, ExecutorService threads, Consumer<Finished> ended, Runnable wake) {
        this.terms = terms;
        this.slots = new Slots(this, runner, threads);
        this.wake = wake;
        this.appetite = new Appetite(terms.concurrency(), terms.prefetch());
        this.outbox = new Outbox(ended, appetite);
        this.handBack = new HandBack(this, queue, appetite, outbox);
        this.room = new Room(terms, appetite, taken, queue, outbox);
    }

    /** The store may have jobs. */
    void signal() {
        appetite.signal();
    }

    /** Does what operators say: starts nothing while it is paused, and has so many slots. What runs is left alone. */
    void steer(boolean paused, int slots) {
        synchronized (this) {
            terms.steer(paused, slots);
            appetite.concurrency(slots);
        }
        handBack.stopped();
        fill();
    }

    /** Whether the store may have jobs that there is room for. */
    synchronized boolean wantsJobs() {
        return room.isWanted();
    }

    /** Begins a trade: what it has room for, or null. */
    synchronized @Nullable Wanted beginTrade() {
        return room.ask();
    }

    /** Ends a trade that brought these, by limits if the topic has any. */
    void endTrade(List<Attempt> claimed, @Nullable Limited limits) {
        boolean isShut;
        synchronized (this) {
            appetite.got(claimed.size());
            appetite.limit(limits);
            isShut = terms.isShut();
            if (!isShut) {
                Queues.addAll(queue, claimed);
                fill();
            }
        }
        if (isShut) {
            claimed.forEach(handBack::one);
        }
    }

    /** Ends a trade that failed. */
    synchronized void failTrade() {
        appetite.failed();
    }

    /** Gives a free slot to a waiting job. Its thread gives the next one to the next, so that no caller starts many. */
    synchronized void fill() {
        if (!queue.isEmpty() && taken.count() < terms.concurrency() && !terms.isStopped()) {
            taken.take(1);
            startOrKeep(queue.remove());
        }
    }

    /** Takes free slots for jobs that are just being enqueued, unless others may be waiting for them. */
    synchronized int reserve(int max) {
        int reserved = Math.max(0, Math.min(max, room.idleSlots()));
        taken.take(reserved);
        return reserved;
    }

    /** Starts a job in a slot that was reserved. */
    void startReserved(Attempt attempt) {
        boolean isShut;
        boolean isKept;
        synchronized (this) {
            isShut = terms.isShut();
            isKept = !isShut && startOrKeep(attempt);
        }
        if (!isKept) {
            handBack.one(attempt);
        }
        if (isShut) {
            release(1);
        }
    }

    /** Starts a job that runs alone on this node, where nothing else runs; unless it is not to run at all. */
    void startAlone(Attempt attempt) {
        boolean isKept = false;
        synchronized (this) {
            if (!terms.isStopped()) {
                taken.take(1);
                isKept = startOrKeep(attempt);
            }
        }
        if (!isKept) {
            handBack.one(attempt);
        }
    }

    synchronized boolean has(Attempt attempt) {
        return running.has(attempt) || queue.contains(attempt);
    }

    /** Whether nothing runs, and all that ended is recorded. */
    synchronized boolean isIdle() {
        return isFree() && outbox.isEmpty();
    }

    private synchronized boolean isFree() {
        return taken.count() == 0;
    }

    synchronized void release(int slots) {
        taken.free(slots);
        wake.run();
    }

    /** Where its ended attempts are counted until they are settled. */
    Outbox outbox() {
        return outbox;
    }

    /** Tells of an attempt whose end is recorded; until that is done it counts as unsettled. */
    void settle(Runnable news) {
        slots.execute(() -> {
            try {
                news.run();
            } catch (Throwable ex) {
                EngineLog.troubled("Telling how a job ended", ex, true);
            }
            outbox.settled();
            wake.run();
        });
    }

    /** Decides where the job of an attempt goes. */
    Verdict verdict(Attempt attempt) {
        return slots.verdict(attempt);
    }

    void wake() {
        appetite.overUnrecorded();
        wake.run();
    }

    Terms terms() {
        return terms;
    }

    /** Hands back jobs that have waited here for so long: others may have time for them. */
    void handBackOlderThan(Duration age) {
        handBack.olderThan(age);
    }

    synchronized @Nullable Duration untilAgain() {
        return room.untilAgain();
    }

    synchronized boolean hasWaiting() {
        return !queue.isEmpty();
    }

    /** Starts no more jobs and hands back those that wait. */
    void close() {
        synchronized (this) {
            terms.close();
        }
        handBack.stopped();
    }

    /** Waits until nothing runs; false if it is not so by then. */
    boolean awaitIdle(long deadline) throws InterruptedException {
        // Whoever frees the last slot holds the lock until the end of its job is handed on.
        return taken.awaitNone(deadline) && isFree();
    }

    /** Drops attempts and interrupts them. */
    int abandon(Predicate<Attempt> which) {
        List<Attempt> dropped;
        synchronized (this) {
            dropped = running.matching(which);
            queue.stream().filter(which).forEach(dropped::add);
            queue.removeIf(which);
        }
        dropped.forEach(Attempt::abandon);
        return dropped.size();
    }

    /** Ends waiting jobs and interrupts running ones. */
    void cancel(Predicate<Attempt> which) {
        Move move = Move.cancel(Verdict.ON_REQUEST);
        List<Attempt> interrupted;
        List<Attempt> waiting;
        synchronized (this) {
            interrupted = running.matching(which);
            waiting = queue.stream().filter(which).toList();
            queue.removeAll(waiting);
        }
        waiting.forEach(attempt -> outbox.end(attempt, move));
        interrupted.forEach(Attempt::requestCancel);
    }

    synchronized Load load() {
        return running.load(terms, queue.size());
    }

    void stop() {
        slots.stop();
    }

    /**
     * An attempt is over: the next one for its slot, or null when the slot is free. Its end, if it has one to tell, is handed
     * on under the same lock: one trade then both records the end and claims the next job, and whoever finds the lane idle
     * finds the end recorded or waiting to be.
     */
    @Nullable Attempt next(Attempt over, @Nullable Finished finished) {
        while (true) {
            synchronized (this) {
                if (outbox.offer(finished)) {
                    return next(over);
                }
            }
            // For memory; whoever asks for this lane's lock meanwhile gets it.
            Unfailing.pause();
        }
    }

    private @Nullable Attempt next(Attempt over) {
        running.remove(over);
        appetite.finished(over.nanosSinceBegin());
        Attempt next = taken.count() > terms.concurrency() || terms.isStopped() ? null : queue.peek();
        if (next == null || !running.add(next, terms.topic())) {
            taken.free(1);
            return null;
        }
        queue.remove();
        fill();
        return next;
    }

    /** Without a thread it waits for one here. False if there is no room for that either, which one from the queue has left. */
    private boolean startOrKeep(Attempt attempt) {
        if (running.add(attempt, terms.topic()) && slots.start(attempt)) {
            return true;
        }
        running.remove(attempt);
        taken.free(1);
        return Queues.addFirst(queue, attempt);
    }
}

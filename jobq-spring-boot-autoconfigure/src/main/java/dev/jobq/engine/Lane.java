package dev.jobq.engine;

import dev.jobq.JobId;
import dev.jobq.store.JobExchange.Limited;
import dev.jobq.store.JobExchange.Wanted;
import dev.jobq.store.Move;
import dev.jobq.store.WorkerView.Load;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.List;
import java.util.Set;
import java.util.concurrent.ExecutorService;
import java.util.function.Consumer;
import java.util.function.Predicate;
import org.jspecify.annotations.Nullable;

/**
 * One topic on this node: its slots, and the jobs that are claimed and wait for one. A slot is taken by a thread that runs
 * one job after another while there are any, or by a long-running handle.
 */
final class Lane {

    private static final Move RELEASE = Move.release();

    private final Terms terms;
    private final Slots slots;
    private final Runnable wake;
    private final Appetite appetite;
    private final Deque<Attempt> queue = new ArrayDeque<>();
    private final RunningAttempts running = new RunningAttempts();
    private final TakenSlots taken = new TakenSlots();
    private final Outbox outbox;

    /**
     * @param ended is handed each attempt that ended
     * @param wake is called when there is room that no ended attempt tells of
     */
    Lane(Terms terms, JobRunner runner, ExecutorService threads, Consumer<Finished> ended, Runnable wake) {
        this.terms = terms;
        this.slots = new Slots(this, runner, threads);
        this.outbox = new Outbox(ended);
        this.wake = wake;
        this.appetite = new Appetite(terms.concurrency(), terms.prefetch());
    }

    /** The store may have jobs. */
    void signal() {
        appetite.signal();
    }

    /** Does what operators say: starts nothing while it is paused, and has so many slots. What runs is left alone. */
    synchronized void steer(boolean paused, int slots) {
        terms.steer(paused, slots);
        appetite.concurrency(slots);
        if (paused) {
            handBackAll();
        }
        fill();
    }

    /** Whether the store may have jobs that there is room for. */
    synchronized boolean wantsJobs() {
        return appetite.isHungry() && room() > 0;
    }

    /** Begins a trade: what it has room for, or null. */
    synchronized @Nullable Wanted beginTrade() {
        if (!wantsJobs()) {
            return null;
        }
        int room = room();
        appetite.ask(room);
        return new Wanted(terms.topic(), room, Math.max(0, terms.concurrency() - taken.count() - queue.size()));
    }

    /** Ends a trade that brought these, by limits if the topic has any. */
    synchronized void endTrade(List<Attempt> claimed, @Nullable Limited limits) {
        appetite.got(claimed.size());
        appetite.limit(limits);
        Queues.addAll(queue, claimed);
        if (terms.isShut()) {
            handBackAll();
        }
        fill();
    }

    /** Ends a trade that failed. */
    synchronized void failTrade() {
        appetite.failed();
    }

    /** Gives a free slot to a waiting job. Its thread gives the next one to the next, so that no caller starts many. */
    synchronized void fill() {
        if (!queue.isEmpty() && taken.count() < terms.concurrency()) {
            taken.take(1);
            start(queue.remove());
        }
    }

    /** Takes free slots for jobs that are just being enqueued, unless others may be waiting for them. */
    synchronized int reserve(int max) {
        boolean isIdle =
                !terms.isShut() && !appetite.isHungry() && !appetite.isTrading() && queue.isEmpty() && !isBehind();
        int reserved = isIdle ? Math.max(0, Math.min(max, terms.concurrency() - taken.count())) : 0;
        taken.take(reserved);
        return reserved;
    }

    /** Starts a job in a slot that was reserved. */
    synchronized void startReserved(Attempt attempt) {
        if (terms.isShut()) {
            taken.free(1);
            handBack(attempt);
        } else {
            start(attempt);
        }
    }

    /** Starts a job that runs alone on this node, where nothing else runs; unless it is not to run at all. */
    synchronized void startAlone(Attempt attempt) {
        if (terms.isStopped()) {
            handBack(attempt);
        } else {
            taken.take(1);
            start(attempt);
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

    void wake() {
        appetite.overUnrecorded();
        wake.run();
    }

    Terms terms() {
        return terms;
    }

    /** Hands back jobs that have waited here for so long: others may have time for them. */
    synchronized void handBackOlderThan(Duration age) {
        while (!queue.isEmpty() && queue.element().sinceClaim().compareTo(age) > 0) {
            appetite.lose();
            appetite.signal();
            handBack(queue.element());
            queue.remove();
        }
    }

    synchronized @Nullable Duration untilAgain() {
        return room() > 0 ? appetite.untilAgain() : null;
    }

    synchronized boolean hasWaiting() {
        return !queue.isEmpty();
    }

    /** Starts no more jobs and hands back those that wait. */
    synchronized void close() {
        terms.close();
        handBackAll();
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
    void cancel(Set<JobId> jobs) {
        List<Attempt> interrupted;
        synchronized (this) {
            interrupted = running.matching(attempt -> jobs.contains(attempt.id()));
            List<Attempt> waiting = queue.stream()
                    .filter(attempt -> jobs.contains(attempt.id()))
                    .toList();
            queue.removeAll(waiting);
            waiting.forEach(attempt -> report(attempt.conclude(Move.cancel(Verdict.ON_REQUEST))));
        }
        interrupted.forEach(Attempt::requestCancel);
    }

    synchronized Load load() {
        return running.load(terms, queue.size());
    }

    void stop() {
        slots.stop();
    }

    /** Hands on the end of an attempt, if it is one. */
    void report(@Nullable Finished finished) {
        if (finished != null) {
            if (finished.ended().attempt().line() != null || appetite.isLimited()) {
                // Whoever comes after it can be claimed by the trade that records its end.
                appetite.signal();
            }
            outbox.hand(finished);
        }
    }

    /**
     * An attempt is over: the next one for its slot, or null when the slot is free. Its end, if it has one to tell, is handed
     * on under the same lock: one trade then both records the end and claims the next job, and whoever finds the lane idle
     * finds the end recorded or waiting to be.
     */
    synchronized @Nullable Attempt next(Attempt over, @Nullable Finished finished) {
        report(finished);
        running.remove(over);
        appetite.finished(over.nanosSinceBegin());
        Attempt next = taken.count() > terms.concurrency() ? null : queue.peek();
        if (next == null || !running.add(next, terms.topic())) {
            taken.free(1);
            return null;
        }
        queue.remove();
        fill();
        return next;
    }

    private void start(Attempt attempt) {
        if (!running.add(attempt, terms.topic()) || !slots.start(attempt)) {
            running.remove(attempt);
            taken.free(1);
            if (!Queues.addFirst(queue, attempt)) {
                handBack(attempt);
            }
        }
    }

    private void handBackAll() {
        while (!queue.isEmpty()) {
            handBack(queue.element());
            queue.remove();
        }
    }

    private void handBack(Attempt attempt) {
        report(attempt.conclude(RELEASE));
    }

    private int room() {
        int most = terms.isShut() || isBehind() ? 0 : terms.concurrency() + appetite.prefetch();
        return most - taken.count() - queue.size();
    }

    /** Whether more attempts have ended than were settled in time. */
    private boolean isBehind() {
        return outbox.size() > terms.concurrency() + terms.prefetch();
    }
}

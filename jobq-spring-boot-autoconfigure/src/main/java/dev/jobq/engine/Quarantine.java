package dev.jobq.engine;

import dev.jobq.store.Move;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.function.Function;
import java.util.function.Predicate;
import org.jspecify.annotations.Nullable;

/**
 * Jobs that crashed their nodes too often. Each runs alone on this node once, so that its crash harms no other and is its own
 * beyond doubt; if it crashes even so it is parked. For its sake the node starts nothing else and waits for what runs, but not
 * for ever: then the job is put off, and the node goes on. Nor may the job itself keep the node for ever: when its timeout has
 * ended it, or it has run for a minute or the topic's timeout, others start beside it. Only one is held at a time, as a crash
 * counts for all that are.
 */
final class Quarantine {

    private static final Duration PATIENCE = Duration.ofMinutes(1);

    private final Function<String, @Nullable Lane> lanes;
    private final Duration patience;
    private @Nullable Attempt waiting;
    private volatile boolean isCleared;
    private long clearedAt;
    private long startedAt;
    /** The one that runs, alone or for too long to be so. */
    private volatile @Nullable Attempt alone;

    /**
     * @param lanes finds a topic's lane
     */
    Quarantine(Function<String, @Nullable Lane> lanes) {
        this(lanes, PATIENCE);
    }

    /**
     * @param patience how long it waits for what runs, how long a job is put off, and how long one runs alone
     */
    Quarantine(Function<String, @Nullable Lane> lanes, Duration patience) {
        this.lanes = lanes;
        this.patience = patience;
    }

    /** Whether the node is kept free. */
    boolean isCleared() {
        return isCleared;
    }

    synchronized boolean hasWaiting() {
        return waiting != null;
    }

    /** Takes those claimed jobs of a lane that must not run beside others; gives back the rest. */
    List<Attempt> sift(Lane lane, List<Attempt> claimed) {
        int most = lane.terms().maxCrashes();
        if (claimed.stream().noneMatch(attempt -> crashes(attempt) >= most)) {
            return claimed;
        }
        List<Attempt> rest = new ArrayList<>();
        for (Attempt attempt : claimed) {
            if (crashes(attempt) < most) {
                rest.add(attempt);
            } else if (crashes(attempt) > most) {
                lane.outbox().end(attempt, Move.crashed(crashes(attempt)));
            } else if (isOverdue()) {
                // To clear the node for it would be in vain.
                lane.outbox().end(attempt, Move.snooze(patience));
            } else if (!take(attempt)) {
                lane.outbox().end(attempt, Move.release());
            }
        }
        return rest;
    }

    /** Goes on: clears the node, starts the job when nothing else runs, opens the node again. By one thread at a time. */
    void step(Collection<Lane> all) {
        Attempt suspect = alone;
        if (suspect != null && !lane(suspect).has(suspect)) {
            alone = null;
        }
        if (!isCleared) {
            if (!hasWaiting()) {
                return;
            }
            isCleared = true;
            clearedAt = System.nanoTime();
        }
        // What waits here for a slot goes where it finds one.
        all.forEach(lane -> lane.handBackOlderThan(Duration.ZERO));
        if (all.stream().allMatch(Lane::isIdle)) {
            Attempt next = takeIf(attempt -> true);
            if (next == null) {
                open(all);
            } else {
                EngineLog.runsAlone(next.ref(), crashes(next));
                startedAt = System.nanoTime();
                alone = next;
                lane(next).startAlone(next);
            }
        } else if (suspect != null) {
            if (isTooLong(suspect)) {
                EngineLog.noLongerAlone(suspect.ref());
                open(all);
            }
        } else if (System.nanoTime() - clearedAt > patience.toNanos()) {
            Attempt late = takeIf(attempt -> true);
            if (late != null) {
                lane(late).outbox().end(late, Move.snooze(patience));
                open(all);
            }
        }
    }

    /** Drops attempts; tells how many. */
    int abandon(Predicate<Attempt> which) {
        Attempt dropped = takeIf(which);
        if (dropped == null) {
            return 0;
        }
        dropped.abandon();
        return 1;
    }

    /** Ends the one that waits if it is among these. */
    void cancel(Predicate<Attempt> which) {
        Attempt cancelled = takeIf(which);
        if (cancelled != null) {
            lane(cancelled).outbox().end(cancelled, Move.cancel(Verdict.ON_REQUEST));
        }
    }

    /** Hands back the one that waits. */
    void close() {
        Attempt back = takeIf(attempt -> true);
        if (back != null) {
            lane(back).outbox().end(back, Move.release());
        }
    }

    synchronized boolean has(Attempt attempt) {
        return waiting == attempt;
    }

    /** Whether one runs that the node is no longer kept free for. */
    private boolean isOverdue() {
        Attempt suspect = alone;
        return suspect != null && !isCleared && lane(suspect).has(suspect);
    }

    /** What is over and still runs does not listen; and nobody is to wait for the others for ever. */
    private boolean isTooLong(Attempt suspect) {
        Duration timeout = lane(suspect).terms().timeout();
        Duration longest = timeout != null && timeout.compareTo(patience) > 0 ? timeout : patience;
        // Until the end that it was given is recorded, a crash would count.
        boolean isStuck = suspect.isStuck() && lane(suspect).outbox().isEmpty();
        return isStuck || System.nanoTime() - startedAt > longest.toNanos();
    }

    private void open(Collection<Lane> all) {
        isCleared = false;
        all.forEach(Lane::signal);
        all.forEach(Lane::wake);
    }

    /** False if another one is held, or runs. */
    private synchronized boolean take(Attempt attempt) {
        if (isCleared || waiting != null) {
            return false;
        }
        waiting = attempt;
        return true;
    }

    private synchronized @Nullable Attempt takeIf(Predicate<Attempt> which) {
        Attempt taken = waiting != null && which.test(waiting) ? waiting : null;
        if (taken != null) {
            waiting = null;
        }
        return taken;
    }

    private Lane lane(Attempt attempt) {
        Lane lane = lanes.apply(attempt.topic());
        if (lane == null) {
            throw new IllegalStateException("Topic '%s' is not served".formatted(attempt.topic()));
        }
        return lane;
    }

    private static int crashes(Attempt attempt) {
        return attempt.claimed().attempt().crashes();
    }
}

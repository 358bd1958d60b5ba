package dev.jobq.engine;

import dev.jobq.JobId;
import dev.jobq.store.Move;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Collection;
import java.util.Deque;
import java.util.List;
import java.util.Set;
import java.util.function.Function;
import java.util.function.Predicate;
import org.jspecify.annotations.Nullable;

/**
 * Jobs that crashed their nodes too often. Each runs alone on this node once, so that its crash harms no other and is its own
 * beyond doubt; if it crashes even so it is parked. For its sake the node starts nothing else and waits for what runs, but not
 * for ever: then the job is put off, and the node goes on.
 */
final class Quarantine {

    private static final Duration PATIENCE = Duration.ofMinutes(1);

    private final Function<String, @Nullable Lane> lanes;
    private final Duration patience;
    private final Deque<Attempt> waiting = new ArrayDeque<>();
    private volatile boolean isCleared;
    private long clearedAt;
    private boolean isRunning;

    /**
     * @param lanes finds a topic's lane
     */
    Quarantine(Function<String, @Nullable Lane> lanes) {
        this(lanes, PATIENCE);
    }

    Quarantine(Function<String, @Nullable Lane> lanes, Duration patience) {
        this.lanes = lanes;
        this.patience = patience;
    }

    /** Whether the node is kept free. */
    boolean isCleared() {
        return isCleared;
    }

    synchronized boolean hasWaiting() {
        return !waiting.isEmpty();
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
            } else if (crashes(attempt) == most) {
                EngineLog.runsAlone(attempt.ref(), most);
                add(attempt);
            } else {
                lane.report(attempt.conclude(Move.crashed(crashes(attempt))));
            }
        }
        return rest;
    }

    /** Goes on: clears the node, starts the next one when nothing else runs, opens the node again. By one thread at a time. */
    void step(Collection<Lane> all) {
        if (!isCleared && hasWaiting()) {
            isCleared = true;
            clearedAt = System.nanoTime();
        }
        if (!isCleared) {
            return;
        }
        // What waits here for a slot goes where it finds one.
        all.forEach(lane -> lane.handBackOlderThan(Duration.ZERO));
        if (all.stream().allMatch(Lane::isIdle)) {
            Attempt next = next();
            isRunning = next != null;
            if (next == null) {
                open(all);
            } else {
                lane(next).startAlone(next);
            }
        } else if (System.nanoTime() - clearedAt > patience.toNanos()) {
            takeAll(attempt -> true).forEach(attempt -> lane(attempt).report(attempt.conclude(Move.snooze(patience))));
            if (!isRunning) {
                open(all);
            }
        }
    }

    /** Drops attempts; tells how many. */
    int abandon(Predicate<Attempt> which) {
        List<Attempt> dropped = takeAll(which);
        dropped.forEach(Attempt::abandon);
        return dropped.size();
    }

    /** Ends those of these jobs that wait. */
    void cancel(Set<JobId> jobs) {
        takeAll(attempt -> jobs.contains(attempt.id()))
                .forEach(attempt -> lane(attempt).report(attempt.conclude(Move.cancel(Verdict.ON_REQUEST))));
    }

    /** Hands back those that wait. */
    void close() {
        takeAll(attempt -> true).forEach(attempt -> lane(attempt).report(attempt.conclude(Move.release())));
    }

    private void open(Collection<Lane> all) {
        isCleared = false;
        all.forEach(Lane::signal);
        all.forEach(Lane::wake);
    }

    private synchronized @Nullable Attempt next() {
        return waiting.poll();
    }

    private synchronized void add(Attempt attempt) {
        waiting.add(attempt);
    }

    private synchronized List<Attempt> takeAll(Predicate<Attempt> which) {
        List<Attempt> taken = waiting.stream().filter(which).toList();
        waiting.removeAll(taken);
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

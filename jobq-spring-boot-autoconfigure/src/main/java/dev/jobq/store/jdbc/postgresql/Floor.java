package dev.jobq.store.jdbc.postgresql;

import dev.jobq.store.jdbc.Call;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.function.LongSupplier;

/**
 * From where claims look in a topic, for each rank: a little before the first job that the last claim took. What lies before
 * was taken, and its index entries are there until no transaction sees them any more and vacuum comes: while one stays open
 * for minutes, to step over them would take longer and longer.
 *
 * <p>What comes to a place that others may have passed, because somebody wants it there or it was there before, is marked in its
 * row, and claims look for that everywhere. Jobs can become available below the floor all the same: inserted long before their
 * commit. So a claim looks everywhere now and then, for a small part of the time; also one that would otherwise find nothing, or
 * too few unless that is known to take long; and whenever this process returned a job.
 */
final class Floor {

    /** The ranks there are: of a smallint. */
    private static final int FIRST = Short.MIN_VALUE;

    private static final int LAST = Short.MAX_VALUE;

    /** To look everywhere takes one part of so many of the time. */
    private static final int SHARE = 20;

    private static final Duration OFTEN = Duration.ofMillis(100);
    private static final Duration SELDOM = Duration.ofSeconds(30);
    private static final Duration CHEAP = Duration.ofMillis(5);

    private final String topic;
    private final LongSupplier ticks;
    private final TreeMap<Integer, Long> byRank = new TreeMap<>();
    private long version;
    private long sweptAt;
    private Duration cost = Duration.ZERO;
    private boolean wasShort = true;

    /**
     * @param ticks nanoseconds since any moment
     */
    Floor(String topic, LongSupplier ticks) {
        this.topic = topic;
        this.ticks = ticks;
    }

    /** Begins a claim. */
    synchronized Look begin() {
        boolean isSweep = byRank.isEmpty() || isDue() || (wasShort && isCheap());
        if (isSweep) {
            forget();
        }
        return new Look(version, isSweep, parts());
    }

    /**
     * Ends a claim.
     *
     * @param taken where the jobs were that it took
     * @param isShort whether it found fewer than wanted
     * @return whether to look for the others everywhere
     */
    synchronized boolean end(Look look, List<Place> taken, boolean isShort, Duration took) {
        if (look.isSweep) {
            sweptAt = ticks.getAsLong();
            cost = took;
        }
        wasShort = isShort;
        // A job that was returned meanwhile may be before those that were found.
        if (look.version == version) {
            Map<Integer, Long> firsts = new TreeMap<>();
            taken.stream()
                    .filter(place -> !place.isBehind)
                    .forEach(place -> firsts.merge(place.rank, place.runAt, Math::min));
            byRank.putAll(firsts);
        }
        // Whoever found some comes again when they have ended; whoever found none may not.
        return !look.isSweep && isShort && (taken.isEmpty() || isCheap() || isDue());
    }

    /** Jobs may have become available anywhere. */
    synchronized void forget() {
        version++;
        byRank.clear();
    }

    private boolean isCheap() {
        return cost.compareTo(CHEAP) < 0;
    }

    private boolean isDue() {
        Duration pause = cost.multipliedBy(SHARE);
        Duration bounded = pause.compareTo(OFTEN) < 0 ? OFTEN : pause.compareTo(SELDOM) > 0 ? SELDOM : pause;
        return ticks.getAsLong() - sweptAt >= bounded.toNanos();
    }

    /** All ranks in order: those with a floor one by one, and what is between them as a whole. */
    private List<Part> parts() {
        List<Part> parts = new ArrayList<>();
        int next = FIRST;
        for (Map.Entry<Integer, Long> entry : byRank.entrySet()) {
            int rank = entry.getKey();
            if (next < rank) {
                parts.add(new Part(topic, next, rank - 1, Long.MIN_VALUE));
            }
            parts.add(new Part(topic, rank, rank, entry.getValue() - Call.micros(Floors.SLACK)));
            next = rank + 1;
        }
        if (next <= LAST) {
            parts.add(new Part(topic, next, LAST, Long.MIN_VALUE));
        }
        return parts;
    }

    /**
     * Where one claim looks.
     *
     * @param version of what is known
     * @param isSweep whether everywhere
     * @param parts in order
     */
    record Look(long version, boolean isSweep, List<Part> parts) {}

    /**
     * Ranks from one to another, with what is due from a time on.
     *
     * @param floor in microseconds since 1970
     */
    record Part(String topic, int from, int to, long floor) {}

    /**
     * A job's place.
     *
     * @param runAt in microseconds since 1970
     * @param isBehind whether it is found there wherever claims begin
     */
    record Place(int rank, long runAt, boolean isBehind) {}
}

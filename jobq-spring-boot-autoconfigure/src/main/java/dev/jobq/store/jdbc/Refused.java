package dev.jobq.store.jdbc;

import java.time.Duration;
import java.util.HashMap;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.TimeUnit;
import java.util.stream.Collectors;

/**
 * What the database refuses to move, by a trigger for one, or as a row is missing: left aside for a while, longer each time, so that
 * it keeps no others waiting. Only memory: every process finds out by itself. Times are microseconds of one clock.
 */
final class Refused {

    private static final long SHORTEST = TimeUnit.SECONDS.toMicros(5);
    /** Whatever was wrong, once it is mended nothing waits longer than this. */
    private static final long LONGEST = TimeUnit.MINUTES.toMicros(1);

    private static final long BETWEEN_TELLING = Duration.ofMinutes(5).toNanos() / 1_000;

    private static final int MOST = 10_000;

    private final Map<Long, Refusal> refusals = new HashMap<>();

    /**
     * Notes that one was refused.
     *
     * @return whether that is to be told, which it was not lately
     */
    synchronized boolean add(long id, long now) {
        refusals.values().removeIf(refusal -> refusal.isOver(now));
        Refusal last = refusals.get(id);
        if (last == null && refusals.size() >= MOST) {
            return false;
        }
        if (last == null) {
            refusals.put(id, new Refusal(now, SHORTEST, now));
            return true;
        }
        boolean isToBeTold = !isWithin(BETWEEN_TELLING, now - last.told);
        refusals.put(id, new Refusal(now, Math.min(LONGEST, last.pause * 2), isToBeTold ? now : last.told));
        return isToBeTold;
    }

    /** Those that are not to be tried for now. */
    synchronized Set<Long> aside(long now) {
        return refusals.isEmpty()
                ? Set.of()
                : refusals.entrySet().stream()
                        .filter(entry -> isWithin(entry.getValue().pause, now - entry.getValue().at))
                        .map(Map.Entry::getKey)
                        .collect(Collectors.toUnmodifiableSet());
    }

    /** A clock that was set back must not make it for ever. */
    private static boolean isWithin(long time, long passed) {
        return passed >= 0 && passed < time;
    }

    private record Refusal(long at, long pause, long told) {

        /** Remembered for longer than it is left aside, so that it is not told again with each try. */
        boolean isOver(long now) {
            return !isWithin(2 * BETWEEN_TELLING, now - at);
        }
    }
}

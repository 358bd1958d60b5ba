package dev.jobq.queue;

import java.time.Duration;

/** When to look at all jobs that are waited for, and when to end looking. Times are those of {@link System#nanoTime}. */
final class LookTimes {

    static final Duration POLL = Duration.ofSeconds(1);
    /** What ended just before others were told that somebody waits is found by then. */
    static final Duration FIRST_LOOK = Duration.ofMillis(50);

    static final Duration LINGER = Duration.ofSeconds(10);
    /** Looks at all take no more than a fifth of a processor. */
    private static final long REST = 4;

    private boolean isIdle;
    private long usedAt;
    private long looksAt;
    private long restsUntil;

    /** From now on, as somebody has begun to wait. */
    void begin(long now) {
        isIdle = false;
        usedAt = now;
        looksAt = now + FIRST_LOOK.toNanos();
        restsUntil = now;
    }

    /** Whether anybody waits. To be told before each question. */
    void waited(boolean isAnybody, long now) {
        if (isAnybody) {
            usedAt = now;
            if (isIdle) {
                // However long nobody waited: what is told of the job from now on may get lost.
                looksAt = now + POLL.toNanos();
            }
        }
        isIdle = !isAnybody;
    }

    /** Whether nobody has waited for so long that it is to end. */
    boolean areOver(long now) {
        return isIdle && now - usedAt >= LINGER.toNanos();
    }

    /**
     * Nanoseconds until all are to be looked at, none or less for now; while nobody waits, until it is to end.
     *
     * @param mayAnyHaveEnded whether somebody said so
     */
    long left(boolean mayAnyHaveEnded, long now) {
        if (isIdle) {
            return LINGER.toNanos() - (now - usedAt);
        }
        return mayAnyHaveEnded ? Math.min(looksAt - now, restsUntil - now) : looksAt - now;
    }

    /** All were looked at. */
    void looked(long start, long now) {
        long rest = REST * (now - start);
        restsUntil = now + rest;
        looksAt = now + Math.max(POLL.toNanos(), rest);
    }
}

package dev.jobq.benchmarks.simulation;

import dev.jobq.StoreUnavailableException;
import java.time.Clock;
import java.time.Instant;
import java.time.ZoneId;
import java.time.ZoneOffset;
import java.time.temporal.ChronoUnit;
import java.util.SplittableRandom;

/**
 * The one clock of a simulated world. It moves a little whenever somebody looks at it, which stores do within their
 * transactions: so a look is also where a transaction can be undone half-way, or take much longer than it should.
 */
final class VirtualClock extends Clock {

    private static final Instant START = Instant.parse("2026-11-01T12:00:00Z");
    private static final int LONGEST_STEP_MICROS = 400;

    private final SplittableRandom random;
    private long micros;
    private long ahead;
    private int looksUntilFault = -1;
    private long stallMicros;

    VirtualClock(SplittableRandom random) {
        this.random = random;
    }

    /** Microseconds since the world began. Looking so does not move the clock. */
    long micros() {
        return micros;
    }

    /** Moves on by the least step, so that no two things happen at one time. */
    long tick() {
        return ++micros;
    }

    void advance(long more) {
        micros += more;
    }

    /** The clock on the wall, which the stores read, is set; or all machines were suspended together. */
    void step(long more) {
        ahead += more;
    }

    /** What the clock on the wall shows. */
    long wall() {
        return micros + ahead;
    }

    /** The transaction that looks for the so-many-th time from now is undone. */
    void undoAfter(int looks) {
        looksUntilFault = looks;
        stallMicros = 0;
    }

    /** The transaction that looks for the so-many-th time from now stands still for so long. */
    void stallAfter(int looks, long micros) {
        looksUntilFault = looks;
        stallMicros = micros;
    }

    /** Forgets a fault that nobody met; tells whether there was one. */
    boolean disarm() {
        boolean wasArmed = looksUntilFault >= 0;
        looksUntilFault = -1;
        return wasArmed;
    }

    @Override
    public Instant instant() {
        micros += 1 + random.nextInt(LONGEST_STEP_MICROS);
        if (looksUntilFault >= 0 && looksUntilFault-- == 0) {
            if (stallMicros == 0) {
                throw new StoreUnavailableException("undone", new IllegalStateException("a planned fault"));
            }
            micros += stallMicros;
        }
        return time(wall());
    }

    /** What the clock on the wall shows when it shows so many microseconds. */
    static Instant time(long wall) {
        return START.plus(wall, ChronoUnit.MICROS);
    }

    @Override
    public ZoneId getZone() {
        return ZoneOffset.UTC;
    }

    @Override
    public Clock withZone(ZoneId zone) {
        return this;
    }
}

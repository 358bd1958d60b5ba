package dev.jobq.recurring;

import dev.jobq.Cadence;
import dev.jobq.InvalidScheduleException;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** The fire times of a schedule. */
public interface Timetable {

    /** Databases' own timestamps end soon after. */
    Instant END = Instant.parse("9999-12-31T00:00:00Z");

    /** The first fire time after a moment; null if there is none any more. */
    @Nullable Instant next(Instant after);

    /**
     * The fire times of a cadence.
     *
     * @param anchor from when a fixed rate counts
     * @throws InvalidScheduleException if the expression or the zone is not allowed, or the expression never fires
     */
    static Timetable of(Cadence cadence, Instant anchor) {
        Duration every = cadence.every();
        return every == null ? CronTimetable.of(cadence) : new FixedRate(anchor, every);
    }

    /** The first fire time of a cadence after a moment; null if there is none. See {@link #of}. */
    static @Nullable Instant firstAfter(Cadence cadence, Instant anchor, Instant moment) {
        return of(cadence, anchor).next(moment);
    }

    /** The first fire times after a moment, at most so many. */
    default List<Instant> next(Instant after, int most) {
        List<Instant> times = new ArrayList<>();
        Instant next = next(after);
        while (next != null && times.size() < most) {
            times.add(next);
            next = next(next);
        }
        return times;
    }

    /** The last fire times from one moment to another, both included, in order, at most so many. */
    default List<Instant> latest(Instant from, Instant to, int most) {
        Instant before = from.minusNanos(1);
        Duration window = Duration.ofSeconds(1);
        while (true) {
            // Backwards in ever longer steps: nobody knows how many times there are, and a second may have one for
            // years.
            Instant start = window.compareTo(Duration.between(before, to)) >= 0 ? before : to.minus(window);
            List<Instant> times = between(start, to);
            if (times.size() >= most || start.equals(before)) {
                return times.subList(Math.max(0, times.size() - most), times.size());
            }
            window = window.multipliedBy(2);
        }
    }

    private List<Instant> between(Instant after, Instant to) {
        List<Instant> times = new ArrayList<>();
        for (Instant next = next(after); next != null && !next.isAfter(to); next = next(next)) {
            times.add(next);
        }
        return times;
    }
}

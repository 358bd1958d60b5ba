package dev.jobq.recurring;

import dev.jobq.Misfire;
import dev.jobq.Schedule;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * What a due schedule does.
 *
 * @param times the fire times to enqueue jobs for, in order; none if all are left out
 * @param next when it is due next; null if never
 * @param isMisfire whether fire times were missed
 */
public record Firing(List<Instant> times, @Nullable Instant next, boolean isMisfire) {

    /** What is more than that late is missed. */
    static final Duration GRACE = Duration.ofMinutes(1);

    /**
     * Decides it.
     *
     * @param due the first fire time that nothing was done about yet
     * @param now the store's clock, not before {@code due}
     */
    public static Firing of(Timetable timetable, Schedule.Rules rules, Instant due, Instant now) {
        Instant next = timetable.next(now);
        int most = rules.misfire() == Misfire.CATCH_UP && rules.allowsOverlap() ? rules.catchUp() : 1;
        List<Instant> latest = timetable.latest(due, now, most);
        if (latest.isEmpty()) {
            // The zone's rules changed since it was computed.
            return new Firing(List.of(), next, false);
        }
        Instant last = latest.get(latest.size() - 1);
        boolean isLate = Duration.between(last, now).compareTo(GRACE) > 0;
        boolean isMisfire = isLate || !last.equals(due);
        boolean isLeftOut = rules.misfire() == Misfire.SKIP && isLate;
        return new Firing(isLeftOut ? List.of() : List.copyOf(latest), next, isMisfire);
    }
}

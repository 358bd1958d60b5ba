package dev.jobq.store;

import dev.jobq.Schedule;
import java.time.Instant;

/**
 * A schedule as the store has it.
 *
 * @param plan what defines it
 * @param origin where it comes from
 * @param state how it stands
 * @param anchor from when a fixed rate counts
 * @param revision grows with every change but fires
 */
public record StoredSchedule(
        SchedulePlan plan, Schedule.Origin origin, Schedule.State state, Instant anchor, long revision) {

    /** Its name. */
    public String name() {
        return plan.name();
    }
}

package dev.jobq.benchmarks.simulation;

import dev.jobq.Schedule;
import dev.jobq.recurring.Firing;
import dev.jobq.recurring.Timetable;
import dev.jobq.store.ScheduleStore;
import dev.jobq.store.StoredSchedule;
import java.time.Instant;

/** Fires what is due, as the engine's {@code Firer} does. */
final class DueSchedules {

    private static final int MOST = 10;

    private DueSchedules() {}

    static void fire(ScheduleStore schedules) {
        ScheduleStore.Due due = schedules.due(MOST);
        for (StoredSchedule schedule : due.schedules()) {
            Instant at = schedule.state().nextFireAt();
            if (at != null) {
                Timetable timetable = Timetable.of(schedule.plan().cadence(), schedule.anchor());
                Firing firing = Firing.of(timetable, Schedule.Rules.DEFAULT, at, due.now());
                schedules.fire(schedule, firing.times(), firing.next());
            }
        }
    }
}

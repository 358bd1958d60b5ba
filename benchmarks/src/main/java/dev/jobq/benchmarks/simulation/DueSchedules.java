package dev.jobq.benchmarks.simulation;

import dev.jobq.Cadence;
import dev.jobq.Schedule;
import dev.jobq.recurring.Firing;
import dev.jobq.recurring.Timetable;
import dev.jobq.store.JobDraft;
import dev.jobq.store.SchedulePlan;
import dev.jobq.store.ScheduleStore;
import dev.jobq.store.StoredSchedule;
import java.time.Duration;
import java.time.Instant;

/** A schedule; fires what is due, as the engine's {@code Firer} does. */
final class DueSchedules {

    static final String NAME = "tick";

    private static final int MOST = 10;
    private static final Duration EVERY = Duration.ofMillis(1_500);

    private DueSchedules() {}

    /** Makes the one schedule there is. */
    static void put(ScheduleStore schedules) {
        JobDraft job =
                new JobDraft(Work.TICK, "work", "-1", 0, JobDraft.Start.NOW, JobDraft.Limits.NONE, JobDraft.Terms.NONE);
        schedules.put(new SchedulePlan(NAME, Cadence.every(EVERY), Schedule.Rules.DEFAULT, job), Timetable::firstAfter);
    }

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

package dev.jobq.store;

import static dev.jobq.store.DraftBuilder.draft;

import dev.jobq.Cadence;
import dev.jobq.Fire;
import dev.jobq.JobStatus;
import dev.jobq.Schedule.Rules;
import dev.jobq.recurring.Timetable;
import dev.jobq.store.ScheduleStore.Declared;
import java.time.Duration;
import java.util.List;

/** What the contracts of schedules have in common. The clock stands at 12:00. */
abstract class ScheduleFixture extends StoreContract {

    static final Cadence DAILY = Cadence.cron("0 0 13 * * *");

    static final Cadence HOURLY = Cadence.every(Duration.ofHours(1));

    final void endAllAndPurge() {
        worker.drain(TOPIC).forEach(job -> worker.end(job, Move.completed(null)));
        clock.advance(Duration.ofMillis(1));
        store.upkeep().purge(TOPIC, JobStatus.COMPLETED, Duration.ZERO, 1000);
    }

    final ScheduleStore schedules() {
        return store.schedules();
    }

    final StoredSchedule put(SchedulePlan plan) {
        return schedules().put(plan, Timetable::firstAfter);
    }

    final Declared declare(SchedulePlan... plans) {
        return schedules().declare(List.of(plans), Timetable::firstAfter);
    }

    final StoredSchedule due() {
        return schedules().due(1).schedules().get(0);
    }

    final List<Fire> fire(StoredSchedule due) {
        return fire(schedules(), due);
    }

    final List<Fire> fire(ScheduleStore on, StoredSchedule due) {
        Timetable timetable = Timetable.of(due.plan().cadence(), due.anchor());
        return on.fire(due, List.of(due.state().nextFireAt()), timetable.next(now()))
                .orElse(null);
    }

    static SchedulePlan plan(String name, Cadence cadence) {
        return new SchedulePlan(name, cadence, Rules.DEFAULT, draft().build());
    }
}

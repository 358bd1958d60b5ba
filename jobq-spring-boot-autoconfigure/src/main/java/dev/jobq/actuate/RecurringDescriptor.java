package dev.jobq.actuate;

import dev.jobq.Fire;
import dev.jobq.InvalidScheduleException;
import dev.jobq.Misfire;
import dev.jobq.recurring.Timetable;
import dev.jobq.store.JobDraft;
import dev.jobq.store.SchedulePlan;
import dev.jobq.store.StoredSchedule;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.springframework.boot.actuate.endpoint.OperationResponseBody;

/**
 * A schedule in JSON.
 *
 * @param cron its expression; null at a fixed rate
 * @param every its fixed rate; null with an expression
 * @param key whom or what its jobs are about, if it says
 * @param label which workers are to run them, if it says
 * @param application which application declared or made it
 * @param code whether that application's code declares it; else it was made through the API
 * @param declared whether it still is in that code
 * @param lastFireAt the last fire time that enqueued something
 * @param nextFireTimes the next five; none while it is paused
 * @param history its newest fires; only of a single schedule
 */
public record RecurringDescriptor(
        String name,
        @Nullable String cron,
        @Nullable String zone,
        @Nullable Duration every,
        Misfire misfire,
        boolean allowOverlap,
        String topic,
        String type,
        @Nullable String key,
        @Nullable String label,
        String application,
        boolean code,
        boolean declared,
        boolean paused,
        @Nullable Instant lastFireAt,
        List<Instant> nextFireTimes,
        @Nullable List<FireDescriptor> history)
        implements OperationResponseBody {

    private static final int NEXT = 5;

    static RecurringDescriptor of(StoredSchedule schedule, Instant now, @Nullable List<Fire> history) {
        SchedulePlan plan = schedule.plan();
        JobDraft job = plan.job();
        return new RecurringDescriptor(
                plan.name(),
                plan.cadence().cron(),
                plan.cadence().zone(),
                plan.cadence().every(),
                plan.rules().misfire(),
                plan.rules().allowsOverlap(),
                job.topic(),
                job.type(),
                job.terms().key(),
                job.terms().label() == null ? null : job.terms().label().name(),
                schedule.origin().application(),
                schedule.origin().isCode(),
                schedule.origin().isDeclared(),
                schedule.state().isPaused(),
                schedule.state().lastFireAt(),
                nextFireTimes(schedule, now),
                history == null
                        ? null
                        : history.stream().map(FireDescriptor::of).toList());
    }

    private static List<Instant> nextFireTimes(StoredSchedule schedule, Instant now) {
        if (schedule.state().isPaused()) {
            return List.of();
        }
        try {
            return Timetable.of(schedule.plan().cadence(), schedule.anchor()).next(now, NEXT);
        } catch (InvalidScheduleException ex) {
            // Written by a process that knows more time zones than this one.
            Instant next = schedule.state().nextFireAt();
            return next == null ? List.of() : List.of(next);
        }
    }

    /** All schedules in JSON, by name. */
    public record Schedules(List<RecurringDescriptor> schedules) implements OperationResponseBody {}

    /**
     * A fire in JSON.
     *
     * @param at the fire time
     * @param manual whether it was asked for, beside the fire times
     * @param job the job, which may be gone by now
     * @param firedAt when it really fired
     */
    public record FireDescriptor(Instant at, boolean manual, long job, Instant firedAt) {

        static FireDescriptor of(Fire fire) {
            return new FireDescriptor(fire.at(), fire.isManual(), fire.job().value(), fire.firedAt());
        }
    }
}

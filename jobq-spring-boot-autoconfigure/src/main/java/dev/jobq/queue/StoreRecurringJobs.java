package dev.jobq.queue;

import dev.jobq.Fire;
import dev.jobq.InvalidScheduleException;
import dev.jobq.JobId;
import dev.jobq.JsonCodec;
import dev.jobq.JsonValue;
import dev.jobq.NewJob;
import dev.jobq.NewSchedule;
import dev.jobq.RecurringJobs;
import dev.jobq.Schedule;
import dev.jobq.ScheduleNotFoundException;
import dev.jobq.recurring.Timetable;
import dev.jobq.store.JobDraft;
import dev.jobq.store.SchedulePlan;
import dev.jobq.store.ScheduleStore;
import dev.jobq.store.StoredSchedule;
import java.time.Instant;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;
import java.util.function.Supplier;

/** The schedules of a store: everything is checked here before anything is written. */
final class StoreRecurringJobs implements RecurringJobs {

    private static final int MOST = 1_000;

    private final ScheduleStore schedules;
    private final JobDrafter drafter;
    private final KnownTopics topics;
    private final JsonCodec codec;
    private final Supplier<Instant> now;

    /**
     * @param now the store's clock
     */
    StoreRecurringJobs(
            ScheduleStore schedules, JobDrafter drafter, KnownTopics topics, JsonCodec codec, Supplier<Instant> now) {
        this.schedules = schedules;
        this.drafter = drafter;
        this.topics = topics;
        this.codec = codec;
        this.now = now;
    }

    @Override
    public Schedule schedule(NewSchedule schedule) {
        Objects.requireNonNull(schedule, "schedule");
        NewJob job = schedule.job();
        if (job.runAt() != null || job.delay() != null || job.deadline() != null) {
            throw new InvalidScheduleException(
                    "The job of schedule '%s' says when it runs: leave runAt, delay and deadline to the schedule"
                            .formatted(schedule.name()));
        }
        if (job.unique().key() != null) {
            throw new InvalidScheduleException(
                    "The job of schedule '%s' has the unique key '%s', which fires do not take: use withoutOverlap instead"
                            .formatted(schedule.name(), job.unique().key()));
        }
        JobDraft draft = drafter.draft(job);
        SchedulePlan plan = new SchedulePlan(schedule.name(), schedule.cadence(), schedule.rules(), draft);
        topics.remember(Set.of(draft.topic()));
        return view(schedules.put(plan, Timetable::firstAfter));
    }

    @Override
    public boolean remove(String name) {
        return schedules.remove(require(name));
    }

    @Override
    public boolean pause(String name) {
        if (schedules.pause(require(name))) {
            return true;
        }
        found(name);
        return false;
    }

    @Override
    public boolean resume(String name) {
        if (schedules.resume(require(name), Timetable::firstAfter)) {
            return true;
        }
        found(name);
        return false;
    }

    @Override
    public JobId runNow(String name) {
        return schedules.runNow(require(name)).map(Fire::job).orElseThrow(() -> new ScheduleNotFoundException(name));
    }

    @Override
    public List<Instant> nextFireTimes(String name, int count) {
        requireCount("count", count);
        StoredSchedule schedule = found(name);
        if (schedule.state().isPaused()) {
            return List.of();
        }
        return Timetable.of(schedule.plan().cadence(), schedule.anchor()).next(now.get(), count);
    }

    @Override
    public Optional<Schedule> get(String name) {
        return schedules.get(require(name)).map(this::view);
    }

    @Override
    public List<Schedule> list() {
        return schedules.list().stream().map(this::view).toList();
    }

    @Override
    public List<Fire> history(String name, int limit) {
        requireCount("limit", limit);
        return schedules.history(require(name), limit);
    }

    private StoredSchedule found(String name) {
        return schedules.get(require(name)).orElseThrow(() -> new ScheduleNotFoundException(name));
    }

    private Schedule view(StoredSchedule stored) {
        JobDraft job = stored.plan().job();
        return new Schedule(
                stored.name(),
                stored.plan().cadence(),
                stored.plan().rules(),
                new Schedule.Template(
                        job.topic(),
                        job.type(),
                        new JsonValue(job.payload(), codec),
                        job.priority(),
                        job.limits().maxAttempts(),
                        job.limits().timeout(),
                        place(job.terms())),
                stored.origin(),
                stored.state());
    }

    private static Schedule.Place place(JobDraft.Terms terms) {
        JobDraft.Label label = terms.label();
        return new Schedule.Place(
                terms.key(),
                terms.shards(),
                label == null ? null : label.name(),
                label == null ? null : label.patience());
    }

    private static String require(String name) {
        return Objects.requireNonNull(name, "name");
    }

    private static void requireCount(String what, int count) {
        if (count < 1 || count > MOST) {
            throw new InvalidScheduleException("%s %d is out of range: 1 to %d".formatted(what, count, MOST));
        }
    }
}

package dev.jobq.engine;

import dev.jobq.QueueClosedException;
import dev.jobq.StoreUnavailableException;
import dev.jobq.handler.DeclaredSchedule;
import dev.jobq.recurring.Firing;
import dev.jobq.recurring.Timetable;
import dev.jobq.store.JobDraft;
import dev.jobq.store.SchedulePlan;
import dev.jobq.store.ScheduleStore;
import dev.jobq.store.ScheduleStore.Declared;
import dev.jobq.store.StoredSchedule;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Collections;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ThreadLocalRandom;

/**
 * Enqueues the jobs of due schedules. Every worker does; the store lets one of them win, whichever. It sleeps until the next
 * fire time, a moment longer or shorter than others, and looks once a poll interval for schedules that others made.
 */
final class Firer {

    private static final int MOST_DUE = 100;
    private static final long MOST_JITTER_MILLIS = 20;
    /** One that cannot be fired must not keep the loop busy. */
    private static final Duration REST_OF_FAULTY = Duration.ofMinutes(1);

    private final ScheduleStore schedules;
    private final Membership membership;
    private final List<SchedulePlan> plans;
    private final Duration heartbeat;
    private final Duration pollInterval;
    private final Map<String, Long> faultyUntil = new HashMap<>();
    private boolean isDeclared;

    /**
     * @param declared what the code here declares
     */
    Firer(
            ScheduleStore schedules,
            Membership membership,
            List<DeclaredSchedule> declared,
            EngineSettings.Timing timing) {
        this.schedules = schedules;
        this.membership = membership;
        this.plans = declared.stream().map(Firer::plan).toList();
        this.heartbeat = timing.heartbeat();
        this.pollInterval = timing.pollInterval();
    }

    Duration run() {
        if (membership.holding() == null) {
            return shorter(heartbeat.dividedBy(4), pollInterval);
        }
        if (!isDeclared) {
            declare();
            isDeclared = true;
        }
        ScheduleStore.Due due = schedules.due(MOST_DUE);
        List<StoredSchedule> shuffled = new ArrayList<>(due.schedules());
        // Where many are due at once, workers begin at different ones.
        Collections.shuffle(shuffled, ThreadLocalRandom.current());
        boolean isAnyFired = false;
        for (StoredSchedule schedule : shuffled) {
            isAnyFired |= fire(schedule, due.now());
        }
        return isAnyFired ? Duration.ZERO : sleep(due);
    }

    private Duration sleep(ScheduleStore.Due due) {
        Duration untilNext = due.untilNext();
        if (untilNext == null) {
            return pollInterval;
        }
        if (untilNext.isZero()) {
            // Somebody else is firing it, or it is faulty.
            return shorter(Duration.ofSeconds(1), pollInterval);
        }
        long jitter = ThreadLocalRandom.current().nextLong(MOST_JITTER_MILLIS);
        return shorter(untilNext.plusMillis(jitter), pollInterval);
    }

    /** Whether it moved on, by whomever. */
    private boolean fire(StoredSchedule schedule, Instant now) {
        Long rest = faultyUntil.get(schedule.name());
        if (rest != null && System.nanoTime() - rest < 0) {
            return false;
        }
        try {
            Instant due = schedule.state().nextFireAt();
            if (due == null) {
                return false;
            }
            Timetable timetable = Timetable.of(schedule.plan().cadence(), schedule.anchor());
            Firing firing = Firing.of(timetable, schedule.plan().rules(), due, now);
            schedules
                    .fire(schedule, firing.times(), firing.next())
                    .ifPresent(fires -> EngineLog.fired(schedule, firing, fires));
            faultyUntil.remove(schedule.name());
            return true;
        } catch (StoreUnavailableException | QueueClosedException ex) {
            throw ex;
        } catch (RuntimeException ex) {
            faultyUntil.put(schedule.name(), System.nanoTime() + REST_OF_FAULTY.toNanos());
            EngineLog.notFired(schedule.name(), REST_OF_FAULTY, ex);
            return false;
        }
    }

    private void declare() {
        Declared declared = schedules.declare(plans, Timetable::firstAfter);
        EngineLog.declared(declared);
    }

    private static SchedulePlan plan(DeclaredSchedule declared) {
        Integer priority = declared.handler().options().priority();
        return new SchedulePlan(
                declared.name(),
                declared.cadence(),
                declared.rules(),
                new JobDraft(
                        declared.handler().topic(),
                        declared.handler().type(),
                        declared.payload(),
                        priority == null ? 0 : priority,
                        JobDraft.Start.NOW,
                        JobDraft.Limits.NONE));
    }

    private static Duration shorter(Duration one, Duration other) {
        return one.compareTo(other) < 0 ? one : other;
    }
}

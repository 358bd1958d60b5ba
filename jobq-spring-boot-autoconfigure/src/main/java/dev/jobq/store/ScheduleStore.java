package dev.jobq.store;

import dev.jobq.Cadence;
import dev.jobq.Fire;
import java.time.Duration;
import java.time.Instant;
import java.util.Collection;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * The schedules and when they fired. Changes are made in the caller's transaction if there is one; {@link #due}, {@link #fire}
 * and {@link #declare} are the engine's and stay out of it.
 */
public interface ScheduleStore {

    /** Tells the first fire time after a moment; null if there is none. */
    @FunctionalInterface
    interface NextTime {
        @Nullable Instant after(Cadence cadence, Instant anchor, Instant moment);
    }

    /** The schedules that are due, longest due first, and how long until the next one is. */
    Due due(int limit);

    /**
     * Enqueues a job for each of these fire times and moves the schedule on, in one transaction, unless somebody else did so
     * before or changed the schedule: then nothing is written. A fire time that is in the history already enqueues nothing.
     *
     * @param due the schedule as {@link #due} gave it
     * @param times which fire times
     * @param next when it is due next; null if never
     * @return what fired; empty if somebody else was faster
     */
    Optional<List<Fire>> fire(StoredSchedule due, List<Instant> times, @Nullable Instant next);

    /**
     * Makes a schedule or changes the one of that name, as the API does. The next fire time is found anew if the cadence
     * changed.
     *
     * @throws dev.jobq.InvalidScheduleException if code declares one of that name
     */
    StoredSchedule put(SchedulePlan plan, NextTime nextTime);

    /**
     * Makes or changes the schedules that this process's code declares, each in a transaction of its own, and marks those of
     * the same application that its code declares no more.
     */
    Declared declare(Collection<SchedulePlan> plans, NextTime nextTime);

    /** Removes one; false if there was none. */
    boolean remove(String name);

    /** Pauses one; false if it is paused already or there is none. */
    boolean pause(String name);

    /** Resumes one from its next fire time on; false if it is not paused or there is none. */
    boolean resume(String name, NextTime nextTime);

    /** Enqueues its job now; empty if there is no such schedule. */
    Optional<Fire> runNow(String name);

    /** One of them. */
    Optional<StoredSchedule> get(String name);

    /** All of them, by name. */
    List<StoredSchedule> list();

    /** When one fired, newest first. */
    List<Fire> history(String name, int limit);

    /** Has this run after schedules were changed through this store, until the answer is closed; it must be quick. */
    StoreSignals.Subscription onChange(Runnable listener);

    /**
     * What is due.
     *
     * @param now the store's clock
     * @param schedules those that are due, at most as many as asked for
     * @param untilNext how long until the next one is due; zero if more are, null if none ever is
     */
    record Due(
            Instant now,
            List<StoredSchedule> schedules,
            @Nullable Duration untilNext) {}

    /**
     * What declaring did.
     *
     * @param created the names of those that are new
     * @param changed the names of those that were defined otherwise
     * @param taken the names of those that another application declared, or that the API had made
     * @param undeclared the names of those of this application that its code declares no more
     */
    record Declared(List<String> created, List<String> changed, List<String> taken, List<String> undeclared) {}
}

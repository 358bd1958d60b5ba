package dev.jobq;

import java.time.Instant;
import java.util.List;
import java.util.Optional;

/**
 * Jobs that are enqueued over and over: the schedules of a store, those declared with {@link RecurringJob} among them. They
 * are kept in the database; whichever worker is there first enqueues the job of a fire time, and no two do. Calls take part
 * in transactions as {@link JobQueue}'s do. A worker of another process sees a change within {@code jobq.poll-interval}.
 */
public interface RecurringJobs {

    /**
     * Makes a schedule, or changes the one of that name. If its cadence changed, the next fire time is counted anew from now;
     * whether it is paused stays.
     *
     * @return the schedule as it is now
     * @throws InvalidScheduleException if its cadence is not allowed, its job says when it runs, or code declares a schedule of
     *     that name
     * @throws UnknownTopicException as {@link JobQueue#enqueue(NewJob)} does, and so for all that is wrong with the job
     */
    Schedule schedule(NewSchedule schedule);

    /**
     * Removes a schedule; the jobs that it enqueued stay. One that code declares comes back when a worker with that code starts.
     *
     * @return whether there was one
     */
    boolean remove(String name);

    /**
     * Has a schedule fire at no time until it is resumed, over restarts and changes of its definition.
     *
     * @return whether it was not paused before
     * @throws ScheduleNotFoundException if there is none of that name
     */
    boolean pause(String name);

    /**
     * Has a paused schedule fire again, from its next fire time on: those that passed meanwhile are left out.
     *
     * @return whether it was paused
     * @throws ScheduleNotFoundException if there is none of that name
     */
    boolean resume(String name);

    /**
     * Enqueues its job now, paused or not, beside its fire times.
     *
     * @return the job
     * @throws ScheduleNotFoundException if there is none of that name
     */
    JobId runNow(String name);

    /**
     * Its next fire times, soonest first; none while it is paused.
     *
     * @param count at most so many, from 1 to 1,000
     * @throws ScheduleNotFoundException if there is none of that name
     */
    List<Instant> nextFireTimes(String name, int count);

    /** The schedule of that name. */
    Optional<Schedule> get(String name);

    /** All of them, by name. */
    List<Schedule> list();

    /**
     * When it fired, newest first: the newest 100, and older ones whose job is still there.
     *
     * @param limit at most so many, from 1 to 1,000
     */
    List<Fire> history(String name, int limit);
}

package dev.jobq;

import java.time.Duration;
import java.time.ZoneId;
import java.util.Objects;

/**
 * A schedule to be made or changed. Immutable: every method returns a changed copy.
 *
 * <pre>{@code
 * jobQueue.recurring().schedule(NewSchedule.cron("nightly-report", "0 0 3 * * *", NewJob.of(new Report("sales")))
 *         .zone(ZoneId.of("Europe/Berlin")).misfire(Misfire.SKIP));
 * }</pre>
 */
public final class NewSchedule {

    private final String name;
    private final Cadence cadence;
    private final NewJob job;
    private final Schedule.Rules rules;

    private NewSchedule(String name, Cadence cadence, NewJob job, Schedule.Rules rules) {
        this.name = requireName(name);
        this.cadence = Objects.requireNonNull(cadence, "cadence");
        this.job = Objects.requireNonNull(job, "job");
        this.rules = Objects.requireNonNull(rules, "rules");
    }

    /**
     * A schedule.
     *
     * @param name its name, 1 to 200 characters
     * @param cadence when it fires
     * @param job what each fire enqueues; it must not say when it runs
     * @throws InvalidScheduleException if the name is not allowed
     */
    public static NewSchedule of(String name, Cadence cadence, NewJob job) {
        return new NewSchedule(name, cadence, job, Schedule.Rules.DEFAULT);
    }

    /** A schedule by a cron expression of six fields, in UTC until {@link #zone} says otherwise. */
    public static NewSchedule cron(String name, String cron, NewJob job) {
        return of(name, Cadence.cron(cron), job);
    }

    /** A schedule at a fixed rate, of a second or more. */
    public static NewSchedule every(String name, Duration every, NewJob job) {
        return of(name, Cadence.every(every), job);
    }

    /**
     * The time zone in which its cron expression is read.
     *
     * @throws InvalidScheduleException if it has a fixed rate
     */
    public NewSchedule zone(ZoneId zone) {
        return new NewSchedule(name, new Cadence(cadence.cron(), zone.getId(), cadence.every()), job, rules);
    }

    /** What becomes of missed fire times. Default: {@link Misfire#FIRE_ONCE}. */
    public NewSchedule misfire(Misfire misfire) {
        return new NewSchedule(
                name,
                cadence,
                job,
                new Schedule.Rules(Objects.requireNonNull(misfire, "misfire"), rules.catchUp(), rules.allowsOverlap()));
    }

    /**
     * {@link Misfire#CATCH_UP}, with at most so many jobs.
     *
     * @throws InvalidScheduleException if outside 1 to 1,000
     */
    public NewSchedule catchUp(int most) {
        return new NewSchedule(name, cadence, job, new Schedule.Rules(Misfire.CATCH_UP, most, rules.allowsOverlap()));
    }

    /** Leaves a fire time out when the job of the last fire has not ended. */
    public NewSchedule withoutOverlap() {
        return new NewSchedule(name, cadence, job, new Schedule.Rules(rules.misfire(), rules.catchUp(), false));
    }

    /** Its name. */
    public String name() {
        return name;
    }

    /** When it fires. */
    public Cadence cadence() {
        return cadence;
    }

    /** What each fire enqueues. */
    public NewJob job() {
        return job;
    }

    /** What becomes of fire times that are missed, or that come too soon. */
    public Schedule.Rules rules() {
        return rules;
    }

    /**
     * Checks a schedule's name: 1 to 200 characters, not blank, no control characters.
     *
     * @throws InvalidScheduleException if it is not allowed
     */
    public static String requireName(String name) {
        try {
            return NewJob.requireName("schedule", name);
        } catch (InvalidJobException ex) {
            throw new InvalidScheduleException(String.valueOf(ex.getMessage()), ex);
        }
    }
}

package dev.jobq;

import java.lang.annotation.Documented;
import java.lang.annotation.ElementType;
import java.lang.annotation.Retention;
import java.lang.annotation.RetentionPolicy;
import java.lang.annotation.Target;

/**
 * Declares a schedule that enqueues jobs for the method it is on, once for each fire time over all processes. On a
 * {@link JobHandler} the jobs are those of that handler, with the {@link #payload()} given here. On any other method of a bean
 * the method becomes the handler: it may take a {@link JobContext} and the {@link Job}, and its jobs are in the topic
 * {@value #TOPIC}, their type being the schedule's name.
 *
 * <pre>{@code
 * @RecurringJob(name = "nightly", cron = "0 0 3 * * *", zone = "Europe/Berlin")
 * void tidyUp(JobContext job) { … job.fire() … }
 * }</pre>
 *
 * <p>All texts may have placeholders, as in {@code cron = "${reports.cron}"}. One of {@link #cron()} and {@link #every()} must be
 * given. A schedule that is removed from the code goes on until {@link RecurringJobs#remove} ends it, and is reported when a
 * worker starts.
 */
@Documented
@Target(ElementType.METHOD)
@Retention(RetentionPolicy.RUNTIME)
public @interface RecurringJob {

    /** The topic of schedules on methods that are no {@link JobHandler}. */
    String TOPIC = "recurring";

    /** The schedule's name, of which there is one in a store; 1 to 200 characters. */
    String name();

    /** Six fields, as Spring's {@code CronExpression} reads them: second, minute, hour, day of month, month, day of week. */
    String cron() default "";

    /** The time zone in which {@link #cron()} is read, as {@code Europe/Berlin}. Default: UTC, whatever the machine's zone is. */
    String zone() default "";

    /** The time from one fire time to the next, as {@code 15m} or {@code PT15M}, from one second. */
    String every() default "";

    /** What becomes of missed fire times. */
    Misfire misfire() default Misfire.FIRE_ONCE;

    /** How many missed fire times {@link Misfire#CATCH_UP} makes up for, 1 to 1,000; 0 is 10. */
    int catchUp() default 0;

    /** Whether it fires while the job of its last fire has not ended; if not, such a fire time is left out. */
    boolean allowOverlap() default true;

    /** The payload of its jobs as JSON text, for a {@link JobHandler} that takes one. */
    String payload() default "";
}

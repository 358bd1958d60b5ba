package dev.jobq;

import java.lang.annotation.Documented;
import java.lang.annotation.ElementType;
import java.lang.annotation.Retention;
import java.lang.annotation.RetentionPolicy;
import java.lang.annotation.Target;

/**
 * Marks a method of a bean that runs jobs. It may take, in any order, the payload, a {@link JobContext} and the
 * {@link Job}; all are optional. What it returns decides how the attempt ended, see {@link Outcome}.
 *
 * <pre>{@code
 * @JobHandler(topic = "emails", maxAttempts = 5)
 * Receipt send(Welcome payload, JobContext job) { … }
 * }</pre>
 */
@Documented
@Target(ElementType.METHOD)
@Retention(RetentionPolicy.RUNTIME)
public @interface JobHandler {

    /** The topic whose jobs it runs. */
    String topic();

    /**
     * The type of job it runs. Default: the payload class's {@link JobType}, else that class's simple name, else
     * {@code default} for payloads of a JDK type or none.
     */
    String type() default "";

    /** How many failed attempts end a job; 0 leaves it to the configuration. */
    int maxAttempts() default 0;

    /** The priority of its jobs, −9 to 9, higher first; unset leaves it to the configuration. */
    int priority() default Integer.MIN_VALUE;

    /** How long an attempt may run, as {@code 30s} or {@code PT30S}; empty leaves it to the configuration. */
    String timeout() default "";

    /**
     * Whether it is called in a transaction on jobq's DataSource in which its job ends, too: what it did there and the end of
     * its job are committed together, so both happen exactly once. A failed attempt rolls back. Needs Spring's transaction
     * manager, and cannot return long-running handles.
     */
    boolean transactional() default false;

    /** Exceptions after which the job is not tried again: it becomes {@link JobStatus#DISCARDED} at once. */
    Class<? extends Throwable>[] discardOn() default {};
}

package dev.jobq;

import java.lang.annotation.Documented;
import java.lang.annotation.ElementType;
import java.lang.annotation.Retention;
import java.lang.annotation.RetentionPolicy;
import java.lang.annotation.Target;

/**
 * Says on a payload class where its jobs go, so that a process without the handler can enqueue them.
 */
@Documented
@Target(ElementType.TYPE)
@Retention(RetentionPolicy.RUNTIME)
public @interface JobType {

    /** The stable type name; empty for the class's simple name. */
    String value() default "";

    /** The topic. */
    String topic();

    /** How many failed attempts end a job; 0 leaves it to the configuration. */
    int maxAttempts() default 0;

    /** The priority, −9 to 9, higher first; unset leaves it to the configuration. */
    int priority() default Integer.MIN_VALUE;

    /** How long an attempt may run, as {@code 30s} or {@code PT30S}; empty leaves it to the configuration. */
    String timeout() default "";
}

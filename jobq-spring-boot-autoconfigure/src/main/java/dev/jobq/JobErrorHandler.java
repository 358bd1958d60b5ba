package dev.jobq;

import java.lang.annotation.Documented;
import java.lang.annotation.ElementType;
import java.lang.annotation.Retention;
import java.lang.annotation.RetentionPolicy;
import java.lang.annotation.Target;

/**
 * Marks a method of a bean that is told once of every failed attempt, thrown or returned, after it was recorded. It may
 * take, in any order, the {@link JobError}, the {@link JobRef}, the {@link Job} and the payload.
 */
@Documented
@Target(ElementType.METHOD)
@Retention(RetentionPolicy.RUNTIME)
public @interface JobErrorHandler {

    /** Only failures in this topic; empty for all. */
    String topic() default "";

    /** Only failures of this type; empty for all. */
    String type() default "";
}

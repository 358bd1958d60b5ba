package dev.jobq.handler;

import dev.jobq.InvalidJobException;
import dev.jobq.JobType;
import dev.jobq.JobTypes;
import dev.jobq.JsonValue;
import java.time.Duration;
import org.jspecify.annotations.Nullable;
import org.springframework.boot.convert.DurationStyle;

/** What a payload's class says about its jobs. */
final class PayloadClass {

    /** The type of jobs whose payload has no name of its own. */
    static final String DEFAULT_TYPE = "default";

    private PayloadClass() {}

    /** The annotation of the class or of the nearest class that it extends; null if there is none. */
    static @Nullable JobType annotationOf(@Nullable Class<?> type) {
        Class<?> annotated = annotated(type);
        return annotated == null ? null : annotated.getAnnotation(JobType.class);
    }

    /** The type that the class's {@link JobType} gives; null without one. */
    static @Nullable String annotatedType(@Nullable Class<?> type) {
        Class<?> annotated = annotated(type);
        if (annotated == null) {
            return null;
        }
        String value = annotated.getAnnotation(JobType.class).value();
        return value.isEmpty() ? annotated.getSimpleName() : value;
    }

    /** The class's simple name, or null for classes of the JDK, arrays and raw JSON, whose names say nothing. */
    static @Nullable String ownName(@Nullable Class<?> type) {
        if (type == null || type.isPrimitive() || type.isArray() || type == JsonValue.class) {
            return null;
        }
        String name = type.getName();
        if (name.startsWith("java.") || name.startsWith("javax.")) {
            return null;
        }
        return type.getSimpleName().isEmpty() ? ownName(type.getSuperclass()) : type.getSimpleName();
    }

    static JobTypes.Options optionsOf(@Nullable Class<?> type) {
        JobType annotation = annotationOf(type);
        if (annotation == null) {
            return JobTypes.Options.NONE;
        }
        try {
            return options(annotation.priority(), annotation.maxAttempts(), annotation.timeout());
        } catch (IllegalArgumentException ex) {
            throw new InvalidJobException("@JobType of %s: timeout '%s' is not a positive duration such as 30s"
                    .formatted(type, annotation.timeout()));
        }
    }

    /** What an annotation's values say; their defaults say nothing. */
    static JobTypes.Options options(int priority, int maxAttempts, String timeout) {
        return new JobTypes.Options(
                priority == Integer.MIN_VALUE ? null : priority,
                maxAttempts == 0 ? null : maxAttempts,
                timeout.isEmpty() ? null : duration(timeout));
    }

    private static Duration duration(String text) {
        Duration duration = DurationStyle.detectAndParse(text);
        if (duration.isZero() || duration.isNegative()) {
            throw new IllegalArgumentException("'%s' is not positive".formatted(text));
        }
        return duration;
    }

    private static @Nullable Class<?> annotated(@Nullable Class<?> type) {
        for (Class<?> each = type; each != null; each = each.getSuperclass()) {
            if (each.isAnnotationPresent(JobType.class)) {
                return each;
            }
        }
        return null;
    }
}

package dev.jobq.query;

import dev.jobq.JobId;
import dev.jobq.JobQuery;
import dev.jobq.JobStatus;
import java.math.BigDecimal;
import java.math.BigInteger;
import java.time.Instant;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** Queries that mean the same for as long as they live. */
public final class Constants {

    private static final Set<Class<?>> TYPES = Set.of(
            String.class,
            Boolean.class,
            Integer.class,
            Long.class,
            Short.class,
            Byte.class,
            Double.class,
            Float.class,
            BigDecimal.class,
            BigInteger.class,
            Instant.class,
            JobId.class,
            JobStatus.class);

    private Constants() {}

    /** Whether no value of the query can change, so that an equal query means the same at any time. */
    public static boolean isConstant(JobQuery query) {
        List<JobQuery.Condition> conditions = query.conditions();
        for (int i = 0; i < conditions.size(); i++) {
            if (!isConstant(conditions.get(i).value())) {
                return false;
            }
        }
        return true;
    }

    private static boolean isConstant(@Nullable Object value) {
        if (value == null || TYPES.contains(value.getClass())) {
            return true;
        }
        // Conditions hold copies of the JDK's collections, which nobody else knows of.
        if (!value.getClass().getName().startsWith("java.")) {
            return false;
        }
        if (value instanceof Map<?, ?> map) {
            return areConstant(map.keySet()) && areConstant(map.values());
        }
        // Sets are equal in any order, and are written in their own.
        return value instanceof List<?> list && areConstant(list);
    }

    private static boolean areConstant(Collection<?> values) {
        return values.stream().allMatch(Constants::isConstant);
    }
}

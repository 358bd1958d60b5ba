package dev.jobq.query;

import dev.jobq.JobQuery.Operator;
import java.math.BigDecimal;
import java.math.BigInteger;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * Compares values as JSON has them: text, numbers, booleans, lists and maps; and instants. Only values of one type compare.
 */
final class Comparison {

    private Comparison() {}

    /** Whether a condition with a value (not a LIKE) holds for what was found. */
    static boolean holds(Operator operator, @Nullable Object found, @Nullable Object wanted) {
        if (found == null || wanted == null) {
            return operator == Operator.IS && found == null && wanted == null;
        }
        if (operator == Operator.EQUAL || operator == Operator.IS) {
            return equal(found, wanted);
        }
        if (!isOneType(found, wanted)) {
            return false;
        }
        if (operator == Operator.NOT_EQUAL) {
            return !equal(found, wanted);
        }
        return isOrdered(found) && holds(operator, compare(found, wanted));
    }

    private static boolean holds(Operator operator, int order) {
        return switch (operator) {
            case LESS -> order < 0;
            case AT_MOST -> order <= 0;
            case AT_LEAST -> order >= 0;
            case GREATER -> order > 0;
            case EQUAL, NOT_EQUAL, LIKE, IS -> throw new IllegalArgumentException(operator + " is no order");
        };
    }

    /** Whether there is a smaller and a larger. */
    static boolean isOrdered(Object value) {
        return value instanceof String || value instanceof Number || value instanceof Instant;
    }

    private static boolean isOneType(Object one, Object other) {
        return (one instanceof Number && other instanceof Number)
                || (one instanceof String && other instanceof String)
                || (one instanceof Boolean && other instanceof Boolean)
                || (one instanceof Instant && other instanceof Instant)
                || (one instanceof List && other instanceof List)
                || (one instanceof Map && other instanceof Map);
    }

    private static boolean equal(@Nullable Object one, @Nullable Object other) {
        if (one == null || other == null) {
            return one == null && other == null;
        }
        if (one instanceof Number a && other instanceof Number b) {
            return decimal(a).compareTo(decimal(b)) == 0;
        }
        if (one instanceof List<?> a && other instanceof List<?> b) {
            if (a.size() != b.size()) {
                return false;
            }
            for (int i = 0; i < a.size(); i++) {
                if (!equal(a.get(i), b.get(i))) {
                    return false;
                }
            }
            return true;
        }
        if (one instanceof Map<?, ?> a && other instanceof Map<?, ?> b) {
            return a.keySet().equals(b.keySet()) && a.keySet().stream().allMatch(key -> equal(a.get(key), b.get(key)));
        }
        return one.equals(other);
    }

    private static int compare(Object one, Object other) {
        if (one instanceof Number a && other instanceof Number b) {
            return decimal(a).compareTo(decimal(b));
        }
        if (one instanceof Instant a && other instanceof Instant b) {
            return a.compareTo(b);
        }
        return compareByCodePoint((String) one, (String) other);
    }

    /** As the databases do it on UTF-8; {@code String.compareTo} puts what is beyond the basic plane too early. */
    private static int compareByCodePoint(String one, String other) {
        int length = Math.min(one.length(), other.length());
        for (int i = 0; i < length; i++) {
            char a = one.charAt(i);
            char b = other.charAt(i);
            if (a != b) {
                boolean isHigh = Character.isSurrogate(a);
                return isHigh == Character.isSurrogate(b) ? Character.compare(a, b) : isHigh ? 1 : -1;
            }
        }
        return Integer.compare(one.length(), other.length());
    }

    private static BigDecimal decimal(Number number) {
        if (number instanceof BigDecimal decimal) {
            return decimal;
        }
        if (number instanceof BigInteger integer) {
            return new BigDecimal(integer);
        }
        return number instanceof Double || number instanceof Float
                ? new BigDecimal(number.toString())
                : BigDecimal.valueOf(number.longValue());
    }
}

package dev.jobq;

import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/**
 * What bounds the jobs of a topic over all nodes, beside the handlers that each of them runs at once. What is null is not
 * bounded.
 *
 * @param globalConcurrency how many run at once
 * @param rate how many start in any window
 * @param perKey the same for each key
 */
public record Limits(
        @Nullable Integer globalConcurrency, @Nullable Rate rate, PerKey perKey) {

    /** No bounds. */
    public static final Limits NONE = new Limits(null, null, PerKey.NONE);

    private static final String GLOBAL_CONCURRENCY = "global-concurrency";
    private static final String RATE_LIMIT = "rate-limit";
    private static final String KEY_CONCURRENCY = "per-key.concurrency";
    private static final String KEY_RATE_LIMIT = "per-key.rate-limit";

    public Limits {
        requirePositive(GLOBAL_CONCURRENCY, globalConcurrency);
    }

    /**
     * With a bound on what runs at once, or none.
     *
     * @throws InvalidTopicException if it is below 1
     */
    public Limits globalConcurrency(@Nullable Integer jobs) {
        return new Limits(jobs, rate, perKey);
    }

    /** With a bound on what starts in any window, or none. */
    public Limits rate(@Nullable Rate starts) {
        return new Limits(globalConcurrency, starts, perKey);
    }

    /**
     * With a bound on what starts in any window, such as {@code 100/1m}.
     *
     * @throws InvalidTopicException if it is no rate
     */
    public Limits rate(String starts) {
        return rate(rate(RATE_LIMIT, starts));
    }

    /**
     * With a bound on what runs at once of the same key, or none.
     *
     * @throws InvalidTopicException if it is below 1
     */
    public Limits keyConcurrency(@Nullable Integer jobs) {
        return new Limits(globalConcurrency, rate, new PerKey(jobs, perKey.rate));
    }

    /** With a bound on what starts of the same key in any window, or none. */
    public Limits keyRate(@Nullable Rate starts) {
        return new Limits(globalConcurrency, rate, new PerKey(perKey.concurrency, starts));
    }

    /**
     * With a bound on what starts of the same key in any window, such as {@code 5/1s}.
     *
     * @throws InvalidTopicException if it is no rate
     */
    public Limits keyRate(String starts) {
        return keyRate(rate(KEY_RATE_LIMIT, starts));
    }

    /** Whether nothing is bounded. */
    public boolean isEmpty() {
        return equals(NONE);
    }

    /** Whether anything is said of how many run at once. */
    public boolean boundsConcurrency() {
        return globalConcurrency != null || perKey.concurrency != null;
    }

    /**
     * Reads what {@link #toString} writes.
     *
     * @throws InvalidTopicException if it is something else, naming it
     */
    public static Limits parse(String text) {
        Limits limits = NONE;
        for (String part : text.split(" ", -1)) {
            if (part.isEmpty()) {
                continue;
            }
            int at = part.indexOf('=');
            String name = part.substring(0, Math.max(0, at));
            String value = part.substring(at + 1);
            limits = switch (name) {
                case GLOBAL_CONCURRENCY -> limits.globalConcurrency(number(name, value));
                case RATE_LIMIT -> limits.rate(value);
                case KEY_CONCURRENCY -> limits.keyConcurrency(number(name, value));
                case KEY_RATE_LIMIT -> limits.keyRate(value);
                default -> throw new InvalidTopicException("'%s' is no limit".formatted(part));
            };
        }
        return limits;
    }

    /** The keys of the configuration and their values, such as {@code global-concurrency=8 rate-limit=100/1m}. */
    @Override
    public String toString() {
        List<String> parts = new ArrayList<>();
        add(parts, GLOBAL_CONCURRENCY, globalConcurrency);
        add(parts, RATE_LIMIT, rate);
        add(parts, KEY_CONCURRENCY, perKey.concurrency);
        add(parts, KEY_RATE_LIMIT, perKey.rate);
        return String.join(" ", parts);
    }

    private static void add(List<String> parts, String key, @Nullable Object value) {
        if (value != null) {
            parts.add(key + "=" + value);
        }
    }

    private static Integer number(String key, String value) {
        try {
            return Integer.valueOf(value);
        } catch (NumberFormatException ex) {
            throw new InvalidTopicException("%s '%s' is no whole number".formatted(key, value));
        }
    }

    private static Rate rate(String key, String text) {
        try {
            return Rate.of(text);
        } catch (IllegalArgumentException ex) {
            throw new InvalidTopicException("%s %s".formatted(key, ex.getMessage()));
        }
    }

    private static void requirePositive(String key, @Nullable Integer value) {
        if (value != null && value < 1) {
            throw new InvalidTopicException("%s %d is not allowed: give 1 or more".formatted(key, value));
        }
    }

    /**
     * What bounds the jobs of each key. Jobs without a key are not bounded by it.
     *
     * @param concurrency how many run at once
     * @param rate how many start in any window
     */
    public record PerKey(
            @Nullable Integer concurrency, @Nullable Rate rate) {

        /** No bounds. */
        public static final PerKey NONE = new PerKey(null, null);

        public PerKey {
            requirePositive(KEY_CONCURRENCY, concurrency);
        }

        /** Whether nothing is bounded. */
        public boolean isEmpty() {
            return Objects.equals(this, NONE);
        }
    }
}

package dev.jobq;

import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.Set;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * Which jobs: conditions that must all hold. Immutable: lists, sets and maps are copied; any other object is written as JSON
 * when the query is used. Its JSON form, {@code [["=","state[0]","ASSIGNED"]]}, is read by
 * {@link JobQueue#query(String)}.
 *
 * <pre>{@code
 * JobQuery.where("state[0]").is("ASSIGNED").and("touched").before(Instant.now().minus(timeout))
 * }</pre>
 *
 * <p><b>Paths.</b> {@code id}, {@code topic}, {@code type}, {@code status}, {@code key}, {@code touched}, {@code createdAt},
 * {@code runAt}; and {@code state} and {@code payload}, alone or followed by members and elements: {@code state.owner[0].name}.
 *
 * <p><b>Values.</b> Text compares by code point, numbers by value, times by time. Values of different types never match, by no
 * operator. A missing value is null, and null matches {@link Operator#IS} null only. Objects and arrays can only be equal or
 * not. {@code LIKE} is case-sensitive: {@code %} stands for any text, <code>_</code> for one code point, and a backslash
 * takes the next one as it is. It all means the same on every store.
 *
 * <p><b>Cost.</b> A poll is flat in the backlog when it fixes {@code id}, {@code state}, {@code state[0]} or {@code topic} by
 * {@code =}, one of the states and the topic together too, or says that {@code state} is null; other conditions are looked up
 * among the jobs that this leaves.
 */
public final class JobQuery {

    private static final Set<String> FIELDS =
            Set.of("id", "topic", "type", "status", "key", "touched", "createdAt", "runAt");

    private static final int LONGEST_PATH = 1_000;
    private static final int SHOWN = 40;

    private static final Pattern DOCUMENT = Pattern.compile("(state|payload)(\\.[^.\\[\\]\\s]+|\\[\\d{1,9}])*");

    private static final JobQuery ALL = new JobQuery(List.of());

    private final List<Condition> conditions;

    private JobQuery(List<Condition> conditions) {
        this.conditions = conditions;
    }

    /** Every job. */
    public static JobQuery all() {
        return ALL;
    }

    /**
     * Begins with a first condition.
     *
     * @throws InvalidQueryException if there is no such path
     */
    public static Path where(String path) {
        return ALL.and(path);
    }

    /**
     * Begins a further condition, which must hold too.
     *
     * @throws InvalidQueryException if there is no such path
     */
    public Path and(String path) {
        if (path.length() > LONGEST_PATH) {
            throw new InvalidQueryException("A path of %d characters, '%s…': at most %d are allowed"
                    .formatted(path.length(), path.substring(0, SHOWN), LONGEST_PATH));
        }
        if (!FIELDS.contains(path) && !DOCUMENT.matcher(path).matches()) {
            throw new InvalidQueryException(
                    "No path '%s': id, topic, type, status, key, touched, createdAt, runAt, or state or payload with .member and [index]"
                            .formatted(path));
        }
        return new Path(this, path);
    }

    /** This query and one more condition. */
    public JobQuery and(Condition condition) {
        List<Condition> more = new ArrayList<>(conditions);
        more.add(condition);
        return new JobQuery(List.copyOf(more));
    }

    /** The conditions, in the order given. */
    public List<Condition> conditions() {
        return conditions;
    }

    @Override
    public boolean equals(@Nullable Object other) {
        return other instanceof JobQuery that && conditions.equals(that.conditions);
    }

    @Override
    public int hashCode() {
        return conditions.hashCode();
    }

    @Override
    public String toString() {
        return conditions.toString();
    }

    /** How a value is compared. */
    public enum Operator {
        LESS("<"),
        AT_MOST("<="),
        EQUAL("="),
        NOT_EQUAL("!="),
        AT_LEAST(">="),
        GREATER(">"),
        LIKE("LIKE"),
        /** Equal, and null is equal to null. */
        IS("IS");

        private final String symbol;

        Operator(String symbol) {
            this.symbol = symbol;
        }

        /** As it is written in JSON. */
        public String symbol() {
            return symbol;
        }
    }

    /**
     * One condition.
     *
     * @param path what is compared, a valid path
     * @param operator how
     * @param value with what: anything that can be written as JSON; for a time, an {@link Instant} or its ISO text
     */
    public record Condition(
            String path, Operator operator, @Nullable Object value) {

        public Condition {
            ALL.and(path);
            Objects.requireNonNull(operator, "operator");
            value = Copies.of(value);
            if (value == null && operator != Operator.IS) {
                throw new InvalidQueryException(
                        "'%s %s null' never holds: use IS null".formatted(path, operator.symbol()));
            }
        }

        @Override
        public String toString() {
            return path + " " + operator.symbol() + " " + value;
        }
    }

    /** The left side of a condition. */
    public static final class Path {

        private final JobQuery query;
        private final String path;

        private Path(JobQuery query, String path) {
            this.query = query;
            this.path = path;
        }

        /** Equal; null is equal to null and to what is missing. */
        public JobQuery is(@Nullable Object value) {
            return value == null ? with(Operator.IS, null) : with(Operator.EQUAL, value);
        }

        /** Of the same type and not equal. */
        public JobQuery isNot(Object value) {
            return with(Operator.NOT_EQUAL, value);
        }

        public JobQuery lessThan(Object value) {
            return with(Operator.LESS, value);
        }

        public JobQuery atMost(Object value) {
            return with(Operator.AT_MOST, value);
        }

        public JobQuery atLeast(Object value) {
            return with(Operator.AT_LEAST, value);
        }

        public JobQuery greaterThan(Object value) {
            return with(Operator.GREATER, value);
        }

        /**
         * Earlier than a time. A state or payload has no times but texts, so there it is the time's ISO text that is compared, by
         * code point: right among texts in UTC that have as many digits of a fraction, wrong among others, for
         * {@code 2026-11-24T12:00:00.5Z} comes before {@code 2026-11-24T12:00:00Z}. An {@link Instant} is written with 0, 3, 6
         * or 9 of them, as it needs; truncate both sides to seconds, or keep numbers.
         */
        public JobQuery before(Instant time) {
            return with(Operator.LESS, time);
        }

        /** Later than a time; in a state or payload as {@link #before} says. */
        public JobQuery after(Instant time) {
            return with(Operator.GREATER, time);
        }

        /** Text of a form: {@code %} for any text, <code>_</code> for one code point, case-sensitive. */
        public JobQuery like(String pattern) {
            return with(Operator.LIKE, pattern);
        }

        private JobQuery with(Operator operator, @Nullable Object value) {
            return query.and(new Condition(path, operator, value));
        }
    }
}

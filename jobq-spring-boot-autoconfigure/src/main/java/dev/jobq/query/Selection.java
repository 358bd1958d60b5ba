package dev.jobq.query;

import dev.jobq.InvalidQueryException;
import dev.jobq.Job;
import dev.jobq.JobQuery;
import dev.jobq.JobQuery.Condition;
import dev.jobq.JobQuery.Operator;
import dev.jobq.JobSerializationException;
import dev.jobq.JobStatus;
import dev.jobq.JsonCodec;
import dev.jobq.JsonValue;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/**
 * A checked query, ready to be asked of jobs. Stores may seek by what it fixes, but it alone decides: that is what makes the
 * answer the same on every store.
 */
public final class Selection {

    private final JsonCodec codec;
    private final List<Test> tests = new ArrayList<>();
    private final Fixed fixed;

    private Selection(JobQuery query, JsonCodec codec) {
        this.codec = codec;
        Fixed found = Fixed.NOTHING;
        for (Condition condition : query.conditions()) {
            found = add(condition, found);
        }
        this.fixed = found;
    }

    /**
     * Checks a query.
     *
     * @throws InvalidQueryException if a value does not fit its path or operator, naming the condition
     */
    public static Selection of(JobQuery query, JsonCodec codec) {
        return new Selection(Objects.requireNonNull(query, "query"), codec);
    }

    /** What the query fixes. */
    public Fixed fixed() {
        return fixed;
    }

    /** Whether a job is meant. */
    public boolean matches(Job job) {
        Trees trees = new Trees(job);
        return tests.stream().allMatch(test -> test.holds(trees));
    }

    private Fixed add(Condition condition, Fixed found) {
        Field field = Field.of(condition.path());
        if (field != null) {
            Object wanted = field.wanted(condition);
            if (wanted instanceof String text) {
                // Unlike a document's, it would come to the database as it is.
                write(condition, text);
            }
            tests.add(test(condition, wanted, trees -> field.of(trees.job)));
            return found.with(field, condition.operator(), wanted);
        }
        Document path = Document.parse(condition.path());
        String json = write(condition, condition.value());
        Operator operator = condition.operator();
        boolean isFixed =
                path.isState() && (operator == Operator.EQUAL || (operator == Operator.IS && !json.equals(Fixed.NULL)));
        if (isFixed && (path.isWhole() || path.isHead())) {
            // States are kept in canonical form, so their text tells.
            String canonical = fitting(condition, () -> codec.canonical(json));
            tests.add(trees -> canonical.equals(path.isWhole() ? trees.stateText() : trees.stateHead()));
            return path.isWhole() ? found.withState(canonical) : found.withHead(canonical);
        }
        Object wanted = fitting(condition, () -> codec.read(json, Object.class));
        tests.add(test(condition, wanted, trees -> path.in(path.isState() ? trees.state() : trees.payload())));
        boolean isNull = operator == Operator.IS && wanted == null;
        return isNull && path.isState() && path.isWhole() ? found.withState(Fixed.NULL) : found;
    }

    private static Test test(Condition condition, @Nullable Object wanted, Value value) {
        Operator operator = condition.operator();
        if (operator == Operator.LIKE) {
            if (!(wanted instanceof String pattern)) {
                throw new InvalidQueryException("Condition '%s': LIKE takes text".formatted(condition));
            }
            Like like = new Like(pattern);
            return trees -> value.in(trees) instanceof String text && like.matches(text);
        }
        boolean isOrder = operator != Operator.EQUAL && operator != Operator.NOT_EQUAL && operator != Operator.IS;
        if (isOrder && wanted != null && !Comparison.isOrdered(wanted)) {
            throw new InvalidQueryException(
                    "Condition '%s': only text, numbers and times have an order".formatted(condition));
        }
        return trees -> Comparison.holds(operator, value.in(trees), wanted);
    }

    /** The value as JSON, which neither a NUL nor half of a surrogate pair can be in. */
    private String write(Condition condition, @Nullable Object value) {
        return fitting(condition, () -> codec.write(value));
    }

    private static <T extends @Nullable Object> T fitting(Condition condition, Supplier<T> json) {
        try {
            return json.get();
        } catch (JobSerializationException ex) {
            throw new InvalidQueryException(
                    "Condition '%s': %s".formatted(condition.toString().replaceAll("\\p{Cntrl}", "?"), ex.getMessage()),
                    ex);
        }
    }

    /**
     * What a store may seek by; null where nothing is said. All of it must hold, though not all that must hold is here.
     *
     * @param state the whole state's canonical JSON; jobs that have none count as having {@code null}
     * @param head the canonical JSON of the state's first element
     * @param topic the topic
     * @param id the job
     * @param status the status
     * @param touchedUntil not touched later
     */
    public record Fixed(
            @Nullable String state,
            @Nullable String head,
            @Nullable String topic,
            @Nullable Long id,
            @Nullable JobStatus status,
            @Nullable Instant touchedUntil) {

        private static final String NULL = "null";

        static final Fixed NOTHING = new Fixed(null, null, null, null, null, null);

        /** Whether only jobs that have a state can be meant. */
        public boolean isHeldOnly() {
            return (state != null && !state.equals(NULL)) || head != null || status == JobStatus.HELD;
        }

        Fixed withState(String value) {
            return new Fixed(value, head, topic, id, status, touchedUntil);
        }

        Fixed withHead(String value) {
            return new Fixed(state, value, topic, id, status, touchedUntil);
        }

        Fixed with(Field field, Operator operator, @Nullable Object wanted) {
            boolean isEqual = operator == Operator.EQUAL || operator == Operator.IS;
            if (isEqual && field == Field.TOPIC && wanted instanceof String text) {
                return new Fixed(state, head, text, id, status, touchedUntil);
            }
            if (isEqual && field == Field.ID && (wanted instanceof Long || wanted instanceof Integer)) {
                return new Fixed(state, head, topic, ((Number) wanted).longValue(), status, touchedUntil);
            }
            if (isEqual && field == Field.STATUS && wanted instanceof String text) {
                return new Fixed(state, head, topic, id, JobStatus.valueOf(text), touchedUntil);
            }
            boolean isBefore = operator == Operator.LESS || operator == Operator.AT_MOST;
            if (isBefore && field == Field.TOUCHED && wanted instanceof Instant time) {
                return new Fixed(state, head, topic, id, status, time);
            }
            return this;
        }
    }

    /** A job with its documents, read when first asked for. */
    private final class Trees {

        private static final Object UNREAD = new Object();

        private final Job job;
        private @Nullable Object state = UNREAD;
        private @Nullable Object payload = UNREAD;

        private Trees(Job job) {
            this.job = job;
        }

        @Nullable String stateText() {
            JsonValue value = job.state();
            return value == null ? null : value.text();
        }

        @Nullable String stateHead() {
            String text = stateText();
            return text == null ? null : State.headOf(text);
        }

        @Nullable Object state() {
            if (state == UNREAD) {
                JsonValue value = job.state();
                state = value == null ? null : codec.read(value.text(), Object.class);
            }
            return state;
        }

        @Nullable Object payload() {
            if (payload == UNREAD) {
                payload = codec.read(job.payload().text(), Object.class);
            }
            return payload;
        }
    }

    @FunctionalInterface
    private interface Value {
        @Nullable Object in(Selection.Trees trees);
    }

    @FunctionalInterface
    private interface Test {
        boolean holds(Selection.Trees trees);
    }
}

package dev.jobq.handler;

import dev.jobq.InvalidJobException;
import dev.jobq.Job;
import dev.jobq.JobContext;
import dev.jobq.JobHandler;
import dev.jobq.JobNotFoundException;
import dev.jobq.JobTypes;
import dev.jobq.JsonCodec;
import dev.jobq.NewJob;
import java.lang.reflect.Type;
import java.util.List;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** A method that runs jobs of one type of one topic. */
public final class HandlerMethod {

    private static final Set<Class<?>> FILLED_IN = Set.of(JobContext.class, Job.class);

    private final MarkedMethod method;
    private final Signature signature;
    private final Rules rules;
    private final JsonCodec codec;

    private HandlerMethod(MarkedMethod method, Signature signature, Rules rules, JsonCodec codec) {
        this.method = method;
        this.signature = signature;
        this.rules = rules;
        this.codec = codec;
    }

    static HandlerMethod of(MarkedMethod method, JobHandler annotation, JsonCodec codec) {
        Signature signature = Signature.of(method, FILLED_IN);
        return new HandlerMethod(method, signature, Rules.of(method, annotation, signature.payloadClass()), codec);
    }

    /** The topic whose jobs it runs. */
    public String topic() {
        return rules.topic;
    }

    /** The type of jobs it runs. */
    public String type() {
        return rules.type;
    }

    /** What the payload is read as; null when it takes none. */
    public @Nullable Type payloadType() {
        return signature.payloadType();
    }

    /** The class of the payload; null when it takes none. */
    public @Nullable Class<?> payloadClass() {
        return signature.payloadClass();
    }

    /** What its annotation says, gaps filled from the payload class's {@link dev.jobq.JobType}. */
    public JobTypes.Options options() {
        return rules.options;
    }

    /** Whether it is to be called in a transaction in which its job ends. */
    public boolean isTransactional() {
        return rules.isTransactional;
    }

    /** What to say where there are no transactions for it. */
    public InvalidHandlerException withoutTransactions() {
        return method.invalid(
                "it is transactional, but there is no transaction manager on jobq's DataSource",
                "Keep jobq's tables in a database that Spring manages transactions of, or leave transactional out.");
    }

    /** Whether a job is not tried again after this exception. */
    public boolean discardsOn(Throwable error) {
        return rules.discardOn.stream().anyMatch(kind -> kind.isInstance(error));
    }

    /**
     * Reads a payload as what it takes.
     *
     * @return null for JSON null, or when it takes none
     * @throws dev.jobq.JobSerializationException if the payload does not fit
     */
    public @Nullable Object readPayload(String json) {
        return signature.read(json, codec);
    }

    /** Calls it and returns what it returns, or throws what it throws. */
    public @Nullable Object invoke(JobCall call) throws Exception {
        return method.invoke(signature.arguments(type -> fill(type, call.context()), call.payload()));
    }

    MarkedMethod method() {
        return method;
    }

    private static Object fill(Class<?> type, JobContext context) {
        if (type == JobContext.class) {
            return context;
        }
        return context.job().orElseThrow(() -> new JobNotFoundException(context.id()));
    }

    @Override
    public String toString() {
        return method.toString();
    }

    /** What the annotations say. */
    private record Rules(
            String topic,
            String type,
            JobTypes.Options options,
            List<Class<? extends Throwable>> discardOn,
            boolean isTransactional) {

        static Rules of(MarkedMethod method, JobHandler annotation, @Nullable Class<?> payload) {
            String topic = name(method, "topic", annotation.topic());
            String type = name(method, "type", typeOf(annotation, payload));
            JobTypes.Options options = options(method, annotation).orElse(payloadOptions(method, payload));
            return new Rules(topic, type, options, List.of(annotation.discardOn()), annotation.transactional());
        }

        private static String typeOf(JobHandler annotation, @Nullable Class<?> payload) {
            if (!annotation.type().isEmpty()) {
                return annotation.type();
            }
            String annotated = PayloadClass.annotatedType(payload);
            if (annotated != null) {
                return annotated;
            }
            String own = PayloadClass.ownName(payload);
            return own == null ? PayloadClass.DEFAULT_TYPE : own;
        }

        private static String name(MarkedMethod method, String what, String name) {
            try {
                return NewJob.requireName(what, name);
            } catch (InvalidJobException ex) {
                throw method.invalid(
                        "its %s '%s' is not a name".formatted(what, name),
                        "Give @JobHandler a %s of 1 to 200 characters.".formatted(what),
                        ex);
            }
        }

        private static JobTypes.Options options(MarkedMethod method, JobHandler annotation) {
            return checked(
                    method, "@JobHandler", annotation.priority(), annotation.maxAttempts(), annotation.timeout());
        }

        private static JobTypes.Options payloadOptions(MarkedMethod method, @Nullable Class<?> payload) {
            var annotation = PayloadClass.annotationOf(payload);
            return annotation == null
                    ? JobTypes.Options.NONE
                    : checked(
                            method, "@JobType", annotation.priority(), annotation.maxAttempts(), annotation.timeout());
        }

        private static JobTypes.Options checked(
                MarkedMethod method, String where, int priority, int maxAttempts, String timeout) {
            if (maxAttempts < 0) {
                throw method.invalid(
                        "maxAttempts %d is negative".formatted(maxAttempts),
                        "Give %s 1 or more, or 0 to leave it to the configuration.".formatted(where));
            }
            if (priority != Integer.MIN_VALUE && Math.abs(priority) > NewJob.MAX_PRIORITY) {
                throw method.invalid(
                        "priority %d is out of range".formatted(priority),
                        "Give %s a priority from -9 to 9, higher first.".formatted(where));
            }
            try {
                return PayloadClass.options(priority, maxAttempts, timeout);
            } catch (IllegalArgumentException ex) {
                throw method.invalid(
                        "its timeout '%s' is not a positive duration".formatted(timeout),
                        "Write it as 30s, 5m or PT30S.",
                        ex);
            }
        }
    }
}

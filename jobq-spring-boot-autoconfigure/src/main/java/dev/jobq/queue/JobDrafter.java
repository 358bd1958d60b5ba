package dev.jobq.queue;

import dev.jobq.InvalidJobException;
import dev.jobq.JobTypes;
import dev.jobq.JsonCodec;
import dev.jobq.NewJob;
import dev.jobq.UnknownJobTypeException;
import dev.jobq.query.State;
import dev.jobq.store.JobDraft;
import dev.jobq.store.TopicRules.Order;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.Instant;
import java.util.Set;
import java.util.TreeSet;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/** Turns what an application asked for into a checked job: topic, type, options and JSON. */
final class JobDrafter {

    /** Beyond these a database's own timestamps end. */
    private static final Instant EARLIEST = Instant.parse("0001-01-01T00:00:00Z");

    private static final Instant LATEST = Instant.parse("9999-12-31T23:59:59.999999Z");
    private static final Duration LONGEST = Duration.ofDays(365_000);

    /** The topic of held jobs that tell none. */
    static final String HELD = "held";

    private static final int MOST_BYTES_PER_CHAR = 3;

    private final JobTypes types;
    private final KnownTopics topics;
    private final JsonCodec codec;
    private final int maxPayloadBytes;

    JobDrafter(JobTypes types, KnownTopics topics, JsonCodec codec, int maxPayloadBytes) {
        this.types = types;
        this.topics = topics;
        this.codec = codec;
        this.maxPayloadBytes = maxPayloadBytes;
    }

    JobDraft draft(@Nullable NewJob given) {
        NewJob job = require(given);
        JobTypes.Route route = route(job);
        topics.require(route.topic());
        requireHandled(route);
        if (job.state() != null) {
            throw new InvalidJobException(
                    "A job for topic '%s' to enqueue has a state: only create takes one".formatted(route.topic()));
        }
        requireOrder(job, route);
        return draft(job, route, Uniqueness.of(job, route.topic()));
    }

    /** A job that no handler will run: neither its topic nor its type need be known. */
    JobDraft draftHeld(@Nullable NewJob given) {
        NewJob job = require(given);
        if (job.deadline() != null) {
            throw new InvalidJobException(
                    "A job that the application drives itself has a deadline %s: nothing starts it, so leave the deadline out"
                            .formatted(job.deadline()));
        }
        if (job.label() != null) {
            throw new InvalidJobException(
                    "A job that the application drives itself has a label '%s': no worker runs it, so leave the label out"
                            .formatted(job.label()));
        }
        Object payload = job.payload();
        boolean isRouted = job.topic() != null
                || (payload != null && types.routeOf(payload.getClass()).isPresent());
        Uniqueness.refuse(job);
        return draft(
                job,
                isRouted ? route(job) : types.routeOf(HELD, job.type(), payload == null ? null : payload.getClass()),
                null);
    }

    /** Checks and writes a state. */
    State state(@Nullable Object state) {
        return State.ofJson(write(() -> "The state", state), codec);
    }

    private static NewJob require(@Nullable NewJob job) {
        if (job == null) {
            throw new InvalidJobException("The job is null");
        }
        if (job.payload() instanceof NewJob) {
            throw new InvalidJobException("The payload is a NewJob: give the job itself, its topic by NewJob.topic");
        }
        return job;
    }

    private JobDraft draft(NewJob job, JobTypes.Route route, JobDraft.@Nullable Uniqueness unique) {
        return new JobDraft(
                route.topic(),
                route.type(),
                write(
                        () -> "The payload of type '%s' for topic '%s'".formatted(route.type(), route.topic()),
                        job.payload()),
                priority(job, route.options()),
                start(job),
                new JobDraft.Limits(job.maxAttempts(), requireSane("timeout", job.timeout())),
                terms(job, unique));
    }

    /**
     * Writes a value that is not too long.
     *
     * @param what begins the sentence that says so
     */
    String write(Supplier<String> what, @Nullable Object value) {
        String json = codec.write(value);
        // Most are far too short to need counting.
        if (json.length() > maxPayloadBytes / MOST_BYTES_PER_CHAR) {
            int bytes = json.getBytes(StandardCharsets.UTF_8).length;
            if (bytes > maxPayloadBytes) {
                throw new InvalidJobException(
                        "%s is %d bytes of JSON: at most %d are taken. Keep large data elsewhere and enqueue a reference to it"
                                .formatted(what.get(), bytes, maxPayloadBytes));
            }
        }
        return json;
    }

    private JobTypes.Route route(NewJob job) {
        Object payload = job.payload();
        Class<?> payloadType = payload == null ? null : payload.getClass();
        if (job.topic() != null) {
            return types.routeOf(job.topic(), job.type(), payloadType);
        }
        if (payloadType == null) {
            throw new InvalidJobException("A job without a topic needs a payload whose class tells it");
        }
        JobTypes.Route route = types.routeOf(payloadType)
                .orElseThrow(() -> new UnknownJobTypeException(
                        "No handler takes a %s, and it has no @JobType: write a @JobHandler for it, put @JobType(topic = …) on it, or name the topic"
                                .formatted(payloadType.getName())));
        return job.type() == null ? route : types.routeOf(route.topic(), job.type(), payloadType);
    }

    /** A process that handles a topic knows its types: another one would wait, parked, for code that may never come. */
    private void requireHandled(JobTypes.Route route) {
        Set<String> handled = types.handledTypes(route.topic());
        if (!handled.isEmpty() && !handled.contains(route.type())) {
            throw new UnknownJobTypeException(
                    "No handler here takes type '%s' of topic '%s': nothing was enqueued. Handled types: %s"
                            .formatted(route.type(), route.topic(), String.join(", ", new TreeSet<>(handled))));
        }
    }

    /** Who says neither priority, shards nor label need not know the topic's order. */
    private void requireOrder(NewJob job, JobTypes.Route route) {
        int priority = priority(job, route.options());
        if (priority != 0) {
            Order order = topics.rules(route.topic()).order();
            if (order != Order.PRIORITY) {
                throw contradiction("priority %d".formatted(priority), route, order, "priority");
            }
        }
        if (job.shards() != null) {
            Order order = topics.rules(route.topic()).order();
            if (!order.isStrict()) {
                throw contradiction("shards %d".formatted(job.shards()), route, order, "fifo or key");
            }
        }
        if (job.label() != null) {
            Order order = topics.rules(route.topic()).order();
            if (order.isStrict()) {
                // It would keep all others of its line waiting for a worker that may never come.
                throw contradiction("label '%s'".formatted(job.label()), route, order, "priority or time");
            }
        }
    }

    private static InvalidJobException contradiction(String what, JobTypes.Route route, Order order, String right) {
        return new InvalidJobException(
                "%s of type '%s' contradicts topic '%s', whose order is '%s': leave it out, or set jobq.topics.%s.order to %s"
                        .formatted(what, route.type(), route.topic(), order.key(), route.topic(), right));
    }

    private static int priority(NewJob job, JobTypes.Options options) {
        Integer own = job.priority();
        Integer said = own != null ? own : options.priority();
        return said == null ? 0 : said;
    }

    private static JobDraft.Start start(NewJob job) {
        Instant runAt = requireSane("runAt", job.runAt());
        Duration quiet = job.unique().quiet();
        Duration delay = requireSane("delay", quiet == null ? job.delay() : quiet);
        return runAt == null && delay == null ? JobDraft.Start.NOW : new JobDraft.Start(runAt, delay);
    }

    private static JobDraft.Terms terms(NewJob job, JobDraft.@Nullable Uniqueness unique) {
        Instant deadline = requireSane("deadline", job.deadline());
        Instant runAt = job.runAt();
        if (deadline != null && runAt != null && !runAt.isBefore(deadline)) {
            throw new InvalidJobException(
                    "deadline %s is not after runAt %s: it could never start in time".formatted(deadline, runAt));
        }
        JobDraft.Label label = label(job);
        boolean isPlain =
                unique == null && deadline == null && job.key() == null && job.shards() == null && label == null;
        return isPlain ? JobDraft.Terms.NONE : new JobDraft.Terms(unique, deadline, job.key(), job.shards(), label);
    }

    private static JobDraft.@Nullable Label label(NewJob job) {
        String label = job.label();
        return label == null ? null : new JobDraft.Label(label, requireSane("patience", job.patience()));
    }

    private static @Nullable Instant requireSane(String what, @Nullable Instant time) {
        if (time != null && (time.isBefore(EARLIEST) || time.isAfter(LATEST))) {
            throw new InvalidJobException("%s %s is out of range: the years 1 to 9999".formatted(what, time));
        }
        return time;
    }

    static @Nullable Duration requireSane(String what, @Nullable Duration duration) {
        if (duration != null && duration.compareTo(LONGEST) > 0) {
            throw new InvalidJobException("%s %s is too long: at most 1000 years".formatted(what, duration));
        }
        return duration;
    }
}

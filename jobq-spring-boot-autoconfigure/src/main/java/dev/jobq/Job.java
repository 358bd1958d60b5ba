package dev.jobq;

import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/** A job as it was at one moment. Immutable. */
public final class Job {

    private final Builder values;

    private Job(Builder values) {
        this.values = values;
    }

    /** Begins a job; used by stores. */
    public static Builder builder(JobRef job, JobStatus status) {
        return new Builder(job, status);
    }

    /** Which job: id, topic and type. */
    public JobRef ref() {
        return values.ref;
    }

    /** Its full name: {@code hostname.pid.seconds.millis.id}, telling which process enqueued it. */
    @Override
    public String toString() {
        return enqueuedBy().process().nameOf(id());
    }

    /** Its identity. */
    public JobId id() {
        return values.ref.id();
    }

    /** The named queue it is in. */
    public String topic() {
        return values.ref.topic();
    }

    /** The stable name of what it does. */
    public String type() {
        return values.ref.type();
    }

    /** Where it is in its life. */
    public JobStatus status() {
        return values.status;
    }

    /** Its input. */
    public JsonValue payload() {
        return Objects.requireNonNull(values.payload);
    }

    /** The application's own state of a HELD job, JSON null if it gave none; null for jobs that the engine runs. */
    public @Nullable JsonValue state() {
        return values.state;
    }

    /** −9 to 9, higher first. */
    public int priority() {
        return values.priority;
    }

    /** Its place in time; for a job that waits for a retry or was snoozed, when it runs next. */
    public Instant runAt() {
        return Objects.requireNonNull(values.runAt);
    }

    /** The attempt that is running or ran last; 0 before the first. Rescues, stops and snoozes count none. */
    public int attempt() {
        return values.attempt;
    }

    /** How many failed attempts end it, if the job itself says; else null. */
    public @Nullable Integer maxAttempts() {
        return values.maxAttempts;
    }

    /** How long an attempt may run, if the job itself says; else null. */
    public @Nullable Duration timeout() {
        return values.timeout;
    }

    /** How often a node died while its handler ran. */
    public int crashes() {
        return values.crashes;
    }

    /** The number that its last attempt held; 0 before the first. */
    public long fence() {
        return values.fence;
    }

    /** One for each failed attempt, oldest first. */
    public List<JobError> errors() {
        return values.errors;
    }

    /** What it returned; null unless COMPLETED. */
    public @Nullable JsonValue result() {
        return values.result;
    }

    /** Why it was discarded, cancelled or parked; else null. */
    public @Nullable String reason() {
        return values.reason;
    }

    /** What the last attempt took. */
    public JobStats stats() {
        return values.stats;
    }

    /** How far it says it is; null if it never said. */
    public @Nullable JobProgress progress() {
        return values.progress;
    }

    /** Its log, oldest first. */
    public List<JobEvent> events() {
        return values.events;
    }

    /** When it was enqueued, by the store's clock. */
    public Instant createdAt() {
        return Objects.requireNonNull(values.createdAt);
    }

    /**
     * When something last happened to it. For HELD jobs it grows strictly with every touch (create, poll, casState,
     * appendEvent) within a store, so it may run a moment ahead of the clock: it is the order in which polls go round.
     */
    public Instant touchedAt() {
        return Objects.requireNonNull(values.touchedAt);
    }

    /** When the last attempt began; null before the first. */
    public @Nullable Instant startedAt() {
        return values.startedAt;
    }

    /** When it ended; null before. */
    public @Nullable Instant finishedAt() {
        return values.finishedAt;
    }

    /** The process that enqueued it. */
    public Enqueuer enqueuedBy() {
        return Objects.requireNonNull(values.enqueuedBy);
    }

    /** The worker that runs it or ran it last; null before the first attempt. */
    public @Nullable ProcessId node() {
        return values.node;
    }

    /** Collects a job's values; what is not set is empty, zero or null. */
    public static final class Builder {

        private final JobRef ref;
        private final JobStatus status;
        private @Nullable JsonValue payload;
        private @Nullable JsonValue state;
        private @Nullable Instant touchedAt;
        private int priority;
        private @Nullable Instant runAt;
        private int attempt;
        private @Nullable Integer maxAttempts;
        private @Nullable Duration timeout;
        private int crashes;
        private long fence;
        private List<JobError> errors = List.of();
        private @Nullable JsonValue result;
        private @Nullable String reason;
        private JobStats stats = JobStats.NONE;
        private @Nullable JobProgress progress;
        private List<JobEvent> events = List.of();
        private @Nullable Instant createdAt;
        private @Nullable Instant startedAt;
        private @Nullable Instant finishedAt;
        private @Nullable Enqueuer enqueuedBy;
        private @Nullable ProcessId node;

        private Builder(JobRef ref, JobStatus status) {
            this.ref = ref;
            this.status = status;
        }

        public Builder payload(JsonValue payload) {
            this.payload = payload;
            return this;
        }

        public Builder state(@Nullable JsonValue state) {
            this.state = state;
            return this;
        }

        public Builder touchedAt(Instant touchedAt) {
            this.touchedAt = touchedAt;
            return this;
        }

        public Builder priority(int priority) {
            this.priority = priority;
            return this;
        }

        public Builder runAt(Instant runAt) {
            this.runAt = runAt;
            return this;
        }

        public Builder attempt(int attempt) {
            this.attempt = attempt;
            return this;
        }

        public Builder maxAttempts(@Nullable Integer maxAttempts) {
            this.maxAttempts = maxAttempts;
            return this;
        }

        public Builder timeout(@Nullable Duration timeout) {
            this.timeout = timeout;
            return this;
        }

        public Builder crashes(int crashes) {
            this.crashes = crashes;
            return this;
        }

        public Builder fence(long fence) {
            this.fence = fence;
            return this;
        }

        public Builder errors(List<JobError> errors) {
            this.errors = List.copyOf(errors);
            return this;
        }

        public Builder result(@Nullable JsonValue result) {
            this.result = result;
            return this;
        }

        public Builder reason(@Nullable String reason) {
            this.reason = reason;
            return this;
        }

        public Builder stats(JobStats stats) {
            this.stats = stats;
            return this;
        }

        public Builder progress(@Nullable JobProgress progress) {
            this.progress = progress;
            return this;
        }

        public Builder events(List<JobEvent> events) {
            this.events = List.copyOf(events);
            return this;
        }

        public Builder createdAt(Instant createdAt) {
            this.createdAt = createdAt;
            return this;
        }

        public Builder startedAt(@Nullable Instant startedAt) {
            this.startedAt = startedAt;
            return this;
        }

        public Builder finishedAt(@Nullable Instant finishedAt) {
            this.finishedAt = finishedAt;
            return this;
        }

        public Builder enqueuedBy(Enqueuer enqueuedBy) {
            this.enqueuedBy = enqueuedBy;
            return this;
        }

        public Builder node(@Nullable ProcessId node) {
            this.node = node;
            return this;
        }

        /** The finished job; the builder must not be used again. */
        public Job build() {
            return new Job(this);
        }
    }
}

package dev.jobq;

import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/** A job as it was at one moment. Immutable. */
public final class Job {

    private final JobBuilder values;

    Job(JobBuilder values) {
        this.values = values;
    }

    /** Begins a job; used by stores. */
    public static JobBuilder builder(JobRef job, JobStatus status) {
        return new JobBuilder(job, status);
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

    /** Whom or what it is about, as it was enqueued; null if nobody said. */
    public @Nullable String key() {
        return values.key;
    }

    /** While it waits, when it is due; else its place in its topic, which neither failures nor snoozes change. */
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

    /** By when it must have started, if it says; else null. */
    public @Nullable Instant deadline() {
        return values.deadline;
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

    /** When something last happened to it. For HELD jobs it grows with every touch, even if the clock does not. */
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

    /** The fire that enqueued it, with its schedule's name and the fire time; null if no schedule did. */
    public @Nullable Fire fire() {
        return values.fire;
    }

    /** The process that enqueued it. */
    public Enqueuer enqueuedBy() {
        return Objects.requireNonNull(values.enqueuedBy);
    }

    /** The worker that runs it or ran it last; null before the first attempt. */
    public @Nullable ProcessId node() {
        return values.node;
    }

    /** The job that it took the place of by {@link JobQueue#requeue}, which may be gone; else null. */
    public @Nullable JobId requeuedFrom() {
        return values.requeuedFrom;
    }

    /** The job that took its place, the last one if there were several; null if there is none. */
    public @Nullable JobId requeuedAs() {
        return values.requeuedAs;
    }
}

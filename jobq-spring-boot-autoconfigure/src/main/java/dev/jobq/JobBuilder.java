package dev.jobq;

import java.time.Duration;
import java.time.Instant;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** Collects a job's values; what is not set is empty, zero or null. */
public final class JobBuilder {

    final JobRef ref;
    final JobStatus status;

    @Nullable JsonValue payload;

    @Nullable JsonValue state;

    @Nullable Instant touchedAt;

    int priority;

    @Nullable String key;

    @Nullable Instant runAt;

    int attempt;

    @Nullable Integer maxAttempts;

    @Nullable Duration timeout;

    @Nullable Instant deadline;

    int crashes;
    long fence;
    List<JobError> errors = List.of();

    @Nullable JsonValue result;

    @Nullable String reason;

    JobStats stats = JobStats.NONE;

    @Nullable JobProgress progress;

    List<JobEvent> events = List.of();

    @Nullable Instant createdAt;

    @Nullable Instant startedAt;

    @Nullable Instant finishedAt;

    @Nullable Enqueuer enqueuedBy;

    @Nullable Fire fire;

    @Nullable ProcessId node;

    @Nullable JobId requeuedFrom;

    @Nullable JobId requeuedAs;

    JobBuilder(JobRef ref, JobStatus status) {
        this.ref = ref;
        this.status = status;
    }

    public JobBuilder payload(JsonValue payload) {
        this.payload = payload;
        return this;
    }

    public JobBuilder state(@Nullable JsonValue state) {
        this.state = state;
        return this;
    }

    public JobBuilder touchedAt(Instant touchedAt) {
        this.touchedAt = touchedAt;
        return this;
    }

    public JobBuilder priority(int priority) {
        this.priority = priority;
        return this;
    }

    public JobBuilder key(@Nullable String key) {
        this.key = key;
        return this;
    }

    public JobBuilder runAt(Instant runAt) {
        this.runAt = runAt;
        return this;
    }

    public JobBuilder attempt(int attempt) {
        this.attempt = attempt;
        return this;
    }

    public JobBuilder maxAttempts(@Nullable Integer maxAttempts) {
        this.maxAttempts = maxAttempts;
        return this;
    }

    public JobBuilder timeout(@Nullable Duration timeout) {
        this.timeout = timeout;
        return this;
    }

    public JobBuilder deadline(@Nullable Instant deadline) {
        this.deadline = deadline;
        return this;
    }

    public JobBuilder crashes(int crashes) {
        this.crashes = crashes;
        return this;
    }

    public JobBuilder fence(long fence) {
        this.fence = fence;
        return this;
    }

    public JobBuilder errors(List<JobError> errors) {
        this.errors = List.copyOf(errors);
        return this;
    }

    public JobBuilder result(@Nullable JsonValue result) {
        this.result = result;
        return this;
    }

    public JobBuilder reason(@Nullable String reason) {
        this.reason = reason;
        return this;
    }

    public JobBuilder stats(JobStats stats) {
        this.stats = stats;
        return this;
    }

    public JobBuilder progress(@Nullable JobProgress progress) {
        this.progress = progress;
        return this;
    }

    public JobBuilder events(List<JobEvent> events) {
        this.events = List.copyOf(events);
        return this;
    }

    public JobBuilder createdAt(Instant createdAt) {
        this.createdAt = createdAt;
        return this;
    }

    public JobBuilder startedAt(@Nullable Instant startedAt) {
        this.startedAt = startedAt;
        return this;
    }

    public JobBuilder finishedAt(@Nullable Instant finishedAt) {
        this.finishedAt = finishedAt;
        return this;
    }

    public JobBuilder fire(@Nullable Fire fire) {
        this.fire = fire;
        return this;
    }

    public JobBuilder enqueuedBy(Enqueuer enqueuedBy) {
        this.enqueuedBy = enqueuedBy;
        return this;
    }

    public JobBuilder node(@Nullable ProcessId node) {
        this.node = node;
        return this;
    }

    public JobBuilder requeuedFrom(@Nullable JobId requeuedFrom) {
        this.requeuedFrom = requeuedFrom;
        return this;
    }

    public JobBuilder requeuedAs(@Nullable JobId requeuedAs) {
        this.requeuedAs = requeuedAs;
        return this;
    }

    public Job build() {
        return new Job(this);
    }
}

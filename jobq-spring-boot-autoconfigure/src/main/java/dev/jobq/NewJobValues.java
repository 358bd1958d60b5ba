package dev.jobq;

import java.time.Duration;
import java.time.Instant;
import org.jspecify.annotations.Nullable;

/** What a new job says. */
abstract sealed class NewJobValues permits NewJob {

    final @Nullable String topic;
    final @Nullable Object payload;
    final @Nullable String type;
    final JobTiming when;
    final JobLimits limits;
    final JobTerms terms;

    NewJobValues(
            @Nullable String topic,
            @Nullable Object payload,
            @Nullable String type,
            JobTiming when,
            JobLimits limits,
            JobTerms terms) {
        this.topic = topic;
        this.payload = payload;
        this.type = type;
        this.when = when;
        this.limits = limits;
        this.terms = terms;
    }

    /** The topic, or null when the payload's class tells it. */
    public @Nullable String topic() {
        return topic;
    }

    /** The payload. */
    public @Nullable Object payload() {
        return payload;
    }

    /** The type, or null when the payload's class tells it. */
    public @Nullable String type() {
        return type;
    }

    /** The time to run at, or null. */
    public @Nullable Instant runAt() {
        return when.runAt();
    }

    /** The delay, or null. */
    public @Nullable Duration delay() {
        return when.delay();
    }

    /** The state, or null. */
    public @Nullable Object state() {
        return terms.state();
    }

    /** What makes it unique. */
    public Unique unique() {
        return terms.unique();
    }

    /** The priority, or null. */
    public @Nullable Integer priority() {
        return when.priority();
    }

    /** The most attempts, or null. */
    public @Nullable Integer maxAttempts() {
        return limits.maxAttempts();
    }

    /** The time one attempt may take, or null. */
    public @Nullable Duration timeout() {
        return limits.timeout();
    }

    /** The time by which it must have started, or null. */
    public @Nullable Instant deadline() {
        return limits.deadline();
    }

    /** The key, or null. */
    public @Nullable String key() {
        return terms.key();
    }

    /** The label of the workers that are to run it, or null. */
    public @Nullable String label() {
        JobTerms.Label label = terms.label();
        return label == null ? null : label.name();
    }

    /** How long it waits for a worker with its label; null for as long as it takes. */
    public @Nullable Duration patience() {
        JobTerms.Label label = terms.label();
        return label == null ? null : label.patience();
    }

    /** The number of shards, or null. */
    public @Nullable Integer shards() {
        return terms.shards();
    }
}

package dev.jobq;

import java.time.Instant;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/**
 * Which jobs a {@linkplain JobBulk bulk operation} is about; what is null is not asked for. Immutable.
 *
 * @param topic only jobs in this topic
 * @param status only jobs in this status
 * @param type only jobs of this type
 * @param createdBefore only jobs enqueued before
 * @param createdSince only jobs enqueued then or later
 * @param errorType only jobs whose last attempt failed with this, the full name of an exception's class or
 *     {@code Outcome.fail}
 */
public record JobSelection(
        @Nullable String topic,
        @Nullable JobStatus status,
        @Nullable String type,
        @Nullable Instant createdBefore,
        @Nullable Instant createdSince,
        @Nullable String errorType) {

    private static final JobSelection ALL = new JobSelection(null, null, null, null, null, null);

    /** All jobs, to begin with. */
    public static JobSelection all() {
        return ALL;
    }

    /** The jobs of a topic. */
    public static JobSelection of(String topic) {
        return ALL.topic(topic);
    }

    /** Of these, those in a topic. */
    public JobSelection topic(String topic) {
        Objects.requireNonNull(topic, "topic");
        return new JobSelection(topic, status, type, createdBefore, createdSince, errorType);
    }

    /** Of these, those in a status. */
    public JobSelection status(JobStatus status) {
        Objects.requireNonNull(status, "status");
        return new JobSelection(topic, status, type, createdBefore, createdSince, errorType);
    }

    /** Of these, those of a type. */
    public JobSelection type(String type) {
        Objects.requireNonNull(type, "type");
        return new JobSelection(topic, status, type, createdBefore, createdSince, errorType);
    }

    /** Of these, those enqueued before. */
    public JobSelection createdBefore(Instant time) {
        Objects.requireNonNull(time, "time");
        return new JobSelection(topic, status, type, time, createdSince, errorType);
    }

    /** Of these, those enqueued then or later. */
    public JobSelection createdSince(Instant time) {
        Objects.requireNonNull(time, "time");
        return new JobSelection(topic, status, type, createdBefore, time, errorType);
    }

    /** Of these, those whose last attempt failed with this. */
    public JobSelection errorType(String errorType) {
        Objects.requireNonNull(errorType, "errorType");
        return new JobSelection(topic, status, type, createdBefore, createdSince, errorType);
    }
}

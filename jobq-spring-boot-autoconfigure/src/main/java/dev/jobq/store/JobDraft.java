package dev.jobq.store;

import dev.jobq.JobStatus;
import dev.jobq.OnDuplicate;
import java.time.Duration;
import java.time.Instant;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * A checked job, ready to be written.
 *
 * @param topic its topic
 * @param type its type
 * @param payload JSON text
 * @param priority −9 to 9, higher first
 * @param start when it runs
 * @param limits what the job itself says about its attempts
 * @param terms what it asks for besides
 */
public record JobDraft(
        String topic, String type, String payload, int priority, Start start, Limits limits, Terms terms) {

    /** A job that asks for nothing besides. */
    public JobDraft(String topic, String type, String payload, int priority, Start start, Limits limits) {
        this(topic, type, payload, priority, start, limits, Terms.NONE);
    }

    /**
     * When a job runs: at an instant, after a delay from now by the store's clock, or (both null) now.
     *
     * @param at a past one only orders
     * @param delay not negative
     */
    public record Start(@Nullable Instant at, @Nullable Duration delay) {
        /** Now. */
        public static final Start NOW = new Start(null, null);
    }

    /**
     * The job's own limits; null where it says nothing.
     *
     * @param maxAttempts how many failed attempts end it
     * @param timeout how long one may run
     */
    public record Limits(
            @Nullable Integer maxAttempts, @Nullable Duration timeout) {
        /** Nothing said. */
        public static final Limits NONE = new Limits(null, null);
    }

    /**
     * What only some jobs ask for; null where one does not.
     *
     * @param unique the key that one job at a time holds
     * @param deadline by when it must have started
     * @param key whom or what it is about; what topics that are ordered by key go by
     * @param shards over how many lines its topic is spread
     * @param label which workers are to run it
     */
    public record Terms(
            @Nullable Uniqueness unique,
            @Nullable Instant deadline,
            @Nullable String key,
            @Nullable Integer shards,
            @Nullable Label label) {
        /** Nothing. */
        public static final Terms NONE = new Terms(null, null);

        /** Only a unique key. */
        public Terms(Uniqueness unique) {
            this(unique, null);
        }

        /** In no line. */
        public Terms(@Nullable Uniqueness unique, @Nullable Instant deadline) {
            this(unique, deadline, null, null);
        }

        /** For any worker. */
        public Terms(
                @Nullable Uniqueness unique,
                @Nullable Instant deadline,
                @Nullable String key,
                @Nullable Integer shards) {
            this(unique, deadline, key, shards, null);
        }
    }

    /**
     * Which workers are to run a job.
     *
     * @param name what they carry
     * @param patience how long it waits for one of them once its turn has come; null for as long as it takes
     */
    public record Label(String name, @Nullable Duration patience) {}

    /**
     * A key that one job of a topic at a time holds.
     *
     * @param key at most 255 characters
     * @param period for how long from its creation a job holds it at most; null for any time
     * @param statuses in which statuses a job holds it
     * @param onDuplicate what becomes of a job whose key is held
     * @param longest how long from its creation a job can be put off by replacements; null for any time
     */
    public record Uniqueness(
            String key,
            @Nullable Duration period,
            Set<JobStatus> statuses,
            OnDuplicate onDuplicate,
            @Nullable Duration longest) {}
}

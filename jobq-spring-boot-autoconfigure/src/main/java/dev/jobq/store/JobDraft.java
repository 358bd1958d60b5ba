package dev.jobq.store;

import java.time.Duration;
import java.time.Instant;
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
 */
public record JobDraft(String topic, String type, String payload, int priority, Start start, Limits limits) {

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
}

package dev.jobq;

import org.jspecify.annotations.Nullable;

/**
 * Another job holds the unique key of a job that was to be made, with {@link OnDuplicate#REJECT}, or that was to run again.
 * Nothing was written.
 */
public final class DuplicateJobException extends JobqException {

    private final @Nullable JobId existing;

    public DuplicateJobException(String topic, String key, @Nullable JobId existing) {
        super(
                ("%s of topic '%s' holds the unique key '%s', and a second one was refused: nothing was written. Wait for its"
                                + " end, or say onDuplicate(RETURN_EXISTING)")
                        .formatted(existing == null ? "Another job of the same call" : "Job " + existing, topic, key));
        this.existing = existing;
    }

    /** The job that holds the key; null if it was one of the same call, and so was not made either. */
    public @Nullable JobId existing() {
        return existing;
    }
}

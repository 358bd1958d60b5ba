package dev.jobq;

import org.jspecify.annotations.Nullable;

/**
 * What came of {@link JobQueue#tryEnqueue}.
 *
 * @param kind what was done
 * @param id the job's id, the new one's or the one that was there; null when the topic was full
 */
public record EnqueueResult(Kind kind, @Nullable JobId id) {

    /** What was done. */
    public enum Kind {
        /** A new job was made. */
        CREATED,
        /** None was made: another job holds the unique key, and was left as it is. */
        EXISTING,
        /** None was made: the job that holds the unique key got the new payload. */
        REPLACED,
        /** None was made: the topic has as many jobs as {@code jobq.topics.<topic>.max-queued} allows. */
        FULL
    }

    /** The topic was full. */
    public static final EnqueueResult FULL = new EnqueueResult(Kind.FULL, null);

    /** Whether a new job was made. */
    public boolean isCreated() {
        return kind == Kind.CREATED;
    }
}

package dev.jobq;

/** A job was deleted while somebody waited for its end. */
public final class JobDeletedException extends JobqException {

    private final JobId id;

    public JobDeletedException(JobId id) {
        super("Job %s was deleted before its end was seen".formatted(id));
        this.id = id;
    }

    /** The id that was waited for. */
    public JobId id() {
        return id;
    }
}

package dev.jobq;

/** No job has this id. */
public final class JobNotFoundException extends JobqException {

    private final JobId id;

    public JobNotFoundException(JobId id) {
        super("There is no job %s in this store".formatted(id));
        this.id = id;
    }

    /** The id that was asked for. */
    public JobId id() {
        return id;
    }
}

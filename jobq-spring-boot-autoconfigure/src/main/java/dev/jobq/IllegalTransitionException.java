package dev.jobq;

/** A move that a job's life does not have, such as retrying a job that completed. Nothing was changed. */
public final class IllegalTransitionException extends JobqException {

    private final JobId id;
    private final JobStatus from;
    private final JobStatus to;

    public IllegalTransitionException(JobId id, JobStatus from, JobStatus to) {
        super("Job %s is %s and cannot become %s".formatted(id, from, to));
        this.id = id;
        this.from = from;
        this.to = to;
    }

    /** The job that was to move. */
    public JobId id() {
        return id;
    }

    /** The status it has. */
    public JobStatus from() {
        return from;
    }

    /** The status that was asked for. */
    public JobStatus to() {
        return to;
    }
}

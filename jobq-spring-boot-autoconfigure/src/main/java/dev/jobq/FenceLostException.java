package dev.jobq;

/**
 * An attempt tried to end its job in a transaction, but the job is not its own any more: it was rescued, deleted, timed out or
 * has ended. The transaction is rolled back, whatever is done with this exception.
 */
public final class FenceLostException extends JobqException {

    private final JobId id;
    private final long fence;

    /**
     * A loss.
     *
     * @param fence the fence that does not hold
     */
    public FenceLostException(JobId id, long fence) {
        super(
                "Fence %d of job %s does not hold any more: the job was taken away or has ended, so this transaction is rolled back"
                        .formatted(fence, id));
        this.id = id;
        this.fence = fence;
    }

    /** The job. */
    public JobId id() {
        return id;
    }

    /** The fence that does not hold. */
    public long fence() {
        return fence;
    }
}

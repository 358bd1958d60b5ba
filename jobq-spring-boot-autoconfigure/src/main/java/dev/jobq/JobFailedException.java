package dev.jobq;

/** The output was asked for of a job that was discarded or cancelled. */
public final class JobFailedException extends JobqException {

    private final JobResult result;

    public JobFailedException(JobResult result) {
        super(message(result));
        this.result = result;
    }

    /** How the job ended. */
    public JobResult result() {
        return result;
    }

    private static String message(JobResult result) {
        StringBuilder message = new StringBuilder("Job %s of type '%s' in topic '%s' has no output: it was %s"
                .formatted(result.id(), result.job().type(), result.job().topic(), result.status()));
        if (result.reason() != null) {
            message.append(" (").append(result.reason()).append(')');
        }
        JobError error = result.error();
        if (error != null) {
            message.append("; attempt %d failed with %s: %s".formatted(error.attempt(), error.type(), error.message()));
        }
        return message.toString();
    }
}

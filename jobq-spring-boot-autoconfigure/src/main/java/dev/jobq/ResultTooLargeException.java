package dev.jobq;

/** A handler returned more than the store keeps: {@code jobq.max-result}. Its attempt has failed. */
public final class ResultTooLargeException extends JobqException {

    public ResultTooLargeException(JobRef job, long bytes, long maxBytes) {
        super(
                "The result of job %s of type '%s' in topic '%s' is %d bytes of JSON: at most %d are kept (jobq.max-result). Keep large data elsewhere and return a reference to it"
                        .formatted(job.id(), job.type(), job.topic(), bytes, maxBytes));
    }
}

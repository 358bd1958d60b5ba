package dev.jobq;

/** There is no such worker: it stopped, was rescued, or never was. */
public final class UnknownWorkerException extends JobqException {

    public UnknownWorkerException(String message) {
        super(message);
    }
}

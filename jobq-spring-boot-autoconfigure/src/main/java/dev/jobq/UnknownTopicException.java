package dev.jobq;

/** The topic is neither configured, nor handled here, nor known to the store. */
public final class UnknownTopicException extends JobqException {

    public UnknownTopicException(String message) {
        super(message);
    }
}

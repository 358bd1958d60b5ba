package dev.jobq;

/** Something that cannot be said of a topic: which topic, what was given, and what is allowed. Nothing was changed. */
public final class InvalidTopicException extends JobqException {

    public InvalidTopicException(String message) {
        super(message);
    }
}

package dev.jobq;

/** The queue was used after it was closed. */
public final class QueueClosedException extends JobqException {

    public QueueClosedException(String message) {
        super(message);
    }
}

package dev.jobq;

/** A schedule says something that is not allowed: which key, what was given, and what is allowed. Nothing was changed. */
public final class InvalidScheduleException extends JobqException {

    public InvalidScheduleException(String message) {
        super(message);
    }

    public InvalidScheduleException(String message, Throwable cause) {
        super(message, cause);
    }
}

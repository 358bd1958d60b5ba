package dev.jobq;

/** A {@link JobQuery} says something that is not allowed: which condition, what was given, and what is allowed. Nothing was read or changed. */
public final class InvalidQueryException extends JobqException {

    public InvalidQueryException(String message) {
        super(message);
    }

    public InvalidQueryException(String message, Throwable cause) {
        super(message, cause);
    }
}

package dev.jobq;

/** A value given for a job is not allowed: which, what it was, and what is allowed. */
public final class InvalidJobException extends JobqException {

    public InvalidJobException(String message) {
        super(message);
    }
}

package dev.jobq;

import org.jspecify.annotations.Nullable;

/** Root of everything that jobq throws. Unchecked; the message says what, which job or topic, and what to change. */
public abstract class JobqException extends RuntimeException {

    protected JobqException(String message) {
        super(message);
    }

    protected JobqException(String message, @Nullable Throwable cause) {
        super(message, cause);
    }
}

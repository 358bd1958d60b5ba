package dev.jobq;

import org.jspecify.annotations.Nullable;

/** A payload, result or event could not be written as JSON, or JSON could not be read as the type asked for. */
public final class JobSerializationException extends JobqException {

    public JobSerializationException(String message) {
        super(message);
    }

    public JobSerializationException(String message, @Nullable Throwable cause) {
        super(message, cause);
    }
}

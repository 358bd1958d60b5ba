package dev.jobq;

import org.jspecify.annotations.Nullable;

/** The store refused or failed an operation; nothing of it was written. */
public final class StoreException extends JobqException {

    public StoreException(String message) {
        super(message);
    }

    public StoreException(String message, @Nullable Throwable cause) {
        super(message, cause);
    }
}

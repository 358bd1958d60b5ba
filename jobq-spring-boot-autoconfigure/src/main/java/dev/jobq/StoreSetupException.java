package dev.jobq;

import org.jspecify.annotations.Nullable;

/** The store cannot be opened as it is: wrong kind of database, unreadable file, schema missing or newer than this code. */
public final class StoreSetupException extends JobqException {

    public StoreSetupException(String message) {
        super(message);
    }

    public StoreSetupException(String message, @Nullable Throwable cause) {
        super(message, cause);
    }
}

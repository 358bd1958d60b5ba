package dev.jobq;

import org.jspecify.annotations.Nullable;

/** The store cannot be reached, or is locked, at the moment. The operation may be tried again; if a commit was under way, whether it took effect is unknown. */
public final class StoreUnavailableException extends JobqException {

    public StoreUnavailableException(String message) {
        super(message);
    }

    public StoreUnavailableException(String message, @Nullable Throwable cause) {
        super(message, cause);
    }
}

package dev.jobq.autoconfigure;

import dev.jobq.JobqException;
import org.jspecify.annotations.Nullable;

/** The application cannot start as it is configured: what is wrong, and what to do about it. */
final class StartFailure extends JobqException {

    private final String action;

    StartFailure(String description, String action) {
        this(description, action, null);
    }

    StartFailure(String description, String action, @Nullable Throwable cause) {
        super(description, cause);
        this.action = action;
    }

    String action() {
        return action;
    }
}

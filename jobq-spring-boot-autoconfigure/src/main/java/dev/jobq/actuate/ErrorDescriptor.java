package dev.jobq.actuate;

import dev.jobq.JobError;
import java.time.Instant;
import org.jspecify.annotations.Nullable;

/** What a failed attempt left behind, in JSON. */
public record ErrorDescriptor(
        int attempt,
        Instant at,
        String type,
        @Nullable String message,
        @Nullable String stack) {

    static ErrorDescriptor of(JobError error, Values values) {
        return new ErrorDescriptor(
                error.attempt(), error.at(), error.type(), values.of(error.message()), values.of(error.stack()));
    }
}

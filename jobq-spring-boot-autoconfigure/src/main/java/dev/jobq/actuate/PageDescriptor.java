package dev.jobq.actuate;

import java.util.List;
import org.jspecify.annotations.Nullable;
import org.springframework.boot.actuate.endpoint.OperationResponseBody;

/** Pages of long lists, in JSON. */
public sealed interface PageDescriptor extends OperationResponseBody {

    /**
     * Jobs, newest first.
     *
     * @param next what to pass as {@code before} for the next page; null at the end
     * @param partial whether the search stopped early, having looked at many jobs that do not match
     */
    record Jobs(List<JobDescriptor> jobs, @Nullable Long next, boolean partial) implements PageDescriptor {}

    /**
     * Events: the newest, newest first, or those after a cursor, oldest first.
     *
     * @param next what to pass as {@code after} to hear what happened since; null when nothing ever happened
     */
    record Events(List<EventDescriptor> events, @Nullable String next) implements PageDescriptor {}
}

package dev.jobq.handler;

import dev.jobq.JobContext;
import org.jspecify.annotations.Nullable;

/**
 * What a handler is called with.
 *
 * @param context the attempt
 * @param payload what {@link HandlerMethod#readPayload} read
 */
public record JobCall(JobContext context, @Nullable Object payload) {}

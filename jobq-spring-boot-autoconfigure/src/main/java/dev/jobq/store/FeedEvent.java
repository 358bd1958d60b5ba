package dev.jobq.store;

import dev.jobq.JobEvent;
import dev.jobq.ProcessId;
import java.time.Instant;
import org.jspecify.annotations.Nullable;

/**
 * One line of the store's feed: a job's event or a worker's.
 *
 * @param cursor its place in the feed, opaque
 * @param at when
 * @param type its name in JSON
 * @param event the job's event, or null for a worker's
 * @param worker the worker, or null for a job's
 * @param data the worker's data as JSON text, or null
 */
public record FeedEvent(
        String cursor,
        Instant at,
        String type,
        @Nullable JobEvent event,
        @Nullable ProcessId worker,
        @Nullable String data) {}

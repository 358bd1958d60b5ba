package dev.jobq.store;

import dev.jobq.JobEvent;
import dev.jobq.JsonValue;
import dev.jobq.ProcessId;
import java.time.Instant;
import org.jspecify.annotations.Nullable;

/**
 * One line of the store's feed: a job's event, a worker's or a topic's.
 *
 * @param cursor its place in the feed, opaque
 * @param at when
 * @param type its name in JSON
 * @param event the job's event, or null
 * @param worker the worker of a worker's event, or null
 * @param data the worker's data as JSON text, or null
 * @param topic the topic's event, or null
 */
public record FeedEvent(
        String cursor,
        Instant at,
        String type,
        @Nullable JobEvent event,
        @Nullable ProcessId worker,
        @Nullable String data,
        @Nullable TopicEvent topic) {

    /**
     * Something that was done to a topic, or to a job of it that is gone.
     *
     * @param topic its name
     * @param data {@code {"action","by","worker","old","new",…}}
     */
    public record TopicEvent(String topic, JsonValue data) {}
}

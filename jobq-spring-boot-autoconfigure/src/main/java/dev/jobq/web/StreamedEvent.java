package dev.jobq.web;

import com.fasterxml.jackson.annotation.JsonProperty;
import dev.jobq.JobEvent;
import dev.jobq.store.FeedEvent;
import java.time.Instant;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * An event in the stream, in JSON.
 *
 * @param type what happened
 * @param at when
 * @param job the job's id; null for a worker's event
 * @param topic the job's topic, or the one that was acted on
 * @param jobType the job's type
 * @param worker the worker; null for a job's event
 * @param from in JSON {@code old}: the status before, or the state where that changed; null for a new job
 * @param to in JSON {@code new}: the status or state after; null where none changed
 * @param data more about it, where it may be seen
 */
record StreamedEvent(
        String type,
        Instant at,
        @Nullable Long job,
        @Nullable String topic,
        @Nullable String jobType,
        @Nullable String worker,
        @JsonProperty("old") @Nullable Object from,
        @JsonProperty("new") @Nullable Object to,
        @Nullable Object data) {

    static StreamedEvent of(FeedEvent line, boolean showData) {
        if (line.topic() != null) {
            Object said = line.topic().data().as(Object.class);
            return new StreamedEvent(line.type(), line.at(), null, line.topic().topic(), null, null, null, null, said);
        }
        JobEvent event = line.event();
        if (event == null) {
            String worker = line.worker() == null ? null : line.worker().toString();
            return new StreamedEvent(line.type(), line.at(), null, null, null, worker, null, null, line.data());
        }
        JobEvent.Change change = event.change();
        Object data = showData && event.data() != null ? event.data().as(Object.class) : null;
        Map<?, ?> states =
                event.type() == JobEvent.Type.STATE_CHANGED && data instanceof Map<?, ?> map ? map : Map.of();
        return new StreamedEvent(
                line.type(),
                line.at(),
                event.job().id().value(),
                event.job().topic(),
                event.job().type(),
                null,
                change == null ? states.get("old") : change.from(),
                change == null ? states.get("new") : change.to(),
                states.isEmpty() ? data : null);
    }
}

package dev.jobq.actuate;

import com.fasterxml.jackson.annotation.JsonProperty;
import dev.jobq.JobEvent;
import dev.jobq.JobRef;
import dev.jobq.store.FeedEvent;
import java.time.Instant;
import java.util.EnumSet;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * An event in JSON.
 *
 * @param cursor its place in the feed; null in a job's own log
 * @param seq its place in the job's log; null in the feed
 * @param type what happened
 * @param at when
 * @param job the job's id; null in the job's own log, and for a worker's event
 * @param topic the job's topic, or the one that was acted on; null in the job's own log and for a worker's event
 * @param worker the worker; null for a job's event
 * @param from in JSON {@code old}: the status before, or the state where that changed; null for a new job
 * @param to in JSON {@code new}: the status or state after; null where none changed
 * @param data more about it
 */
public record EventDescriptor(
        @Nullable String cursor,
        @Nullable Long seq,
        String type,
        Instant at,
        @Nullable Long job,
        @Nullable String topic,
        @Nullable String worker,
        @JsonProperty("old") @Nullable Object from,
        @JsonProperty("new") @Nullable Object to,
        @Nullable Object data) {

    private static final Set<JobEvent.Type> HARMLESS =
            EnumSet.of(JobEvent.Type.PROGRESS, JobEvent.Type.STEP, JobEvent.Type.OPERATOR, JobEvent.Type.REQUEUED);

    static EventDescriptor of(JobEvent event, Values values) {
        return new EventDescriptor(
                null,
                event.seq(),
                event.type().key(),
                event.at(),
                null,
                null,
                null,
                from(event, values),
                to(event, values),
                data(event, values));
    }

    static EventDescriptor of(FeedEvent line, Values values) {
        if (line.topic() != null) {
            return of(line, line.topic());
        }
        JobEvent event = line.event();
        JobRef job = event == null ? null : event.job();
        return new EventDescriptor(
                line.cursor(),
                null,
                line.type(),
                line.at(),
                job == null ? null : job.id().value(),
                job == null ? null : job.topic(),
                line.worker() == null ? null : line.worker().toString(),
                event == null ? null : from(event, values),
                event == null ? null : to(event, values),
                event == null ? line.data() : data(event, values));
    }

    /** Who did what to a topic is no secret. */
    private static EventDescriptor of(FeedEvent line, FeedEvent.TopicEvent event) {
        Map<String, Object> data = new LinkedHashMap<>();
        if (event.data().as(Object.class) instanceof Map<?, ?> said) {
            said.forEach((name, value) -> data.put(String.valueOf(name), value));
        }
        Object from = data.remove("old");
        Object to = data.remove("new");
        return new EventDescriptor(
                line.cursor(), null, line.type(), line.at(), null, event.topic(), null, from, to, data);
    }

    private static @Nullable Object from(JobEvent event, Values values) {
        JobEvent.Change change = event.change();
        return change != null ? change.from() : state(event, "old", values);
    }

    private static @Nullable Object to(JobEvent event, Values values) {
        JobEvent.Change change = event.change();
        return change != null ? change.to() : state(event, "new", values);
    }

    private static @Nullable Object state(JobEvent event, String which, Values values) {
        boolean isState = event.type() == JobEvent.Type.STATE_CHANGED;
        return isState && values.of(event.data()) instanceof Map<?, ?> states ? states.get(which) : null;
    }

    /** How far a job is and what operators did is no secret; what it says, failed with or ended in may be one. */
    private static @Nullable Object data(JobEvent event, Values values) {
        if (event.type() == JobEvent.Type.STATE_CHANGED && values == Values.SHOWN) {
            return null;
        }
        return (HARMLESS.contains(event.type()) ? Values.SHOWN : values).of(event.data());
    }
}

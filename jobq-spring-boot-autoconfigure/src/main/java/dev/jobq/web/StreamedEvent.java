package dev.jobq.web;

import dev.jobq.JobEvent;
import dev.jobq.JobStatus;
import dev.jobq.store.FeedEvent;
import java.time.Instant;
import org.jspecify.annotations.Nullable;

/**
 * An event in the stream, in JSON.
 *
 * @param type what happened
 * @param at when
 * @param job the job's id; null for a worker's event
 * @param topic the job's topic
 * @param jobType the job's type
 * @param worker the worker; null for a job's event
 * @param from the status before; null for a new job and where it did not change
 * @param to the status after; null where it did not change
 * @param data more about it, where it may be seen
 */
record StreamedEvent(
        String type,
        Instant at,
        @Nullable Long job,
        @Nullable String topic,
        @Nullable String jobType,
        @Nullable String worker,
        @Nullable JobStatus from,
        @Nullable JobStatus to,
        @Nullable Object data) {

    static StreamedEvent of(FeedEvent line, boolean showData) {
        JobEvent event = line.event();
        if (event == null) {
            String worker = line.worker() == null ? null : line.worker().toString();
            return new StreamedEvent(line.type(), line.at(), null, null, null, worker, null, null, line.data());
        }
        JobEvent.Change change = event.change();
        return new StreamedEvent(
                line.type(),
                line.at(),
                event.job().id().value(),
                event.job().topic(),
                event.job().type(),
                null,
                change == null ? null : change.from(),
                change == null ? null : change.to(),
                showData && event.data() != null ? event.data().as(Object.class) : null);
    }
}

package dev.jobq.actuate;

import dev.jobq.JobEvent;
import dev.jobq.JobRef;
import dev.jobq.JobStatus;
import dev.jobq.store.FeedEvent;
import java.time.Instant;
import org.jspecify.annotations.Nullable;

/**
 * An event in JSON.
 *
 * @param cursor its place in the feed; null in a job's own log
 * @param seq its place in the job's log; null in the feed
 * @param type what happened
 * @param at when
 * @param job the job's id; null in the job's own log, and for a worker's event
 * @param topic the job's topic; null where the job is
 * @param worker the worker; null for a job's event
 * @param from the status before; null for a new job and where it did not change
 * @param to the status after; null where it did not change
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
        @Nullable JobStatus from,
        @Nullable JobStatus to,
        @Nullable Object data) {

    static EventDescriptor of(JobEvent event, Values values) {
        JobEvent.Change change = event.change();
        return new EventDescriptor(
                null,
                event.seq(),
                event.type().key(),
                event.at(),
                null,
                null,
                null,
                change == null ? null : change.from(),
                change == null ? null : change.to(),
                data(event, values));
    }

    static EventDescriptor of(FeedEvent line, Values values) {
        JobEvent event = line.event();
        JobRef job = event == null ? null : event.job();
        JobEvent.Change change = event == null ? null : event.change();
        return new EventDescriptor(
                line.cursor(),
                null,
                line.type(),
                line.at(),
                job == null ? null : job.id().value(),
                job == null ? null : job.topic(),
                line.worker() == null ? null : line.worker().toString(),
                change == null ? null : change.from(),
                change == null ? null : change.to(),
                event == null ? line.data() : data(event, values));
    }

    /** How far a job is, is no secret; what it says, failed with or ended in may be one. */
    private static @Nullable Object data(JobEvent event, Values values) {
        boolean isHarmless = event.type() == JobEvent.Type.PROGRESS || event.type() == JobEvent.Type.STEP;
        return (isHarmless ? Values.SHOWN : values).of(event.data());
    }
}

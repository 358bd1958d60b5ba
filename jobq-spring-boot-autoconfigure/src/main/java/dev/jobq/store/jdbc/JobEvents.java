package dev.jobq.store.jdbc;

import dev.jobq.JobEvent;
import dev.jobq.JobEvent.Change;
import dev.jobq.JobRef;
import dev.jobq.JobStatus;
import dev.jobq.JsonCodec;
import dev.jobq.JsonValue;
import dev.jobq.store.Move;
import java.time.Instant;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/** Builds what listeners are told and has it written where no other row tells it; the same on both dialects. */
public final class JobEvents {

    private final JsonCodec codec;
    private final EventRows rows = new EventRows();

    public JobEvents(JsonCodec codec) {
        this.codec = codec;
    }

    /** Writes them. */
    public EventRows rows() {
        return rows;
    }

    /** A new job. */
    public JobEvent created(JobRef job, JobStatus status, Instant at) {
        return event(job, JobEvent.Type.CREATED, at, new Change(null, status), null);
    }

    /** A job became claimable. */
    public JobEvent available(JobRef job, JobStatus from, Instant at) {
        return event(job, JobEvent.Type.AVAILABLE, at, new Change(from, JobStatus.AVAILABLE), null);
    }

    /** An attempt began. */
    public JobEvent started(JobRef job, int attempt, Instant at) {
        Change change = new Change(JobStatus.AVAILABLE, JobStatus.EXECUTING);
        // Told of every job, and simple enough to be written by hand.
        JsonValue data = new JsonValue("{\"attempt\":" + attempt + "}", codec);
        return new JobEvent(0, job, JobEvent.Type.STARTED, at, change, data);
    }

    /** The handler returned a long-running handle. */
    public JobEvent launched(JobRef job, Instant at) {
        return event(job, JobEvent.Type.LAUNCHED, at, new Change(JobStatus.EXECUTING, JobStatus.LAUNCHED), null);
    }

    /** A job's node died or stopped. */
    public JobEvent rescued(JobRef job, JobStatus from, Instant at) {
        return event(job, JobEvent.Type.RESCUED, at, new Change(from, JobStatus.AVAILABLE), null);
    }

    /** A running job ended because its cancel had been requested. */
    public JobEvent cancelled(JobRef job, JobStatus from, Instant at) {
        return event(job, JobEvent.Type.CANCELLED, at, new Change(from, JobStatus.CANCELLED), Ending.ON_REQUEST);
    }

    /** A job waits for a worker that carries its label; what the event says is JSON already. */
    JobEvent setAside(JobRef job, Instant at, String data) {
        Change change = new Change(JobStatus.AVAILABLE, JobStatus.SCHEDULED);
        return new JobEvent(0, job, JobEvent.Type.SCHEDULED, at, change, new JsonValue(data, codec));
    }

    /** A waiting job got the payload of a duplicate. */
    JobEvent replaced(JobRef job, Change change, Instant at, Times times) {
        Map<String, Object> data = Map.of("runAt", times.runAt.toString(), "previous", times.previous.toString());
        return event(job, JobEvent.Type.REPLACED, at, change, data);
    }

    /**
     * When a replaced job runs.
     *
     * @param runAt from now on
     * @param previous what its intake row said until now
     */
    record Times(Instant runAt, Instant previous) {

        /** What the event says. */
        static Times of(JobEvent replaced) {
            JsonValue said = Objects.requireNonNull(replaced.data());
            Map<?, ?> data = Objects.requireNonNull(said.as(Map.class));
            return new Times(
                    Instant.parse(String.valueOf(data.get("runAt"))),
                    Instant.parse(String.valueOf(data.get("previous"))));
        }
    }

    /** A job that waited will not run. */
    public JobEvent discarded(JobRef job, JobStatus from, String reason, Instant at) {
        return event(job, JobEvent.Type.DISCARDED, at, new Change(from, JobStatus.DISCARDED), reason);
    }

    /** Somebody acted on a job. */
    public JobEvent operated(JobRef job, String action, @Nullable JobStatus from, @Nullable JobStatus to, Instant at) {
        return event(job, JobEvent.Type.OPERATOR, at, new Change(from, to), Map.of("action", action));
    }

    /** A job or its user said something, already in JSON. */
    public JobEvent said(JobRef job, JobEvent.Type type, String data, Instant at) {
        return new JobEvent(0, job, type, at, null, new JsonValue(data, codec));
    }

    /** An attempt ended: that it failed, if so, and where its job went. */
    public List<JobEvent> ended(Ending ending, Instant at) {
        JobRef job = ending.ended().job();
        Move move = ending.move();
        List<JobEvent> events = new ArrayList<>(2);
        Move.Failure error = move.error();
        if (error != null) {
            Map<String, Object> data = new LinkedHashMap<>();
            data.put("attempt", ending.ended().attempt().number());
            data.put("type", error.type());
            data.put("message", error.message());
            events.add(event(job, JobEvent.Type.FAILED, at, null, data));
        }
        Change change = new Change(ending.from(), ending.to());
        Object data = move.delay() != null ? at.plus(move.delay()).toString() : move.reason();
        events.add(event(job, type(ending.to()), at, change, data));
        return events;
    }

    /** What an event says, as JSON text. */
    String data(Map<String, Object> data) {
        return codec.write(data);
    }

    /** What the log calls an attempt's end. */
    static JobEvent.Type type(JobStatus to) {
        return switch (to) {
            case COMPLETED -> JobEvent.Type.COMPLETED;
            case DISCARDED -> JobEvent.Type.DISCARDED;
            case CANCELLED -> JobEvent.Type.CANCELLED;
            case RETRYABLE -> JobEvent.Type.RETRY_SCHEDULED;
            case SCHEDULED -> JobEvent.Type.SNOOZED;
            case PARKED -> JobEvent.Type.PARKED;
            case AVAILABLE -> JobEvent.Type.RESCUED;
            case HELD, BLOCKED, EXECUTING, LAUNCHED -> throw new IllegalArgumentException("No attempt ends in " + to);
        };
    }

    private JobEvent event(JobRef job, JobEvent.Type type, Instant at, @Nullable Change change, @Nullable Object data) {
        JsonValue value = data == null ? null : new JsonValue(codec.write(data), codec);
        return new JobEvent(0, job, type, at, change, value);
    }
}

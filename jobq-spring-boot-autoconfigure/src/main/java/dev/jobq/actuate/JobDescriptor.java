package dev.jobq.actuate;

import dev.jobq.Enqueuer;
import dev.jobq.Fire;
import dev.jobq.Job;
import dev.jobq.JobId;
import dev.jobq.JobProgress;
import dev.jobq.JobStats;
import dev.jobq.JobStatus;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.springframework.boot.actuate.endpoint.OperationResponseBody;

/**
 * A job in JSON; in lists without payload, result, errors and events.
 *
 * @param name its full name, which tells the process that enqueued it
 * @param firedBy the schedule that enqueued it; null if none did
 * @param node the worker that runs it or ran it last
 * @param requeuedFrom the job whose place it took
 * @param requeuedAs the job that took its place
 */
public record JobDescriptor(
        long id,
        String name,
        String topic,
        String type,
        JobStatus status,
        int priority,
        Instant runAt,
        int attempt,
        @Nullable Integer maxAttempts,
        @Nullable Duration timeout,
        @Nullable Instant deadline,
        int crashes,
        @Nullable Object payload,
        @Nullable Object state,
        @Nullable Object result,
        @Nullable String reason,
        @Nullable JobProgress progress,
        JobStats stats,
        Instant createdAt,
        Instant touchedAt,
        @Nullable Instant startedAt,
        @Nullable Instant finishedAt,
        EnqueuerDescriptor enqueuedBy,
        @Nullable FiredBy firedBy,
        @Nullable String node,
        @Nullable Long requeuedFrom,
        @Nullable Long requeuedAs,
        @Nullable List<ErrorDescriptor> errors,
        @Nullable List<EventDescriptor> events)
        implements OperationResponseBody {

    static JobDescriptor inList(Job job, Values values) {
        return of(job, values, false);
    }

    static JobDescriptor whole(Job job, Values values) {
        return of(job, values, true);
    }

    private static JobDescriptor of(Job job, Values values, boolean isWhole) {
        return new JobDescriptor(
                job.id().value(),
                job.toString(),
                job.topic(),
                job.type(),
                job.status(),
                job.priority(),
                job.runAt(),
                job.attempt(),
                job.maxAttempts(),
                job.timeout(),
                job.deadline(),
                job.crashes(),
                isWhole ? values.of(job.payload()) : null,
                isWhole ? values.of(job.state()) : null,
                isWhole ? values.of(job.result()) : null,
                values.of(job.reason()),
                job.progress(),
                job.stats(),
                job.createdAt(),
                job.touchedAt(),
                job.startedAt(),
                job.finishedAt(),
                EnqueuerDescriptor.of(job.enqueuedBy()),
                FiredBy.of(job.fire()),
                job.node() == null ? null : job.node().toString(),
                value(job.requeuedFrom()),
                value(job.requeuedAs()),
                isWhole
                        ? job.errors().stream()
                                .map(error -> ErrorDescriptor.of(error, values))
                                .toList()
                        : null,
                isWhole
                        ? job.events().stream()
                                .map(event -> EventDescriptor.of(event, values))
                                .toList()
                        : null);
    }

    private static @Nullable Long value(@Nullable JobId id) {
        return id == null ? null : (Long) id.value();
    }

    /**
     * The process that enqueued a job, in JSON.
     *
     * @param process {@code hostname.pid.seconds.millis}
     */
    public record EnqueuerDescriptor(
            String process,
            String application,
            @Nullable String version,
            @Nullable String commit,
            @Nullable String repository) {

        static EnqueuerDescriptor of(Enqueuer enqueuer) {
            return new EnqueuerDescriptor(
                    enqueuer.process().toString(),
                    enqueuer.application(),
                    enqueuer.version(),
                    enqueuer.commit(),
                    enqueuer.repository());
        }
    }

    /**
     * The fire that enqueued a job, in JSON.
     *
     * @param at the fire time
     */
    public record FiredBy(String schedule, Instant at) {

        static @Nullable FiredBy of(@Nullable Fire fire) {
            return fire == null ? null : new FiredBy(fire.schedule(), fire.at());
        }
    }
}

package dev.jobq.store;

import dev.jobq.JobRef;
import java.time.Duration;
import java.time.Instant;
import org.jspecify.annotations.Nullable;

/**
 * An attempt that is over and where its job goes.
 *
 * @param job which job
 * @param attempt the attempt and the fence it held
 * @param move where the job goes
 * @param report what the attempt took
 */
public record EndedAttempt(JobRef job, ClaimedJob.Attempt attempt, Move move, Report report) {

    /**
     * What an attempt took.
     *
     * @param startedAt when the handler began, by the store's clock
     * @param elapsed until its end
     * @param cpuNanos processor time of its thread, −1 when unknown
     * @param allocatedBytes bytes its thread allocated, −1 when unknown
     * @param stats steps and counted values as JSON text ({@code {"steps":[{"name","millis"}],"values":{…}}}), or null
     */
    public record Report(
            Instant startedAt,
            Duration elapsed,
            long cpuNanos,
            long allocatedBytes,
            @Nullable String stats) {

        /** This without steps and values. */
        public Report withoutStats() {
            return new Report(startedAt, elapsed, cpuNanos, allocatedBytes, null);
        }
    }
}

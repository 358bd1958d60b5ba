package dev.jobq.engine;

import dev.jobq.JsonCodec;
import dev.jobq.store.ClaimedJob;
import dev.jobq.store.JobReader;

/**
 * Makes attempts of claimed jobs.
 *
 * @param codec writes what they say
 * @param log where they say it
 * @param reader where they look at their job
 * @param jointEnds where they end in transactions of the application's
 */
record AttemptFactory(JsonCodec codec, LogWriter log, JobReader reader, JointEnds jointEnds) {

    Attempt of(ClaimedJob claimed, Registration registration) {
        AttemptLog attemptLog =
                new AttemptLog(claimed.job().id(), claimed.attempt().fence(), codec, log);
        return new Attempt(claimed, registration, attemptLog, reader, jointEnds);
    }
}

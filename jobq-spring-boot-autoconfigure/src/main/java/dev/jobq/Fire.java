package dev.jobq;

import java.time.Instant;

/**
 * One time that a schedule fired.
 *
 * @param schedule the schedule's name
 * @param at the fire time: when it was meant to, however late it did; for {@link RecurringJobs#runNow} when it was asked for
 * @param isManual whether {@link RecurringJobs#runNow} asked for it
 * @param job the job that it enqueued, which may be gone by now
 * @param firedAt when it did, by the store's clock
 */
public record Fire(String schedule, Instant at, boolean isManual, JobId job, Instant firedAt) {}

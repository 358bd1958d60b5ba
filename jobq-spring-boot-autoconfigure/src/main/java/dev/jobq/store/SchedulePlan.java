package dev.jobq.store;

import dev.jobq.Cadence;
import dev.jobq.Schedule;

/**
 * What defines a schedule, checked.
 *
 * @param name its name
 * @param cadence when it fires
 * @param rules what becomes of fire times that are missed, or that come too soon
 * @param job what each fire enqueues; when it starts is the fire's to say
 */
public record SchedulePlan(String name, Cadence cadence, Schedule.Rules rules, JobDraft job) {}

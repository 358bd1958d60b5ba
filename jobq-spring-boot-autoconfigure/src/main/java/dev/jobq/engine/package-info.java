/**
 * Claims, runs, keeps alive, rescues, schedules. The way of a job: {@link dev.jobq.engine.Dispatcher} claims it,
 * {@link dev.jobq.engine.Lane} gives it a slot, {@link dev.jobq.engine.JobRunner} runs it,
 * {@link dev.jobq.engine.Verdict} decides where it goes, and the dispatcher hands that to the store.
 */
@NullMarked
package dev.jobq.engine;

import org.jspecify.annotations.NullMarked;

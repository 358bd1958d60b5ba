package dev.jobq.benchmarks.chaos;

/**
 * A piece of work.
 *
 * @param micros how long it takes
 * @param failures how many of its attempts fail on purpose
 * @param kind what is promised of it besides, see {@link Deed}
 */
public record Task(long micros, int failures, String kind) {}

package dev.jobq.process;

/**
 * What a job of these tests does: nothing, for so long.
 *
 * @param micros how long it takes
 */
public record Task(long micros) {}

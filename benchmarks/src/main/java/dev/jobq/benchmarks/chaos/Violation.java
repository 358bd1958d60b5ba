package dev.jobq.benchmarks.chaos;

/**
 * A broken promise.
 *
 * @param invariant which
 * @param what what was seen, with the ids
 */
public record Violation(Invariant invariant, String what) {}

package dev.jobq.benchmarks.raw;

/** A claimed job and the number that its completion must show. */
record Claimed(long job, long fence) {}

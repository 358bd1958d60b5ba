package dev.jobq.benchmarks.chaos;

/** The promises that a history is held against; numbered as in the documentation. */
public enum Invariant {
    /** An acknowledged job exists until it ends or is deleted. */
    I1,
    /** Two attempts of a job never hold a valid fence at once. */
    I2,
    /** What an old fence writes changes nothing. */
    I3,
    /** Ordered work starts in order, one at a time. */
    I4,
    /** One live job for a unique key. */
    I5,
    /** Enqueued is waiting, running, ended and deleted together. */
    I6,
    /** Limits are never exceeded. */
    I7,
    /** Work goes on within a bound after healing. */
    I8,
    /** Every failure is a typed, visible error. */
    I10,
    /** Attempts are counted right: a crash is no failure. */
    I11
}

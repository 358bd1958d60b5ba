package dev.jobq;

import java.util.EnumSet;
import java.util.Locale;
import java.util.Set;

/**
 * Where a job is in its life. The moves between statuses are drawn in {@code docs/state-machine.md}; an illegal one is
 * refused with an {@link IllegalTransitionException} that names both.
 */
public enum JobStatus {
    /** Made for the state-driven API; only the application moves it. */
    HELD,
    /** Waits for other jobs or for its key's turn. */
    BLOCKED,
    /** Runs at a later time. */
    SCHEDULED,
    /** May be claimed now. */
    AVAILABLE,
    /** An attempt is running. */
    EXECUTING,
    /** Its handler returned a long-running handle, which holds the slot until it ends. */
    LAUNCHED,
    /** Failed; the next attempt is timed. */
    RETRYABLE,
    /** Cannot be read by any code seen so far, or crashed its nodes; the payload is untouched. */
    PARKED,
    /** Ended without success. */
    DISCARDED,
    /** Ended by request. */
    CANCELLED,
    /** Ended well. */
    COMPLETED;

    private static final Set<JobStatus> ENDED = EnumSet.of(DISCARDED, CANCELLED, COMPLETED);
    private static final Set<JobStatus> RUNNING = EnumSet.of(EXECUTING, LAUNCHED);

    /** Whether the job is over: {@link #COMPLETED}, {@link #DISCARDED} or {@link #CANCELLED}. */
    public boolean isEnded() {
        return ENDED.contains(this);
    }

    /** Whether an attempt holds a slot: {@link #EXECUTING} or {@link #LAUNCHED}. */
    public boolean isRunning() {
        return RUNNING.contains(this);
    }

    /** The name used in JSON keys, in configuration and in metrics: lower case. */
    public String key() {
        return name().toLowerCase(Locale.ROOT);
    }
}

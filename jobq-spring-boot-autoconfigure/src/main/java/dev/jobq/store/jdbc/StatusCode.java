package dev.jobq.store.jdbc;

import dev.jobq.JobStatus;
import java.util.List;

/** How a status is stored: a small number that never changes its meaning. */
public final class StatusCode {

    private static final List<JobStatus> BY_CODE = List.of(
            JobStatus.HELD,
            JobStatus.BLOCKED,
            JobStatus.SCHEDULED,
            JobStatus.AVAILABLE,
            JobStatus.EXECUTING,
            JobStatus.LAUNCHED,
            JobStatus.RETRYABLE,
            JobStatus.PARKED,
            JobStatus.DISCARDED,
            JobStatus.CANCELLED,
            JobStatus.COMPLETED);

    private StatusCode() {}

    /** The number of a status. */
    public static int of(JobStatus status) {
        return BY_CODE.indexOf(status);
    }

    /** The status of a number. */
    public static JobStatus status(int code) {
        return BY_CODE.get(code);
    }
}

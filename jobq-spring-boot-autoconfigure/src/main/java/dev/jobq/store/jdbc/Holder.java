package dev.jobq.store.jdbc;

import dev.jobq.JobId;
import dev.jobq.JobStatus;
import java.sql.ResultSet;
import java.sql.SQLException;
import org.jspecify.annotations.Nullable;

/**
 * A job that was the last to get a unique key, and where it is.
 *
 * @param key the key
 * @param job the job
 * @param status its status; null if it does not exist any more
 * @param holds whether it holds the key still: it is in one of its statuses, and its period is not over
 * @param place where it is in its topic's order
 */
record Holder(UniqueKey key, JobId job, @Nullable JobStatus status, boolean holds, Place place) {

    /** Whether a duplicate may change it. */
    boolean isReplaceable() {
        return status != null && status != JobStatus.BLOCKED && !status.isRunning() && !status.isEnded();
    }

    /** Reads a row of {@code unique_holders.sql}. */
    static Holder of(ResultSet row) throws SQLException {
        int scope = row.getInt(4);
        boolean isOver = row.getInt(5) != 0;
        Integer code = JobRows.intOrNull(row, "status");
        return new Holder(
                new UniqueKey(row.getString(1), row.getString(2)),
                new JobId(row.getLong(3)),
                code == null ? null : StatusCode.status(code),
                code != null && !isOver && (scope & 1 << code) != 0,
                new Place(row.getLong(7), row.getLong(8), row.getLong(9)));
    }

    /**
     * What tells a job's place; times in microseconds since 1970.
     *
     * @param rank the negated priority
     * @param runAt the time of its intake row
     * @param createdAt where it stands if it was called before that time
     */
    record Place(long rank, long runAt, long createdAt) {}
}

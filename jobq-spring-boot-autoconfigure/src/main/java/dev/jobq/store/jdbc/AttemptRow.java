package dev.jobq.store.jdbc;

import dev.jobq.Job;
import dev.jobq.JobError;
import dev.jobq.JobStatus;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Instant;
import java.util.LinkedHashMap;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * One ended attempt.
 *
 * @param fence the fence it held
 * @param number which attempt
 * @param startedAt when it was claimed
 * @param finishedAt when it ended
 * @param dueAt when the wait that followed it was to be over; null if none did
 * @param to where it sent its job
 * @param error what failed, or null
 */
record AttemptRow(
        long fence,
        int number,
        Instant startedAt,
        Instant finishedAt,
        @Nullable Instant dueAt,
        JobStatus to,
        @Nullable JobError error) {

    static AttemptRow of(ResultSet row) throws SQLException {
        int number = row.getInt("attempt");
        Instant finishedAt = Call.instant(row.getLong("finished_at"));
        String type = row.getString("error_type");
        JobError error = type == null
                ? null
                : new JobError(number, finishedAt, type, row.getString("error_message"), row.getString("error_stack"));
        return new AttemptRow(
                row.getLong("fence"),
                number,
                Call.instant(row.getLong("started_at")),
                finishedAt,
                JobRows.instant(row, "due_at"),
                StatusCode.status(row.getInt("status")),
                error);
    }

    /** Whether it had ended when the job was read; the job may have moved on since. */
    boolean isKnownTo(Job job) {
        return fence < job.fence() || (fence == job.fence() && !job.status().isRunning());
    }

    /** What the log tells of the failure. */
    Map<String, Object> failure() {
        Map<String, Object> data = new LinkedHashMap<>();
        data.put("attempt", number);
        if (error != null) {
            data.put("type", error.type());
            data.put("message", error.message());
        }
        return data;
    }
}

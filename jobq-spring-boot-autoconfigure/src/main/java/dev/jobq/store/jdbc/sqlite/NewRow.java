package dev.jobq.store.jdbc.sqlite;

import dev.jobq.JobId;
import dev.jobq.JobRef;
import dev.jobq.JobStatus;
import dev.jobq.store.JobDraft;
import dev.jobq.store.jdbc.Call;
import java.time.Duration;
import java.time.Instant;

/** A new job that is about to be written; times in microseconds since 1970. */
record NewRow(long id, JobDraft draft, long runAt, long createdAt) {

    static long runAt(JobDraft.Start start, long now) {
        Instant at = start.at();
        Duration delay = start.delay();
        if (at != null) {
            return Call.micros(at);
        }
        return delay == null ? now : Math.addExact(now, Call.micros(delay));
    }

    int rank() {
        return -draft.priority();
    }

    boolean isDue() {
        return runAt <= createdAt;
    }

    JobStatus status() {
        return isDue() ? JobStatus.AVAILABLE : JobStatus.SCHEDULED;
    }

    JobRef ref() {
        return new JobRef(new JobId(id), draft.topic(), draft.type());
    }
}

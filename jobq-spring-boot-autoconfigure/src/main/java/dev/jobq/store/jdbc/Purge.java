package dev.jobq.store.jdbc;

import dev.jobq.JobStatus;
import java.sql.SQLException;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.locks.LockSupport;

/**
 * Deletes ended jobs, a few at a time: each chunk is a transaction of its own, after which it rests for as long as the chunk
 * took, so that it takes no more than half of what others could write.
 */
final class Purge {

    private static final List<String> RESTS = List.of(
            "job_delete",
            "attempt_delete",
            "event_delete",
            "progress_delete",
            "unique_delete",
            "requeue_delete",
            "fire_delete",
            "deadline_delete",
            "label_delete");

    private final Transactor transactor;
    private final int chunk;

    /**
     * A purge.
     *
     * @param chunk how many jobs go in one transaction
     */
    Purge(Transactor transactor, int chunk) {
        this.transactor = transactor;
        this.chunk = chunk;
    }

    int byAge(String topic, JobStatus status, Duration olderThan, int limit) {
        return inChunks(
                limit,
                (session, most) -> session.call("done_old")
                        .set("topic", topic)
                        .set("status", StatusCode.of(status))
                        .set("age", olderThan)
                        .set("limit", most)
                        .list(row -> row.getLong(1)),
                topic,
                status);
    }

    int byCount(String topic, JobStatus status, long keep, Duration olderThan, int limit) {
        return inChunks(
                limit,
                (session, most) -> {
                    // Of several who counted the same jobs each would delete those that are too many.
                    if (session.call("trim_lock")
                            .set("topic", topic)
                            .first(row -> true)
                            .isEmpty()) {
                        return List.of();
                    }
                    long excess = session.depthNow(topic, status) - keep;
                    return excess <= 0
                            ? List.of()
                            : session.call("done_oldest")
                                    .set("topic", topic)
                                    .set("status", StatusCode.of(status))
                                    .set("age", olderThan)
                                    .set("limit", Math.min(most, excess))
                                    .list(row -> row.getLong(1));
                },
                topic,
                status);
    }

    private int inChunks(int limit, Choice choice, String topic, JobStatus status) {
        int purged = 0;
        while (purged < limit) {
            long start = System.nanoTime();
            int most = Math.min(chunk, limit - purged);
            int gone = transactor.writeBehind(session -> delete(session, choice.of(session, most), topic, status));
            purged += gone;
            if (gone < most) {
                break;
            }
            if (purged < limit) {
                LockSupport.parkNanos(System.nanoTime() - start);
            }
        }
        return purged;
    }

    private static int delete(Session session, List<Long> ended, String topic, JobStatus status) throws SQLException {
        if (ended.isEmpty()) {
            return 0;
        }
        // Who writes to the log of one holds it: that one is left for the next time.
        List<Long> free =
                session.call("job_free").set("jobs", JdbcUpkeep.ids(ended)).list(row -> row.getLong(1));
        if (free.isEmpty()) {
            return 0;
        }
        String jobs = JdbcUpkeep.ids(free);
        int gone = session.call("done_delete").set("jobs", jobs).update();
        if (gone != free.size()) {
            throw new IllegalStateException("%d jobs had ended, %d were removed".formatted(free.size(), gone));
        }
        for (String rest : RESTS) {
            session.call(rest).set("jobs", jobs).update();
        }
        session.depth(topic, status, -gone);
        return gone;
    }

    private interface Choice {
        /** Ended jobs, at most so many, that nobody else is deleting. */
        List<Long> of(Session session, int most) throws SQLException;
    }
}

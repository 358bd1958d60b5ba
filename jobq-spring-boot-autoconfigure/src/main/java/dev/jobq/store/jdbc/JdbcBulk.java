package dev.jobq.store.jdbc;

import dev.jobq.DuplicateJobException;
import dev.jobq.JobId;
import dev.jobq.JobSelection;
import dev.jobq.JobStatus;
import dev.jobq.store.BulkControl;
import java.sql.SQLException;
import java.util.Collection;
import java.util.List;

/**
 * Many jobs, a batch at a time: ids are found outside any transaction, then each batch looks once more which of them are still
 * selected. One that moves on even after that look, as others may make it where there are many writers, undoes its batch,
 * which begins anew. One whose unique key another job holds undoes its batch, too, which then goes on job by job without it; so does a
 * batch that was overtaken time and again.
 */
public final class JdbcBulk implements BulkControl {

    /** Jobs looked at in one step. */
    private static final int LOOK = 1_000;

    private static final int TRIES = 20;

    private final Transactor transactor;
    private final JdbcControl control;

    public JdbcBulk(Transactor transactor, JdbcControl control) {
        this.transactor = transactor;
        this.control = control;
    }

    @Override
    public long newest() {
        return transactor.readApart(session ->
                session.call("job_newest").first(row -> row.getLong(1)).orElse(0L));
    }

    @Override
    public Found find(JobSelection selection, long after, long upTo) {
        if (transactor.isInCallersTransaction()) {
            throw new IllegalStateException(
                    "A bulk operation commits batch by batch, so it cannot be part of a transaction: call it outside");
        }
        return transactor.readApart(session -> {
            List<Long> ids = candidates(session, selection, after);
            long last = ids.size() < LOOK ? upTo : Math.min(upTo, ids.get(ids.size() - 1));
            List<JobId> found =
                    match(
                                    session,
                                    selection,
                                    JdbcUpkeep.ids(ids.stream()
                                            .filter(id -> id <= last)
                                            .toList()))
                            .stream()
                            .map(Match::job)
                            .toList();
            return new Found(found, last);
        });
    }

    @Override
    public int act(Action action, JobSelection selection, Collection<JobId> jobs) {
        control.prepare();
        try {
            return together(action, selection, jobs);
        } catch (DuplicateJobException | MovedOnException | OvertakenException ex) {
            // Workers may take these jobs so fast that of as many as these there is always one that has moved on.
            return oneByOne(action, selection, jobs);
        }
    }

    /** A job that is refused has moved when that is found, so it has to be undone: without undoing others. */
    private int oneByOne(Action action, JobSelection selection, Collection<JobId> jobs) {
        int done = 0;
        for (JobId job : jobs) {
            try {
                done += together(action, selection, List.of(job));
            } catch (DuplicateJobException | MovedOnException | OvertakenException ex) {
                // It stays as it is, and is not counted.
            }
        }
        return done;
    }

    private int together(Action action, JobSelection selection, Collection<JobId> jobs) {
        String ids = JdbcUpkeep.ids(jobs.stream().map(JobId::value).toList());
        for (int tries = 1; ; tries++) {
            try {
                return transactor.writeBehind(session -> act(session, action, match(session, selection, ids)));
            } catch (MovedOnException | OvertakenException ex) {
                if (tries == TRIES) {
                    throw ex;
                }
            }
        }
    }

    private int act(Session session, Action action, List<Match> jobs) throws SQLException {
        int done = 0;
        for (Match match : jobs) {
            if (action.isPossible(match.status) && control.act(session, action, match.job, match.status)) {
                done++;
            }
        }
        return done;
    }

    /** Ids of jobs that may be selected: by an index where there is one for what is asked. */
    private static List<Long> candidates(Session session, JobSelection selection, long after) throws SQLException {
        JobStatus status = selection.status();
        String index = index(status);
        if (status == null || selection.topic() == null || index == null) {
            return session.call("job_ids_after")
                    .set("after", after)
                    .set("limit", LOOK)
                    .list(row -> row.getLong(1));
        }
        return session.call(index)
                .set("topic", selection.topic())
                .set("status", StatusCode.of(status))
                .set("after", after)
                .set("limit", LOOK)
                .list(row -> row.getLong(1));
    }

    private static @org.jspecify.annotations.Nullable String index(
            @org.jspecify.annotations.Nullable JobStatus status) {
        if (status == null) {
            return null;
        }
        return switch (status) {
            case DISCARDED, CANCELLED -> "bulk_ended";
            case SCHEDULED, RETRYABLE, BLOCKED, PARKED, HELD -> "bulk_waiting";
            case AVAILABLE, EXECUTING, LAUNCHED, COMPLETED -> null;
        };
    }

    private static List<Match> match(Session session, JobSelection selection, String ids) throws SQLException {
        JobStatus status = selection.status();
        return session.call("bulk_match")
                .set("ids", ids)
                .set("topic", selection.topic())
                .set("type", selection.type())
                .set("status", status == null ? -1 : StatusCode.of(status))
                .set("before", selection.createdBefore())
                .set("since", selection.createdSince())
                .set("error", selection.errorType())
                .list(row -> new Match(new JobId(row.getLong(1)), StatusCode.status(row.getInt(2))));
    }

    private record Match(JobId job, JobStatus status) {}
}

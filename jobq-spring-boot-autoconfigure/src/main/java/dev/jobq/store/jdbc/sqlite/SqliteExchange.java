package dev.jobq.store.jdbc.sqlite;

import dev.jobq.JobId;
import dev.jobq.JobRef;
import dev.jobq.store.ClaimedJob;
import dev.jobq.store.EndedAttempt;
import dev.jobq.store.JobExchange;
import dev.jobq.store.jdbc.Call;
import dev.jobq.store.jdbc.HeldJobs;
import dev.jobq.store.jdbc.JobEvents;
import dev.jobq.store.jdbc.Session;
import dev.jobq.store.jdbc.Transactor;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.List;

/** Trades ended attempts for new ones, both in one transaction. */
final class SqliteExchange implements JobExchange {

    private final Transactor transactor;
    private final SqliteEndings endings;
    private final SqliteClaims claims;
    private final JobEvents events;
    private final HeldJobs held;

    SqliteExchange(Transactor transactor, SqliteEndings endings, SqliteClaims claims, JobEvents events, HeldJobs held) {
        this.transactor = transactor;
        this.endings = endings;
        this.claims = claims;
        this.events = events;
        this.held = held;
    }

    @Override
    public Trade trade(long node, List<EndedAttempt> ended, List<Wanted> wanted) {
        Trade trade = transactor.writeApart(session -> {
            List<EndedAttempt> lost = endings.write(session, node, ended);
            List<ClaimedJob> claimed = new ArrayList<>();
            if (!wanted.isEmpty() && SqliteInserts.isAlive(session, node)) {
                for (Wanted topic : wanted) {
                    claims.claim(session, node, topic, claimed);
                }
            }
            return new Trade(lost, claimed);
        });
        held.ended(node, ended);
        held.claimed(node, trade.claimed());
        return trade;
    }

    @Override
    public boolean launched(JobId job, long fence) {
        return transactor.writeApart(session -> {
            boolean isHeld = session.call("running_launched")
                    .set("job", job.value())
                    .set("fence", fence)
                    .updateOne();
            if (isHeld && session.isHeard()) {
                emitLaunched(session, job);
            }
            return isHeld;
        });
    }

    private void emitLaunched(Session session, JobId job) throws SQLException {
        JobRef ref = session.call("job_ref")
                .set("job", job.value())
                .first(row -> new JobRef(job, row.getString(1), row.getString(2)))
                .orElseThrow();
        session.emit(events.launched(ref, Call.instant(session.files().now())));
    }
}

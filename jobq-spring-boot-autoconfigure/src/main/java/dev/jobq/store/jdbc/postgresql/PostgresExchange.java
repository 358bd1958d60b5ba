package dev.jobq.store.jdbc.postgresql;

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
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Instant;
import java.util.List;
import java.util.Optional;

/** Trades ended attempts for new ones: two statements for most trades, and one commit. */
final class PostgresExchange implements JobExchange {

    private final Transactor transactor;
    private final Endings endings;
    private final Claims claims;
    private final JobEvents events;
    private final HeldJobs held;

    PostgresExchange(Transactor transactor, Endings endings, Claims claims, JobEvents events, HeldJobs held) {
        this.transactor = transactor;
        this.endings = endings;
        this.claims = claims;
        this.events = events;
        this.held = held;
    }

    @Override
    public Trade trade(long node, List<EndedAttempt> ended, List<Wanted> wanted) {
        if (ended.isEmpty() && wanted.isEmpty()) {
            return new Trade(List.of(), List.of());
        }
        return held.claiming(() -> exchange(node, ended, wanted));
    }

    private Trade exchange(long node, List<EndedAttempt> ended, List<Wanted> wanted) {
        Trade trade = transactor.writeApart(session -> {
            List<EndedAttempt> lost = endings.end(session, ended);
            List<ClaimedJob> claimed = claims.claim(session, node, wanted);
            return new Trade(lost, claimed);
        });
        held.ended(node, ended);
        held.claimed(node, trade.claimed());
        return trade;
    }

    @Override
    public boolean launched(JobId job, long fence) {
        return transactor.writeApart(session -> {
            Optional<Launch> launch = session.call("launch")
                    .set("job", job.value())
                    .set("fence", fence)
                    .first(row -> Launch.read(job, row));
            if (launch.isEmpty()) {
                return wasLaunched(session, job, fence);
            }
            if (session.isHeard()) {
                session.emit(events.launched(launch.get().job, launch.get().at));
            }
            return true;
        });
    }

    private static boolean wasLaunched(Session session, JobId job, long fence) throws SQLException {
        return session.call("launched")
                .set("job", job.value())
                .set("fence", fence)
                .first(row -> true)
                .isPresent();
    }

    private record Launch(JobRef job, Instant at) {
        static Launch read(JobId id, ResultSet row) throws SQLException {
            return new Launch(
                    new JobRef(id, row.getString("topic"), row.getString("type")), Call.instant(row.getLong("at")));
        }
    }
}

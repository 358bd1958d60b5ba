package dev.jobq.store.jdbc.sqlite;

import dev.jobq.JobEvent;
import dev.jobq.JobId;
import dev.jobq.JobRef;
import dev.jobq.JobStatus;
import dev.jobq.store.EndedAttempt;
import dev.jobq.store.JobExchange;
import dev.jobq.store.jdbc.Call;
import dev.jobq.store.jdbc.Claimed;
import dev.jobq.store.jdbc.HeldJobs;
import dev.jobq.store.jdbc.JobEvents;
import dev.jobq.store.jdbc.JointEnds;
import dev.jobq.store.jdbc.LimitedClaims;
import dev.jobq.store.jdbc.Session;
import dev.jobq.store.jdbc.Transactor;
import java.sql.SQLException;
import java.util.List;

/** Trades ended attempts for new ones, both in one transaction. */
final class SqliteExchange implements JobExchange {

    private final Transactor transactor;
    private final SqliteEndings endings;
    private final SqliteClaims claims;
    private final LimitedClaims limited;
    private final JobEvents events;
    private final HeldJobs held;
    private final JointEnds jointEnds;

    SqliteExchange(
            Transactor transactor,
            SqliteEndings endings,
            Claiming claiming,
            JobEvents events,
            HeldJobs held,
            JointEnds jointEnds) {
        this.transactor = transactor;
        this.endings = endings;
        this.claims = claiming.claims;
        this.limited = claiming.limited;
        this.events = events;
        this.held = held;
        this.jointEnds = jointEnds;
    }

    /**
     * How jobs are claimed.
     *
     * @param claims where nothing limits them
     * @param limited where something does
     */
    record Claiming(SqliteClaims claims, LimitedClaims limited) {}

    @Override
    public Trade trade(long node, List<EndedAttempt> ended, List<Wanted> wanted) {
        // Others' commits wake every node, mostly for nothing: a look costs no turn and keeps nobody from writing.
        if (ended.isEmpty()
                && !limited.concern(wanted)
                && !transactor.read(session -> claims.isAnyReady(session, node, wanted))) {
            return new Trade(List.of(), List.of(), List.of());
        }
        endings.prepare();
        limited.prepare();
        return held.claiming(() -> exchange(node, ended, wanted));
    }

    private Trade exchange(long node, List<EndedAttempt> ended, List<Wanted> wanted) {
        Trade trade = transactor.writeApart(session -> {
            List<EndedAttempt> lost = endings.write(session, node, ended);
            if (wanted.isEmpty() || !SqliteInserts.isAlive(session, node)) {
                limited.free(session, ended);
                return new Trade(lost, List.of(), List.of());
            }
            Claimed claimed = limited.claim(session, node, wanted, ended);
            return new Trade(lost, List.of(), claimed.jobs(), claimed.limited());
        });
        held.ended(node, ended);
        held.claimed(node, trade.claimed());
        return trade;
    }

    @Override
    public void endInTransaction(long node, EndedAttempt ended, Owner owner) {
        endings.prepare();
        jointEnds.end(node, ended, owner);
    }

    @Override
    public void disown(long node, JobRef job, long fence) {
        held.disown(node, job, fence);
    }

    @Override
    public boolean launched(JobId job, long fence) {
        return transactor.writeApart(session -> {
            boolean isNew = session.call("running_launched")
                    .set("job", job.value())
                    .set("fence", fence)
                    .updateOne();
            if (isNew) {
                tellLaunched(session, job);
            }
            return isNew
                    || session.call("running_ref")
                            .set("job", job.value())
                            .set("fence", fence)
                            .first(row -> true)
                            .isPresent();
        });
    }

    private void tellLaunched(Session session, JobId job) throws SQLException {
        JobRef ref = session.call("job_place")
                .set("job", job.value())
                .first(row -> new JobRef(job, row.getString(1), row.getString(2)))
                .orElseThrow();
        JobEvent.Change change = new JobEvent.Change(JobStatus.EXECUTING, JobStatus.LAUNCHED);
        events.rows().add(session, ref, JobEvent.Type.LAUNCHED, change, null);
        if (session.isHeard()) {
            session.emit(events.launched(ref, Call.instant(session.files().now())));
        }
    }
}

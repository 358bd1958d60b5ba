package dev.jobq.store.jdbc.postgresql;

import dev.jobq.JobId;
import dev.jobq.JobRef;
import dev.jobq.StoreUnavailableException;
import dev.jobq.store.EndedAttempt;
import dev.jobq.store.JobExchange;
import dev.jobq.store.jdbc.Call;
import dev.jobq.store.jdbc.Claimed;
import dev.jobq.store.jdbc.HeldJobs;
import dev.jobq.store.jdbc.JobEvents;
import dev.jobq.store.jdbc.JointEnds;
import dev.jobq.store.jdbc.LimitedClaims;
import dev.jobq.store.jdbc.Session;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Collections;
import java.util.IdentityHashMap;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;

/**
 * Trades ended attempts for new ones: two statements for most trades, and one commit, or where there is much to do one for each
 * of the two, side by side. It waits for nobody: what another transaction has locked is left for a later trade.
 */
final class PostgresExchange implements JobExchange, AutoCloseable {

    private final PostgresTransactor transactor;
    private final Endings endings;
    private final LimitedClaims claims;
    private final JobEvents events;
    private final HeldJobs held;
    private final JointEnds jointEnds;
    private final ClaimsBeside beside = new ClaimsBeside();
    /** Jobs that others had locked when last tried: no time is lost on waiting for them again. */
    private final Set<JobId> locked = ConcurrentHashMap.newKeySet();

    PostgresExchange(
            PostgresTransactor transactor,
            Endings endings,
            LimitedClaims claims,
            JobEvents events,
            HeldJobs held,
            JointEnds jointEnds) {
        this.transactor = transactor;
        this.endings = endings;
        this.claims = claims;
        this.events = events;
        this.held = held;
        this.jointEnds = jointEnds;
    }

    @Override
    public Trade trade(long node, List<EndedAttempt> ended, List<Wanted> wanted) {
        if (ended.isEmpty() && wanted.isEmpty()) {
            return new Trade(List.of(), List.of(), List.of());
        }
        endings.prepare();
        claims.prepare();
        return held.claiming(() -> {
            Trade trade = exchange(node, ended, wanted);
            held.ended(node, without(ended, trade.busy()));
            held.claimed(node, trade.claimed());
            return trade;
        });
    }

    /** One statement, and none of a transaction. Limits may let more start although nothing came, and are left to trades. */
    @Override
    public boolean mayHaveJobs(long node, List<String> topics) {
        List<Wanted> wanted = topics.stream().map(topic -> new Wanted(topic, 1)).toList();
        return claims.concern(wanted) || transactor.readApart(session -> claims.isAnyThere(session, node, wanted));
    }

    private Trade exchange(long node, List<EndedAttempt> ended, List<Wanted> wanted) {
        if (!transactor.hasSeveralConnections() || !beside.isWorthwhile(ended, wanted) || !claims.areFree(wanted)) {
            return exchangeInTurn(node, ended, wanted);
        }
        return beside.trade(
                ended,
                wanted,
                () -> exchangeInTurn(node, ended, List.of()),
                () -> transactor.writeApart(session -> claims.claim(session, node, wanted, List.of())));
    }

    /** Most trades meet no lock. One that does begins again, with what is free. */
    private Trade exchangeInTurn(long node, List<EndedAttempt> ended, List<Wanted> wanted) {
        if (ended.stream().noneMatch(attempt -> locked.contains(attempt.job().id()))) {
            try {
                return transactor.writeApart(session -> {
                    List<EndedAttempt> lost = endings.end(session, ended);
                    List<EndedAttempt> gone = without(ended, lost);
                    claims.ended(session, gone);
                    return trade(lost, List.of(), claims.claim(session, node, wanted, gone));
                });
            } catch (StoreUnavailableException ex) {
                if (!PostgresErrors.isLocked(ex)) {
                    throw ex;
                }
            }
        }
        Trade trade = transactor.writeApart(session -> {
            Endings.Choice choice = endings.choose(session, ended);
            List<EndedAttempt> lost = new ArrayList<>(choice.gone());
            lost.addAll(endings.end(session, choice.free()));
            List<EndedAttempt> gone = without(choice.free(), lost);
            claims.free(session, gone);
            claims.ended(session, gone);
            return trade(lost, choice.busy(), claims.claimUnlimited(session, node, wanted));
        });
        ended.forEach(attempt -> locked.remove(attempt.job().id()));
        trade.busy().forEach(attempt -> locked.add(attempt.job().id()));
        return trade;
    }

    @Override
    public void close() {
        beside.close();
    }

    private static Trade trade(List<EndedAttempt> lost, List<EndedAttempt> busy, Claimed claimed) {
        return new Trade(lost, busy, claimed.jobs(), claimed.limited());
    }

    /** By identity: of two that look alike only one counts. */
    static List<EndedAttempt> without(List<EndedAttempt> all, List<EndedAttempt> some) {
        if (some.isEmpty()) {
            return all;
        }
        Set<EndedAttempt> left = Collections.newSetFromMap(new IdentityHashMap<>());
        left.addAll(all);
        some.forEach(left::remove);
        return all.stream().filter(left::contains).toList();
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
            Optional<Launch> launch = session.call("launch")
                    .set("job", job.value())
                    .set("fence", fence)
                    .first(row -> Launch.read(job, row));
            if (launch.isEmpty()) {
                return wasLaunched(session, job, fence);
            }
            events.rows().added(session, launch.get().job);
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

package dev.jobq.store.jdbc.postgresql;

import dev.jobq.EnqueueResult;
import dev.jobq.JobId;
import dev.jobq.StoreUnavailableException;
import dev.jobq.store.JobDraft;
import dev.jobq.store.jdbc.Admissions;
import dev.jobq.store.jdbc.JobWriter;
import dev.jobq.store.jdbc.Rooms;
import dev.jobq.store.jdbc.Session;
import dev.jobq.store.jdbc.Transactor;
import java.sql.Connection;
import java.sql.SQLException;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.Semaphore;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/**
 * Takes jobs that may have to wait for other transactions, because they want the same unique key: in the caller's transaction,
 * where that waits, or in one of the store's own. Single jobs of callers that come at the same time share a commit. A
 * transaction of the store's own waits only for moments and begins again: so it never holds what a caller's transaction wants
 * for as long as PostgreSQL takes to look for a deadlock, and waiting callers keep few of the engine's connections busy.
 */
final class PostgresAdmission {

    /** So many batches, and so many callers who had to wait, write side by side. */
    static final int WRITERS = 2;

    private static final String BRIEFLY = "100ms";
    private static final String FOR_LONG = "200ms";
    private static final Duration PATIENCE = Duration.ofSeconds(30);

    private final PostgresTransactor transactor;
    private final Self self;
    private final Admissions admissions;
    private final JobInsert insert;
    private final LinedInserts lined;
    private final BoundedInserts bounded;
    private final InsertQueue<EnqueueResult> queue = new InsertQueue<>(this::admitTogether);
    private final Semaphore waiting = new Semaphore(WRITERS, true);

    PostgresAdmission(
            PostgresTransactor transactor,
            Self self,
            Admissions admissions,
            Rooms rooms,
            JobInsert insert,
            LinedInserts lined) {
        this.transactor = transactor;
        this.self = self;
        this.admissions = admissions;
        this.insert = insert;
        this.lined = lined;
        this.bounded = new BoundedInserts(transactor, self, rooms, insert, lined, this::admitTogether);
    }

    /** Writes jobs in transactions that do more than that. */
    JobWriter writer() {
        return new JobWriter(
                admissions,
                self::number,
                (session, drafts) -> insert(session, self.number(), drafts),
                session -> hurry(session, FOR_LONG));
    }

    List<EnqueueResult> admit(List<JobDraft> drafts) {
        if (transactor.isInCallersTransaction()) {
            return attempt(drafts, true, null, this::insert, work -> transactor.write(work));
        }
        if (drafts.size() == 1) {
            try {
                JobDraft only = drafts.get(0);
                return bounded.concern(only) ? List.of(bounded.admit(only)) : queue.insert(drafts);
            } catch (StoreUnavailableException ex) {
                if (!PostgresErrors.isLocked(ex)) {
                    throw ex;
                }
            }
        }
        return admitAlone(drafts);
    }

    /**
     * Admits in the transaction that is open on a connection.
     *
     * @param before to be done in it first
     */
    List<EnqueueResult> admit(Connection connection, List<JobDraft> drafts, Transactor.Work<?> before) {
        return attempt(
                drafts,
                true,
                null,
                this::insertUnseen,
                work -> transactor.writeSafelyOn(connection, session -> {
                    before.run(session);
                    return work.run(session);
                }));
    }

    private List<EnqueueResult> admitTogether(List<JobDraft> drafts) {
        return attempt(drafts, false, BRIEFLY, this::insert, work -> transactor.writeApart(work));
    }

    private List<EnqueueResult> admitAlone(List<JobDraft> drafts) {
        long deadline = System.nanoTime() + PATIENCE.toNanos();
        while (true) {
            waiting.acquireUninterruptibly();
            try {
                return attempt(drafts, true, FOR_LONG, this::insert, work -> transactor.writeApart(work));
            } catch (StoreUnavailableException ex) {
                if (!PostgresErrors.isLocked(ex) || System.nanoTime() - deadline > 0) {
                    throw ex;
                }
            } finally {
                waiting.release();
            }
        }
    }

    /**
     * What the work needs to know is read before the transaction, anew for each one. The patience goes with the first limit: that
     * spares a way to the server.
     */
    private List<EnqueueResult> attempt(
            List<JobDraft> drafts,
            boolean isOneCall,
            @Nullable String patience,
            Insert writer,
            Function<Transactor.Work<List<EnqueueResult>>, List<EnqueueResult>> transaction) {
        long process = self.number();
        return admissions.untilDone(() -> {
            Admissions.Call plain = admissions.call(drafts, isOneCall);
            Admissions.Call call = patience == null ? plain : plain.with(patience);
            return transaction.apply(session -> {
                if (patience != null && call.limits().isEmpty()) {
                    hurry(session, patience);
                }
                return admissions.admit(session, call, (same, created) -> writer.of(same, process, created));
            });
        });
    }

    private static void hurry(Session session, String patience) throws SQLException {
        session.call("lock_timeout").set("patience", patience).first(row -> true);
    }

    private List<JobId> insert(Session session, long process, List<JobDraft> drafts) throws SQLException {
        if (lined.concernsKnown(drafts)) {
            return ids(lined.insertWithin(session, process, drafts));
        }
        return ids(insert.insert(session, process, drafts, null));
    }

    private List<JobId> insertUnseen(Session session, long process, List<JobDraft> drafts) throws SQLException {
        return ids(
                lined.concernsKnown(drafts)
                        ? lined.insertUnseen(session, process, drafts)
                        : insert.insert(session, process, drafts, null));
    }

    private static List<JobId> ids(List<JobInsert.Inserted> inserted) {
        return inserted.stream().map(one -> one.job().id()).toList();
    }

    private interface Insert {
        List<JobId> of(Session session, long process, List<JobDraft> drafts) throws SQLException;
    }
}

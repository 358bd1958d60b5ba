package dev.jobq.store.jdbc.postgresql;

import dev.jobq.EnqueueResult;
import dev.jobq.JobId;
import dev.jobq.StoreUnavailableException;
import dev.jobq.store.JobDraft;
import dev.jobq.store.jdbc.Admissions;
import dev.jobq.store.jdbc.Session;
import dev.jobq.store.jdbc.Transactor;
import java.sql.Connection;
import java.sql.SQLException;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.Semaphore;

/**
 * Takes jobs that may have to wait for other transactions, because they want the same unique key: in the caller's transaction,
 * where that waits, or in one of the store's own. Single jobs of callers that come at the same time share a commit. A
 * transaction of the store's own waits only for moments and begins again: so it never holds what a caller's transaction wants
 * for as long as PostgreSQL takes to look for a deadlock, and waiting callers keep few of the engine's connections busy.
 */
final class PostgresAdmission {

    /** So many batches, and so many callers who had to wait, write side by side. */
    static final int WRITERS = 2;

    private static final String BRIEFLY = "20ms";
    private static final String FOR_LONG = "200ms";
    private static final Duration PATIENCE = Duration.ofSeconds(30);

    private final PostgresTransactor transactor;
    private final Self self;
    private final Admissions admissions;
    private final JobInsert insert;
    private final InsertQueue<EnqueueResult> queue = new InsertQueue<>(this::admitTogether);
    private final Semaphore waiting = new Semaphore(WRITERS, true);

    PostgresAdmission(PostgresTransactor transactor, Self self, Admissions admissions, JobInsert insert) {
        this.transactor = transactor;
        this.self = self;
        this.admissions = admissions;
        this.insert = insert;
    }

    List<EnqueueResult> admit(List<JobDraft> drafts) {
        long process = self.number();
        if (transactor.isInCallersTransaction()) {
            return admissions.untilDone(() -> transactor.write(session -> admit(session, process, drafts, true)));
        }
        if (drafts.size() == 1) {
            try {
                return queue.insert(drafts);
            } catch (StoreUnavailableException ex) {
                if (!isLocked(ex)) {
                    throw ex;
                }
            }
        }
        return admitAlone(process, drafts);
    }

    /** Admits in the transaction that is open on a connection. */
    List<EnqueueResult> admit(Connection connection, List<JobDraft> drafts, Transactor.Work<?> before) {
        long process = self.number();
        return admissions.untilDone(() -> transactor.writeSafelyOn(connection, session -> {
            before.run(session);
            return admit(session, process, drafts, true);
        }));
    }

    private List<EnqueueResult> admitTogether(List<JobDraft> drafts) {
        long process = self.number();
        return admissions.untilDone(() -> transactor.writeApart(session -> {
            waitAtMost(session, BRIEFLY);
            return admit(session, process, drafts, false);
        }));
    }

    private List<EnqueueResult> admitAlone(long process, List<JobDraft> drafts) {
        long deadline = System.nanoTime() + PATIENCE.toNanos();
        while (true) {
            waiting.acquireUninterruptibly();
            try {
                return admissions.untilDone(() -> transactor.writeApart(session -> {
                    waitAtMost(session, FOR_LONG);
                    return admit(session, process, drafts, true);
                }));
            } catch (StoreUnavailableException ex) {
                if (!isLocked(ex) || System.nanoTime() - deadline > 0) {
                    throw ex;
                }
            } finally {
                waiting.release();
            }
        }
    }

    private List<EnqueueResult> admit(Session session, long process, List<JobDraft> drafts, boolean isOneCall)
            throws SQLException {
        return admissions.admit(session, drafts, isOneCall, (same, created) -> insert(same, process, created));
    }

    private List<JobId> insert(Session session, long process, List<JobDraft> drafts) throws SQLException {
        drafts.forEach(draft -> session.signal(draft.topic()));
        return insert.insert(session, process, drafts, null).stream()
                .map(one -> one.job().id())
                .toList();
    }

    private static void waitAtMost(Session session, String patience) throws SQLException {
        session.call("lock_timeout").set("patience", patience).first(row -> true);
    }

    private static boolean isLocked(StoreUnavailableException ex) {
        return PostgresErrors.isLocked(ex)
                || (ex.getCause() instanceof StoreUnavailableException cause && PostgresErrors.isLocked(cause));
    }
}

package dev.jobq.store.jdbc.sqlite;

import dev.jobq.InvalidJobException;
import dev.jobq.JobId;
import dev.jobq.store.ClaimedJob;
import dev.jobq.store.JobDraft;
import dev.jobq.store.JobIntake;
import dev.jobq.store.jdbc.HeldJobs;
import java.sql.Connection;
import java.sql.SQLException;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** Takes new jobs: on the writer, or in the caller's transaction. */
final class SqliteIntake implements JobIntake {

    private static final String PRODUCT = "SQLite";

    private final SqliteTransactor transactor;
    private final SqliteInserts inserts;
    private final HeldJobs held;
    private volatile @Nullable InlineClaimer claimer;

    SqliteIntake(SqliteTransactor transactor, SqliteInserts inserts, HeldJobs held) {
        this.transactor = transactor;
        this.inserts = inserts;
        this.held = held;
    }

    @Override
    public List<JobId> insert(List<JobDraft> drafts) {
        if (drafts.isEmpty()) {
            return List.of();
        }
        InlineClaimer worker = claimer;
        if (worker == null || transactor.isInCallersTransaction()) {
            return transactor
                    .write(session -> inserts.insert(session, drafts, null))
                    .ids();
        }
        InlineClaim claim = InlineClaim.reserve(worker, drafts);
        List<ClaimedJob> claimed = List.of();
        try {
            SqliteInserts.Inserted inserted = transactor.write(session -> inserts.insert(session, drafts, claim));
            claimed = inserted.claimed();
            held.claimed(claim.node(), claimed);
            return inserted.ids();
        } finally {
            claim.settle(claimed);
        }
    }

    @Override
    public List<JobId> insert(Connection connection, List<JobDraft> drafts) {
        requireOpenTransaction(connection);
        if (drafts.isEmpty()) {
            return List.of();
        }
        return transactor
                .writeOn(connection, session -> inserts.insert(session, drafts, null))
                .ids();
    }

    @Override
    public void inlineClaimer(@Nullable InlineClaimer claimer) {
        this.claimer = claimer;
    }

    private static void requireOpenTransaction(Connection connection) {
        try {
            String product = connection.getMetaData().getDatabaseProductName();
            if (!PRODUCT.equals(product)) {
                throw new InvalidJobException("The connection is to %s, the queue is on SQLite".formatted(product));
            }
            if (connection.getAutoCommit()) {
                throw new InvalidJobException(
                        "The connection is in auto-commit mode, so there is no transaction to join: call setAutoCommit(false) first");
            }
        } catch (SQLException ex) {
            throw new InvalidJobException("The connection cannot be used: " + ex.getMessage());
        }
    }
}

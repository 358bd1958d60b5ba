package dev.jobq.store.jdbc.sqlite;

import dev.jobq.EnqueueResult;
import dev.jobq.InvalidJobException;
import dev.jobq.JobId;
import dev.jobq.store.ClaimedJob;
import dev.jobq.store.JobDraft;
import dev.jobq.store.JobIntake;
import dev.jobq.store.jdbc.Admissions;
import dev.jobq.store.jdbc.HeldJobs;
import dev.jobq.store.jdbc.JdbcTopics;
import dev.jobq.store.jdbc.Lining;
import dev.jobq.store.jdbc.Session;
import java.sql.Connection;
import java.sql.SQLException;
import java.util.List;
import java.util.Set;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/** Takes new jobs: on the writer, or in the caller's transaction. */
final class SqliteIntake implements JobIntake {

    private static final String PRODUCT = "SQLite";

    private final SqliteTransactor transactor;
    private final SqliteInserts inserts;
    private final JdbcTopics topics;
    private final SqliteTarget target;
    private final HeldJobs held;
    private final Admissions admissions;
    private final Lining lining;
    private volatile @Nullable InlineClaimer claimer;

    SqliteIntake(
            SqliteTransactor transactor,
            SqliteInserts inserts,
            JdbcTopics topics,
            SqliteTarget target,
            HeldJobs held,
            Lined lined) {
        this.transactor = transactor;
        this.inserts = inserts;
        this.topics = topics;
        this.target = target;
        this.held = held;
        this.admissions = lined.admissions;
        this.lining = lined.lining;
    }

    @Override
    public List<JobId> insert(List<JobDraft> drafts) {
        if (drafts.isEmpty()) {
            return List.of();
        }
        if (lining.concerns(drafts)) {
            @Nullable String[] lines = lining.of(drafts);
            return transactor
                    .write(session -> inserts.insertInLine(session, drafts, lines))
                    .ids();
        }
        InlineClaimer worker = claimer;
        if (worker == null || transactor.isInCallersTransaction()) {
            return transactor
                    .write(session -> inserts.insert(session, drafts, null))
                    .ids();
        }
        return held.claiming(() -> handOver(worker, drafts));
    }

    private List<JobId> handOver(InlineClaimer worker, List<JobDraft> drafts) {
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
        boolean isLined = lining.concerns(drafts);
        Set<String> named = drafts.stream().map(JobDraft::topic).collect(Collectors.toSet());
        return transactor
                .writeOn(connection, session -> {
                    topics.register(session, named);
                    return isLined
                            ? inserts.insertInLine(session, drafts, lining.of(drafts))
                            : inserts.insert(session, drafts, null);
                })
                .ids();
    }

    @Override
    public List<EnqueueResult> admit(List<JobDraft> drafts) {
        return drafts.isEmpty()
                ? List.of()
                : admissions.untilDone(() -> {
                    Admissions.Call call = admissions.call(drafts, true);
                    return transactor.write(session -> admit(session, call));
                });
    }

    @Override
    public List<EnqueueResult> admit(Connection connection, List<JobDraft> drafts) {
        requireOpenTransaction(connection);
        Set<String> named = drafts.stream().map(JobDraft::topic).collect(Collectors.toSet());
        return admissions.untilDone(() -> {
            Admissions.Call call = admissions.call(drafts, true);
            return transactor.writeOn(connection, session -> {
                topics.register(session, named);
                return admit(session, call);
            });
        });
    }

    private List<EnqueueResult> admit(Session session, Admissions.Call call) throws SQLException {
        return admissions.admit(session, call, inserts::insert);
    }

    @Override
    public void inlineClaimer(@Nullable InlineClaimer claimer) {
        this.claimer = claimer == null ? null : lining.gate(claimer);
    }

    /**
     * What takes jobs that are not simply written.
     *
     * @param admissions those with unique keys or in topics with a limit
     * @param lining those that run one after the other
     */
    record Lined(Admissions admissions, Lining lining) {}

    private void requireOpenTransaction(Connection connection) {
        try {
            String product = connection.getMetaData().getDatabaseProductName();
            if (!PRODUCT.equals(product)) {
                throw new InvalidJobException("The connection is to %s, the queue is on SQLite".formatted(product));
            }
            if (connection.getAutoCommit()) {
                throw new InvalidJobException(
                        "The connection is in auto-commit mode, so there is no transaction to join: call setAutoCommit(false) first");
            }
            if (!target.isOf(connection)) {
                throw new InvalidJobException("The connection is to %s, the queue is on %s"
                        .formatted(SqliteTarget.locationOf(connection), target.location()));
            }
        } catch (SQLException ex) {
            throw new InvalidJobException("The connection cannot be used: " + ex.getMessage());
        }
    }
}

package dev.jobq.store.jdbc.postgresql;

import dev.jobq.EnqueueResult;
import dev.jobq.InvalidJobException;
import dev.jobq.store.JobDraft;
import dev.jobq.store.jdbc.JdbcTopics;
import dev.jobq.store.jdbc.Session;
import java.sql.Connection;
import java.sql.SQLException;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;

/** Inserts on a connection that the caller hands over, in its transaction, whose end is not seen. */
final class ConnectionInserts {

    private static final String PRODUCT = "PostgreSQL";

    private final PostgresTransactor transactor;
    private final Self self;
    private final JobInsert insert;
    private final LinedInserts lined;
    private final JdbcTopics topics;
    private final Notifier notifier;

    ConnectionInserts(
            PostgresTransactor transactor,
            Self self,
            JobInsert insert,
            LinedInserts lined,
            JdbcTopics topics,
            Notifier notifier) {
        this.transactor = transactor;
        this.self = self;
        this.insert = insert;
        this.lined = lined;
        this.topics = topics;
        this.notifier = notifier;
    }

    LinedInserts lined() {
        return lined;
    }

    List<JobInsert.Inserted> insert(Connection connection, List<JobDraft> drafts) {
        require(connection);
        if (drafts.isEmpty()) {
            return List.of();
        }
        long process = self.number();
        Set<String> named = named(drafts);
        registerApart(named);
        boolean isLined = lined.concerns(drafts);
        return transactor.writeOn(connection, session -> {
            registerHere(session, named);
            List<JobInsert.Inserted> inserted = isLined
                    ? lined.insertUnseen(session, process, drafts)
                    : insert.insert(session, process, drafts, null);
            notifyWithin(session, named);
            return inserted;
        });
    }

    List<EnqueueResult> admit(Connection connection, List<JobDraft> drafts, PostgresAdmission admission) {
        require(connection);
        if (drafts.isEmpty()) {
            return List.of();
        }
        Set<String> named = named(drafts);
        registerApart(named);
        return admission.admit(connection, drafts, session -> {
            registerHere(session, named);
            notifyWithin(session, named);
            return named;
        });
    }

    private static Set<String> named(List<JobDraft> drafts) {
        Set<String> named = new TreeSet<>();
        drafts.forEach(draft -> named.add(draft.topic()));
        return named;
    }

    /** From memory once they were seen: that spares the caller's connection a statement, and others the wait for its end. */
    private void registerApart(Set<String> named) {
        if (topics.areApart()) {
            topics.register(
                    named.stream().filter(topic -> !topics.isKnown(topic)).toList());
        }
    }

    /** Where the caller may have the last connection that there is. */
    private void registerHere(Session session, Set<String> named) throws SQLException {
        if (!topics.areApart()) {
            topics.register(session, named);
        }
    }

    /** The notification goes with the commit. */
    private void notifyWithin(Session session, Set<String> named) throws SQLException {
        if (notifier.isEnabled()) {
            session.call("notify")
                    .set("channel", notifier.channels().ready())
                    .set("payloads", "text", named.toArray())
                    .list(row -> true);
        }
    }

    private static void require(Connection connection) {
        try {
            String product = connection.getMetaData().getDatabaseProductName();
            if (!PRODUCT.equals(product)) {
                throw new InvalidJobException(
                        "The connection is to %s, but the jobs are in PostgreSQL".formatted(product));
            }
            if (connection.getAutoCommit()) {
                throw new InvalidJobException(
                        "The connection is in auto-commit mode: begin a transaction, or enqueue without a connection");
            }
        } catch (SQLException ex) {
            throw new InvalidJobException("The connection is of no use: " + ex.getMessage());
        }
    }
}

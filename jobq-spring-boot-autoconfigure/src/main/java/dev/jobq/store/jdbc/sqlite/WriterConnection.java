package dev.jobq.store.jdbc.sqlite;

import dev.jobq.StoreUnavailableException;
import dev.jobq.store.jdbc.CommitListeners;
import dev.jobq.store.jdbc.Session;
import dev.jobq.store.jdbc.SqlFiles;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Duration;
import org.apache.commons.logging.Log;
import org.apache.commons.logging.LogFactory;
import org.jspecify.annotations.Nullable;

/**
 * The one connection that writes, and its transactions. Opened when first used and again after a failure that leaves its
 * state unknown. Not thread-safe.
 */
final class WriterConnection {

    /** How long to wait for a writer that takes no turns. */
    private static final Duration PATIENCE = Duration.ofSeconds(30);

    private static final Log log = LogFactory.getLog(WriterConnection.class);

    private final SqliteConnections connections;
    private final SqlFiles files;
    private final CommitListeners listeners;
    private final FileIdentity identity;
    private @Nullable Open open;

    WriterConnection(SqliteConnections connections, SqlFiles files, CommitListeners listeners) {
        this.connections = connections;
        this.files = files;
        this.listeners = listeners;
        this.identity = connections.identity();
    }

    /** The session on it. */
    Session session() throws SQLException {
        return opened().session;
    }

    /** Begins a transaction that may write at once. */
    void begin() throws SQLException {
        identity.check();
        long deadline = System.nanoTime() + PATIENCE.toNanos();
        while (true) {
            try {
                opened().begin.execute();
                return;
            } catch (SQLException ex) {
                if (!SqliteErrors.isBusy(ex)) {
                    discard();
                    throw ex;
                }
                if (System.nanoTime() > deadline) {
                    throw new StoreUnavailableException(
                            "Another writer, which takes no turns, has kept the database locked for " + PATIENCE, ex);
                }
            }
        }
    }

    /** Commits; what went to a file that is not there any more has failed. */
    void commit() throws SQLException {
        opened().commit.execute();
        identity.checkCommitted();
    }

    void savepoint() throws SQLException {
        opened().savepoint.execute();
    }

    /** Forgets the savepoint and keeps what was done since. */
    void releaseSavepoint() throws SQLException {
        opened().release.execute();
    }

    /** Undoes what was done since the savepoint and forgets it. */
    void undoToSavepoint() throws SQLException {
        opened().undo.execute();
        opened().release.execute();
    }

    /** Undoes the transaction. If that fails, the connection is given up, which undoes it as well. */
    void rollback() {
        try {
            opened().rollback.execute();
        } catch (SQLException ex) {
            // SQLite has already undone it after some errors, a full disk for one.
            log.debug("Rollback failed; the connection is opened anew", ex);
            discard();
        }
    }

    /** Closes it; the next use opens another. */
    void discard() {
        Open old = open;
        open = null;
        if (old == null) {
            return;
        }
        try {
            old.connection.close();
        } catch (SQLException ex) {
            log.warn("The writing connection could not be closed", ex);
        }
    }

    private Open opened() throws SQLException {
        Open current = open;
        if (current == null) {
            Connection connection = connections.open();
            try {
                current = new Open(connection);
            } finally {
                if (current == null) {
                    connection.close();
                }
            }
            open = current;
        }
        return current;
    }

    private final class Open {

        final Connection connection;
        final Session session;
        final PreparedStatement begin;
        final PreparedStatement commit;
        final PreparedStatement rollback;
        final PreparedStatement savepoint;
        final PreparedStatement undo;
        final PreparedStatement release;

        Open(Connection connection) throws SQLException {
            this.connection = connection;
            this.session = new Session(connection, files, listeners);
            // The driver believes that a transaction of its own is open and so adds nothing to each statement.
            connection.setAutoCommit(false);
            try (Statement statement = connection.createStatement()) {
                statement.execute("COMMIT");
            }
            this.begin = connection.prepareStatement("BEGIN IMMEDIATE");
            this.commit = connection.prepareStatement("COMMIT");
            this.rollback = connection.prepareStatement("ROLLBACK");
            this.savepoint = connection.prepareStatement("SAVEPOINT operation");
            this.undo = connection.prepareStatement("ROLLBACK TO operation");
            this.release = connection.prepareStatement("RELEASE operation");
        }
    }
}

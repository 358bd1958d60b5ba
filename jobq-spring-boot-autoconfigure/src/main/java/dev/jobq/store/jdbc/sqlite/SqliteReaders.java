package dev.jobq.store.jdbc.sqlite;

import dev.jobq.QueueClosedException;
import dev.jobq.store.jdbc.CommitListeners;
import dev.jobq.store.jdbc.Session;
import dev.jobq.store.jdbc.SqlFiles;
import dev.jobq.store.jdbc.Transactor.Work;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.Deque;
import java.util.concurrent.ConcurrentLinkedDeque;

/**
 * Connections that only read. Each read sees one state of the database from its first statement to its last, and never waits
 * for a writer.
 */
final class SqliteReaders implements SqliteReads, AutoCloseable {

    private final SqliteConnections connections;
    private final SqlFiles files;
    private final SqliteErrors errors;
    private final Deque<Reader> idle = new ConcurrentLinkedDeque<>();
    private volatile boolean isClosed;

    SqliteReaders(SqliteConnections connections, SqlFiles files, SqliteErrors errors) {
        this.connections = connections;
        this.files = files;
        this.errors = errors;
    }

    @Override
    public <T> T read(Work<T> work) {
        if (isClosed) {
            throw new QueueClosedException("The store is closed");
        }
        try {
            Reader reader = idle.pollFirst();
            if (reader == null) {
                reader = open();
            }
            boolean isUsable = false;
            try {
                reader.begin.execute();
                try {
                    return work.run(reader.session);
                } finally {
                    reader.end.execute();
                    isUsable = true;
                }
            } finally {
                giveBack(reader, isUsable);
            }
        } catch (SQLException ex) {
            throw errors.translate(ex);
        }
    }

    @Override
    public void close() {
        isClosed = true;
        try {
            for (Reader reader = idle.pollFirst(); reader != null; reader = idle.pollFirst()) {
                reader.connection.close();
            }
        } catch (SQLException ex) {
            throw errors.translate(ex);
        }
    }

    private Reader open() throws SQLException {
        Connection connection = connections.open();
        Reader reader = null;
        try {
            reader = new Reader(connection);
            return reader;
        } finally {
            if (reader == null) {
                connection.close();
            }
        }
    }

    private void giveBack(Reader reader, boolean isUsable) throws SQLException {
        if (isUsable) {
            idle.addFirst(reader);
        }
        // A close in the meantime has not seen it, or has closed it already.
        if (!isUsable || (isClosed && idle.remove(reader))) {
            reader.connection.close();
        }
    }

    private final class Reader {

        final Connection connection;
        final Session session;
        final PreparedStatement begin;
        final PreparedStatement end;

        Reader(Connection connection) throws SQLException {
            this.connection = connection;
            this.session = new Session(connection, files, new CommitListeners());
            // The driver believes that a transaction of its own is open and so adds nothing to each statement.
            connection.setAutoCommit(false);
            try (Statement statement = connection.createStatement()) {
                statement.execute("COMMIT");
            }
            this.begin = connection.prepareStatement("BEGIN DEFERRED");
            this.end = connection.prepareStatement("COMMIT");
        }
    }
}

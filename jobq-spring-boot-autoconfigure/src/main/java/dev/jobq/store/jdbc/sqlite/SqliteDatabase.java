package dev.jobq.store.jdbc.sqlite;

import dev.jobq.store.CallerTransaction;
import dev.jobq.store.StoreSettings;
import dev.jobq.store.jdbc.CommitListeners;
import dev.jobq.store.jdbc.SchemaMigrator;
import dev.jobq.store.jdbc.SqlFiles;
import java.sql.Connection;
import java.sql.SQLException;

/** An open database: its turn, its connections and who watches over them. */
final class SqliteDatabase implements AutoCloseable {

    private static final String DIALECT = "sqlite";

    private final SqliteTarget target;
    private final SqliteTurn turn;
    private final SqliteErrors errors;
    private final CommitListeners listeners = new CommitListeners();
    private final Connection anchor;
    private final SqliteWriter writer;
    private final SqliteReaders readers;
    private final SqliteTransactor transactor;
    private final SqliteSignals signals;
    private final SqliteFileCare files;
    private final SqliteLifeLock life;
    private boolean isClosed;

    private SqliteDatabase(
            SqliteTarget target,
            StoreSettings settings,
            CallerTransaction caller,
            SqliteTurn turn,
            SqliteConnections connections,
            Connection anchor) {
        this.target = target;
        this.turn = turn;
        this.anchor = anchor;
        this.errors = new SqliteErrors(target.location());
        SqlFiles sql = new SqlFiles(DIALECT, settings.system(), null, settings.clock());
        WriterConnection connection = new WriterConnection(connections, sql, listeners);
        this.writer = new SqliteWriter(connection, turn, listeners, errors, target.isMemory());
        this.readers = new SqliteReaders(connections, sql, errors);
        // In memory, connections see each other's changes before they are committed: there all go through one.
        SqliteReads reads = target.isMemory() ? writer::look : readers;
        this.transactor = new SqliteTransactor(caller, writer, reads, sql, listeners, errors);
        this.signals = new SqliteSignals(writer, target);
        this.files = new SqliteFileCare(target, connections, turn, errors);
        this.life = new SqliteLifeLock(turn, settings.system());
    }

    /** Opens a database, checks it and prepares the tables, all within the turn. */
    static SqliteDatabase open(SqliteTarget target, StoreSettings settings, CallerTransaction caller) {
        SqliteTurn turn = SqliteTurn.open(target);
        SqliteDatabase database = null;
        try {
            database = openWithin(turn, target, settings, caller);
            return database;
        } finally {
            if (database == null) {
                turn.close();
            }
        }
    }

    private static SqliteDatabase openWithin(
            SqliteTurn turn, SqliteTarget target, StoreSettings settings, CallerTransaction caller) {
        turn.acquire();
        try {
            SqliteConnections connections = new SqliteConnections(target);
            // A database in memory lives as long as some connection to it is open; this one stays.
            Connection anchor = connections.openFirst();
            boolean isReady = false;
            try {
                new SchemaMigrator(connections.migrating(), DIALECT, settings.system()).apply(settings.schema());
                isReady = true;
            } finally {
                if (!isReady) {
                    close(anchor, new SqliteErrors(target.location()));
                }
            }
            return new SqliteDatabase(target, settings, caller, turn, connections, anchor);
        } finally {
            turn.release();
        }
    }

    SqliteTarget target() {
        return target;
    }

    SqliteTurn turn() {
        return turn;
    }

    CommitListeners listeners() {
        return listeners;
    }

    SqliteWriter writer() {
        return writer;
    }

    SqliteTransactor transactor() {
        return transactor;
    }

    SqliteSignals signals() {
        return signals;
    }

    SqliteFileCare files() {
        return files;
    }

    SqliteLifeLock life() {
        return life;
    }

    @Override
    public void close() {
        synchronized (this) {
            if (isClosed) {
                return;
            }
            isClosed = true;
        }
        signals.close();
        writer.close();
        readers.close();
        close(anchor, errors);
        life.close();
        turn.close();
    }

    private static void close(Connection connection, SqliteErrors errors) {
        try {
            connection.close();
        } catch (SQLException ex) {
            throw errors.translate(ex);
        }
    }
}

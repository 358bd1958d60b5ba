package dev.jobq.autoconfigure;

import dev.jobq.autoconfigure.JobqProperties.Durability;
import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.Locale;
import org.sqlite.SQLiteConfig.TransactionMode;
import org.sqlite.SQLiteConnection;

/** Looks at how a pool really opens its connections, whatever kind of pool it is. */
final class SqliteDataSourceCheck {

    private final Durability durability;

    SqliteDataSourceCheck(Durability durability) {
        this.durability = durability;
    }

    /**
     * Checks one connection.
     *
     * @throws StartFailure if it is not opened as jobq needs it
     */
    void check(Connection connection) throws SQLException {
        if (!connection.getAutoCommit()) {
            throw new StartFailure(
                    "The application's pool hands out SQLite connections with auto-commit off, each of which holds the database's only write lock as long as it is idle.",
                    "Remove auto-commit=false from the pool's configuration; Spring switches it off for each transaction.");
        }
        if (connection.isWrapperFor(SQLiteConnection.class)) {
            TransactionMode mode = connection
                    .unwrap(SQLiteConnection.class)
                    .getDatabase()
                    .getConfig()
                    .getTransactionMode();
            if (mode != TransactionMode.IMMEDIATE) {
                throw refused("transaction_mode", mode.name(), "IMMEDIATE");
            }
        }
        int synchronous = pragma(connection, "synchronous");
        int needed = durability == Durability.FULL ? 2 : 1;
        if (synchronous < needed) {
            throw refused("synchronous", String.valueOf(synchronous), durability.name());
        }
        if (pragma(connection, "busy_timeout") == 0) {
            throw refused("busy_timeout", "0", "30000");
        }
    }

    private static int pragma(Connection connection, String name) throws SQLException {
        try (Statement statement = connection.createStatement();
                ResultSet rows = statement.executeQuery("PRAGMA " + name)) {
            return rows.next() ? rows.getInt(1) : 0;
        }
    }

    private static StartFailure refused(String key, String given, String needed) {
        return new StartFailure(
                "The application's DataSource opens SQLite with %s=%s, but jobq, which shares the database, needs %s=%s."
                        .formatted(key, given.toLowerCase(Locale.ROOT), key, needed),
                "Add %s=%s to the URL, as in jdbc:sqlite:app.db?transaction_mode=IMMEDIATE&journal_mode=WAL&synchronous=%s&busy_timeout=30000, or use HikariCP, which jobq completes by itself."
                        .formatted(key, needed, needed.equals("NORMAL") ? "NORMAL" : "FULL"));
    }
}

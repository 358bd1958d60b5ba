package dev.jobq.store.jdbc.sqlite;

import dev.jobq.StoreUnavailableException;
import java.sql.SQLException;
import java.sql.SQLNonTransientConnectionException;
import java.sql.Statement;
import java.util.Properties;
import org.jspecify.annotations.Nullable;
import org.sqlite.SQLiteConfig;
import org.sqlite.SQLiteConnection;
import org.sqlite.SQLiteDataSource;

/**
 * Opens connections to one database, and none to a file that took the place of the one it began with: such a connection would
 * find the log of the right file beside it, delete it or write it into the wrong one.
 */
public final class SqliteFileDataSource extends SQLiteDataSource {

    private final SqliteTarget target;
    private final FileIdentity identity;

    /**
     * To the file as it is now, which is made if it is not there.
     *
     * @param properties what the driver is told besides how durable commits are
     */
    public SqliteFileDataSource(SqliteTarget target, Properties properties) {
        this(target, new SQLiteConfig(properties), SqliteConnections.prepared(target));
    }

    /** @param config nothing in it that needs a look into the file */
    SqliteFileDataSource(SqliteTarget target, SQLiteConfig config, FileIdentity identity) {
        super(config);
        setUrl(target.url());
        this.target = target;
        this.identity = identity;
    }

    /**
     * Opens one.
     *
     * @throws SQLException if that fails, or the file was removed or replaced since, which its cause then tells
     */
    @Override
    public SQLiteConnection getConnection(@Nullable String user, @Nullable String password) throws SQLException {
        try {
            // The driver would make one that is missing.
            identity.checkNow();
            SQLiteConnection connection = super.getConnection(user, password);
            boolean isRight = false;
            try {
                // It has the file by now, and has not looked at the log yet.
                identity.checkNow();
                try (Statement statement = connection.createStatement()) {
                    statement.execute("PRAGMA journal_mode = WAL");
                    statement.execute("PRAGMA synchronous = " + target.durability());
                }
                isRight = true;
                return connection;
            } finally {
                if (!isRight) {
                    connection.close();
                }
            }
        } catch (StoreUnavailableException ex) {
            throw new SQLNonTransientConnectionException(ex.getMessage(), ex);
        }
    }
}

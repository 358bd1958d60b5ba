package dev.jobq.store.jdbc.sqlite;

import dev.jobq.StoreSetupException;
import dev.jobq.StoreUnavailableException;
import java.io.IOException;
import java.nio.file.FileAlreadyExistsException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.Properties;
import javax.sql.DataSource;
import org.sqlite.SQLiteConfig;
import org.sqlite.SQLiteConfig.TransactionMode;
import org.sqlite.SQLiteDataSource;
import org.sqlite.SQLiteOpenMode;

/** Opens connections to one database, all alike. */
final class SqliteConnections {

    /** Older versions may corrupt a file in WAL mode when several connections write or checkpoint. */
    private static final String OLDEST = "3.51.3";

    private static final int BUSY_TIMEOUT_MILLIS = 5_000;

    private final SqliteTarget target;
    private final FileIdentity identity;
    private final SqliteFileDataSource dataSource;
    private final SQLiteDataSource migrating;

    /**
     * Makes the file if it is not there. Call it within the turn, for the driver itself makes and removes a file that is
     * missing.
     *
     * @throws StoreSetupException if it cannot be read and written
     */
    SqliteConnections(SqliteTarget target) {
        this.target = target;
        this.identity = prepared(target);
        this.dataSource = new SqliteFileDataSource(target, config(properties(TransactionMode.DEFERRED)), identity);
        // Two processes that migrate at once would fail where one first reads and then writes.
        Properties properties = properties(TransactionMode.IMMEDIATE);
        properties.setProperty("journal_mode", "WAL");
        properties.setProperty("synchronous", target.durability().name());
        this.migrating = new SQLiteDataSource(config(properties));
        this.migrating.setUrl(target.url());
    }

    /** Makes the file if it is not there. */
    static FileIdentity prepared(SqliteTarget target) {
        if (target.file() != null) {
            prepareFile(target.file());
        }
        return new FileIdentity(target.file());
    }

    /** Nothing that needs a look into the file. */
    private static Properties properties(TransactionMode mode) {
        Properties properties = new Properties();
        properties.setProperty("transaction_mode", mode.name());
        properties.setProperty("busy_timeout", Integer.toString(BUSY_TIMEOUT_MILLIS));
        // The driver would otherwise ask for the last row id after every insert, which halves their speed.
        properties.setProperty("jdbc.get_generated_keys", "false");
        return properties;
    }

    private static SQLiteConfig config(Properties properties) {
        SQLiteConfig config = new SQLiteConfig(properties);
        // The driver lets one thread at a time into a connection, so SQLite need not lock it once more with every call.
        config.setOpenMode(SQLiteOpenMode.NOMUTEX);
        return config;
    }

    private static void prepareFile(Path file) {
        try {
            if (!Files.exists(file)) {
                Files.createFile(file);
            } else if (!Files.isReadable(file) || !Files.isWritable(file)) {
                throw new StoreSetupException("%s cannot be read and written by this process".formatted(file));
            }
        } catch (FileAlreadyExistsException ex) {
            // Somebody else made it in between.
            return;
        } catch (IOException ex) {
            throw new StoreSetupException("%s cannot be created: %s".formatted(file, ex), ex);
        }
    }

    /**
     * Makes the folders of the file, so that files can be put beside it.
     *
     * @throws StoreSetupException if they cannot be made, or the file is a folder itself
     */
    static void prepareFolder(Path file) {
        if (Files.isDirectory(file)) {
            throw new StoreSetupException("%s is a directory, not a database file".formatted(file));
        }
        try {
            Path parent = file.getParent();
            if (parent != null && !Files.isDirectory(parent)) {
                Files.createDirectories(parent);
            }
        } catch (IOException ex) {
            throw new StoreSetupException("The folder of %s cannot be created: %s".formatted(file, ex), ex);
        }
    }

    /** The file that all of them lead to. */
    FileIdentity identity() {
        return identity;
    }

    /**
     * Opens one; it commits every statement by itself until told otherwise.
     *
     * @throws StoreUnavailableException if the file was removed or replaced since
     */
    Connection open() throws SQLException {
        try {
            return dataSource.getConnection();
        } catch (SQLException ex) {
            if (ex.getCause() instanceof StoreUnavailableException replaced) {
                throw replaced;
            }
            throw ex;
        }
    }

    /** For migrations: transactions that may write from their first statement on. */
    DataSource migrating() {
        return migrating;
    }

    /**
     * Opens the first one and checks what it leads to.
     *
     * @throws StoreSetupException if the file is no database or SQLite is too old
     */
    Connection openFirst() {
        Connection connection;
        try {
            connection = open();
        } catch (SQLException ex) {
            throw refusal(ex);
        }
        try (Statement statement = connection.createStatement();
                ResultSet row =
                        statement.executeQuery("SELECT sqlite_version(), (SELECT count(*) FROM sqlite_schema)")) {
            row.next();
            requireVersion(row.getString(1));
            return connection;
        } catch (SQLException | StoreSetupException ex) {
            try {
                connection.close();
            } catch (SQLException closing) {
                ex.addSuppressed(closing);
            }
            throw ex instanceof SQLException sql ? refusal(sql) : (StoreSetupException) ex;
        }
    }

    static void requireVersion(String version) {
        String[] parts = version.split("\\.", -1);
        String[] oldest = OLDEST.split("\\.", -1);
        for (int i = 0; i < oldest.length; i++) {
            int part = i < parts.length ? Integer.parseInt(parts[i]) : 0;
            int least = Integer.parseInt(oldest[i]);
            if (part > least) {
                return;
            }
            if (part < least) {
                throw new StoreSetupException(
                        "SQLite %s can corrupt a file that several connections write: use sqlite-jdbc %s or newer"
                                .formatted(version, OLDEST));
            }
        }
    }

    private StoreSetupException refusal(SQLException ex) {
        String message = SqliteErrors.isNotDatabase(ex)
                ? "%s is not an SQLite database".formatted(target.location())
                : "%s cannot be opened: %s".formatted(target.location(), ex.getMessage());
        return new StoreSetupException(message, ex);
    }
}

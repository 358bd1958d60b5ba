package dev.jobq.process;

import dev.jobq.Enqueuer;
import dev.jobq.ProcessId;
import dev.jobq.json.JacksonJsonCodec;
import dev.jobq.store.CallerTransaction;
import dev.jobq.store.JobStore;
import dev.jobq.store.StoreSettings;
import dev.jobq.store.StoreSettings.SchemaMode;
import dev.jobq.store.jdbc.postgresql.PostgresJobStore;
import dev.jobq.store.jdbc.sqlite.SqliteJobStore;
import dev.jobq.store.jdbc.sqlite.SqliteTarget;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.SQLException;
import java.time.Instant;
import org.postgresql.ds.PGSimpleDataSource;

/** Opens a database by what a command line can say of it: a JDBC URL of PostgreSQL's, or a file. */
final class Databases {

    static final JacksonJsonCodec CODEC = new JacksonJsonCodec();

    private Databases() {}

    static JobStore open(String database, CallerTransaction transaction) {
        return open(database, true, transaction);
    }

    /** Of PostgreSQL, one that hears of others or not. */
    static JobStore open(String database, boolean hears, CallerTransaction transaction) {
        Enqueuer self = new Enqueuer(processId(), "process-tests", null, null, null);
        StoreSettings settings = new StoreSettings("jobq", SchemaMode.CREATE, self, CODEC, null);
        return isPostgres(database)
                ? PostgresJobStore.open(postgres(database), hears, settings, transaction)
                : SqliteJobStore.open(SqliteTarget.file(Path.of(database)), settings, transaction);
    }

    static boolean isPostgres(String database) {
        return database.startsWith("jdbc:postgresql:");
    }

    static PGSimpleDataSource postgres(String url) {
        PGSimpleDataSource dataSource = new PGSimpleDataSource();
        dataSource.setUrl(url);
        return dataSource;
    }

    /** Connects as an application does that waits for its turn. */
    static Connection connect(String database) throws SQLException {
        return isPostgres(database)
                ? postgres(database).getConnection()
                : DriverManager.getConnection(
                        "jdbc:sqlite:" + database + "?busy_timeout=30000&transaction_mode=IMMEDIATE");
    }

    static ProcessId processId() {
        return new ProcessId("localhost", ProcessHandle.current().pid(), Instant.now());
    }
}

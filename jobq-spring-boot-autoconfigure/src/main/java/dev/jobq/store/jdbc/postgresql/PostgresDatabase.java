package dev.jobq.store.jdbc.postgresql;

import dev.jobq.StoreSetupException;
import dev.jobq.store.CallerTransaction;
import dev.jobq.store.StoreInfo;
import dev.jobq.store.StoreSettings;
import dev.jobq.store.jdbc.CommitListeners;
import dev.jobq.store.jdbc.SchemaMigrator;
import dev.jobq.store.jdbc.SqlFiles;
import java.sql.Connection;
import java.sql.SQLException;
import javax.sql.DataSource;

/** The parts of a store that deal with connections: opened together, closed together. */
final class PostgresDatabase implements AutoCloseable {

    static final String DIALECT = "postgresql";
    /** One time for a whole statement, and one that an index can be searched by. */
    static final String NOW = "(extract(epoch from statement_timestamp()) * 1000000)::int8";

    /**
     * The dispatcher, two inserters, twice two that admit, the keeper, house-work, the notifier, and two readers. Opened when
     * needed.
     */
    private static final int CONNECTIONS = 12;

    private final CommitListeners listeners = new CommitListeners();
    private final EngineConnections connections;
    private final Notifier notifier;
    private final PostgresSignals signals;
    private final PostgresTransactor transactor;
    private final String location;

    private PostgresDatabase(
            DataSource dataSource, String location, boolean hears, StoreSettings settings, CallerTransaction caller) {
        this.location = location;
        SqlFiles files = new SqlFiles(DIALECT, settings.system(), NOW, settings.clock());
        Channels channels = Channels.of(settings.system());
        this.connections = new EngineConnections(dataSource, CONNECTIONS, files, listeners);
        this.notifier = new Notifier(channels, hears);
        this.signals = new PostgresSignals(connections, channels, hears);
        Publisher publisher = new Publisher(listeners, new CommitOrder(listeners), notifier);
        this.transactor = new PostgresTransactor(connections, caller, new PostgresErrors(location), publisher, files);
        notifier.start(transactor);
    }

    static PostgresDatabase open(
            DataSource dataSource, boolean hears, StoreSettings settings, CallerTransaction caller) {
        String location = probe(dataSource);
        new SchemaMigrator(dataSource, DIALECT, settings.system()).apply(settings.schema());
        return new PostgresDatabase(dataSource, location, hears, settings, caller);
    }

    /** Where the database is, having made sure that it is there and what it should be. */
    private static String probe(DataSource dataSource) {
        try (Connection connection = dataSource.getConnection()) {
            String url = PostgresErrors.locationOf(connection);
            String product = connection.getMetaData().getDatabaseProductName();
            if (!"PostgreSQL".equals(product)) {
                throw new StoreSetupException("%s is %s: jobq runs on SQLite and PostgreSQL".formatted(url, product));
            }
            return url;
        } catch (SQLException ex) {
            throw new PostgresErrors("PostgreSQL").unavailable(ex);
        }
    }

    CommitListeners listeners() {
        return listeners;
    }

    PostgresTransactor transactor() {
        return transactor;
    }

    Notifier notifier() {
        return notifier;
    }

    PostgresSignals signals() {
        return signals;
    }

    StoreInfo info() {
        return transactor.read(session -> session.call("store_size")
                .first(row -> new StoreInfo(
                        DIALECT, row.getString(1), row.getInt(2) != 0 ? "full" : "normal", location, row.getLong(3), 0))
                .orElseThrow());
    }

    @Override
    public void close() {
        signals.close();
        notifier.close();
        connections.close();
    }
}

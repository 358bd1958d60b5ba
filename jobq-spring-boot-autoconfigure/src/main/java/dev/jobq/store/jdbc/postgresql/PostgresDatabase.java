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

    private final CommitListeners listeners = new CommitListeners();
    private final Floors floors = new Floors();
    private final EngineConnections connections;
    private final Notifier notifier;
    private final PostgresSignals signals;
    private final PostgresTransactor transactor;
    private final PostgresLifeLock life;
    private final String location;

    private PostgresDatabase(
            DataSource dataSource,
            PoolShare share,
            String location,
            boolean hears,
            StoreSettings settings,
            CallerTransaction caller) {
        this.location = location;
        SqlFiles files = new SqlFiles(DIALECT, settings.system(), NOW, settings.clock());
        Channels channels = Channels.of(settings.system());
        this.connections = new EngineConnections(dataSource, share, files, listeners);
        this.notifier = new Notifier(channels, hears);
        this.signals = new PostgresSignals(connections, notifier, hears && share.listens());
        Publisher publisher = new Publisher(listeners, new CommitOrder(listeners), notifier, floors);
        this.transactor = new PostgresTransactor(connections, caller, new PostgresErrors(location), publisher, files);
        this.life = new PostgresLifeLock(
                connections, files, !share.isOfPool(), settings.self().process(), settings.system());
        notifier.start(transactor);
    }

    static PostgresDatabase open(
            DataSource dataSource, boolean hears, StoreSettings settings, CallerTransaction caller) {
        String location = probe(dataSource);
        PoolShare share = PoolShare.of(dataSource);
        migrate(dataSource, share, settings);
        PostgresDatabase database = new PostgresDatabase(dataSource, share, location, hears, settings, caller);
        try {
            database.connections.prepare();
            return database;
        } catch (SQLException ex) {
            database.close();
            throw new PostgresErrors(location).unavailable(ex);
        }
    }

    private static void migrate(DataSource dataSource, PoolShare share, StoreSettings settings) {
        if (share.pool() != 1) {
            new SchemaMigrator(dataSource, DIALECT, settings.system()).apply(settings.schema());
            return;
        }
        // A migration takes two at once.
        try (Connection only = dataSource.getConnection()) {
            new SchemaMigrator(OneConnection.of(only), DIALECT, settings.system()).apply(settings.schema());
        } catch (SQLException ex) {
            throw new PostgresErrors("PostgreSQL").unavailable(ex);
        }
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

    /** Whether a caller that has a connection of the pool's may need another one of the store's. */
    boolean keepsConnections() {
        return connections.areKept();
    }

    CommitListeners listeners() {
        return listeners;
    }

    Floors floors() {
        return floors;
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

    PostgresLifeLock life() {
        return life;
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
        life.close();
        connections.close();
    }
}

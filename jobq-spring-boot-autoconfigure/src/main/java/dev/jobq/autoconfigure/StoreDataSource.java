package dev.jobq.autoconfigure;

import dev.jobq.StoreSetupException;
import dev.jobq.store.CallerTransaction;
import dev.jobq.store.JobStore;
import dev.jobq.store.StoreSettings;
import java.sql.Connection;
import java.sql.SQLException;
import java.util.List;
import java.util.Locale;
import javax.sql.DataSource;
import org.jspecify.annotations.Nullable;
import org.springframework.beans.BeanWrapper;
import org.springframework.beans.PropertyAccessorFactory;
import org.springframework.core.NestedExceptionUtils;

/** The DataSource that the queue is kept in, known to be one that it can be kept in. */
abstract class StoreDataSource implements AutoCloseable {

    private final DataSource dataSource;

    StoreDataSource(DataSource dataSource) {
        this.dataSource = dataSource;
    }

    /**
     * Finds out which database it is.
     *
     * @throws StoreSetupException if it cannot be reached
     * @throws StartFailure if it is none that jobq knows, or not the one that is configured
     */
    static StoreDataSource of(DataSource dataSource, JobqProperties properties) {
        // One connection at a time: the pool may have no more.
        StoreKind kind = examine(dataSource, properties);
        return kind == StoreKind.SQLITE
                ? new SqliteStoreDataSource(dataSource, properties)
                : new PostgresStoreDataSource(dataSource, properties);
    }

    private static StoreKind examine(DataSource dataSource, JobqProperties properties) {
        try (Connection connection = dataSource.getConnection()) {
            String product = connection.getMetaData().getDatabaseProductName();
            StoreKind kind = kind(product);
            requireConfigured(properties.store(), kind, product);
            if (kind == StoreKind.SQLITE) {
                new SqliteDataSourceCheck(properties.sqlite().durability()).check(connection);
            }
            return kind;
        } catch (SQLException ex) {
            throw unreachable(dataSource, ex);
        } catch (RuntimeException ex) {
            // What pools throw when they cannot make their first connection.
            if (NestedExceptionUtils.getMostSpecificCause(ex) instanceof SQLException) {
                throw unreachable(dataSource, ex);
            }
            throw ex;
        }
    }

    /** As the application has it. */
    DataSource dataSource() {
        return dataSource;
    }

    /** Whose turn it is to write, where the database does not know itself. */
    abstract @Nullable TransactionTurn turn();

    /** Opens the store. */
    abstract JobStore open(StoreSettings settings, CallerTransaction callerTransaction);

    @Override
    public void close() {}

    private static StoreKind kind(String product) {
        return switch (product) {
            case "SQLite" -> StoreKind.SQLITE;
            case "PostgreSQL" -> StoreKind.POSTGRESQL;
            default ->
                throw new StartFailure(
                        "jobq keeps its jobs in SQLite or PostgreSQL, but the application's DataSource is %s."
                                .formatted(product),
                        """
                        Give jobq a database of its own with a second DataSource bean:

                            @Bean(defaultCandidate = false)
                            @JobqDataSource
                            HikariDataSource jobqDataSource() {
                                return DataSourceBuilder.create().type(HikariDataSource.class)
                                        .url("jdbc:sqlite:jobq.db").build();
                            }

                        Jobs are then not enqueued in the transactions of the %s database. Or switch jobq off with jobq.enabled=false.""".formatted(product));
        };
    }

    private static void requireConfigured(StoreKind configured, StoreKind actual, String product) {
        if (configured != StoreKind.AUTO && configured != actual) {
            throw new StartFailure(
                    "jobq.store is '%s', but the DataSource is %s."
                            .formatted(configured.name().toLowerCase(Locale.ROOT), product),
                    "Remove jobq.store, or mark the DataSource bean to use with @JobqDataSource.");
        }
    }

    private static StoreSetupException unreachable(DataSource dataSource, Exception failure) {
        return new StoreSetupException(
                "The DataSource%s gives no connection: %s"
                        .formatted(
                                url(dataSource),
                                NestedExceptionUtils.getMostSpecificCause(failure)
                                        .getMessage()),
                failure);
    }

    private static String url(DataSource dataSource) {
        List<DataSource> chain = DataSourceTargets.of(dataSource);
        BeanWrapper properties = PropertyAccessorFactory.forBeanPropertyAccess(chain.get(chain.size() - 1));
        for (String name : List.of("jdbcUrl", "url", "URL")) {
            if (properties.isReadableProperty(name) && properties.getPropertyValue(name) instanceof String url) {
                return " of " + url.replaceAll("(?i)(password|user)=[^&;]*", "$1=...");
            }
        }
        return "";
    }
}

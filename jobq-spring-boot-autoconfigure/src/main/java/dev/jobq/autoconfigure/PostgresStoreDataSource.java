package dev.jobq.autoconfigure;

import com.zaxxer.hikari.HikariDataSource;
import dev.jobq.StoreSetupException;
import dev.jobq.store.CallerTransaction;
import dev.jobq.store.JobStore;
import dev.jobq.store.StoreSettings;
import dev.jobq.store.jdbc.postgresql.PostgresJobStore;
import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Duration;
import javax.sql.DataSource;
import org.apache.commons.logging.Log;
import org.apache.commons.logging.LogFactory;
import org.jspecify.annotations.Nullable;
import org.springframework.boot.jdbc.DataSourceBuilder;
import org.springframework.boot.jdbc.DataSourceUnwrapper;
import org.springframework.util.ClassUtils;

/**
 * The application's PostgreSQL database. The engine's connections are its own, never the pool's: it keeps them for long, and
 * sets them up as suits a queue.
 */
final class PostgresStoreDataSource extends StoreDataSource {

    private static final boolean HAS_HIKARI =
            ClassUtils.isPresent("com.zaxxer.hikari.HikariDataSource", PostgresStoreDataSource.class.getClassLoader());

    private static final Log log = LogFactory.getLog(PostgresStoreDataSource.class);

    private final boolean listens;

    PostgresStoreDataSource(DataSource dataSource, JobqProperties properties) {
        super(dataSource);
        this.listens = properties.postgresql().signals();
    }

    @Override
    @Nullable TransactionTurn turn() {
        return null;
    }

    @Override
    JobStore open(StoreSettings settings, CallerTransaction callerTransaction) {
        DataSource own = unpooled(dataSource());
        String theirs = schemaOf(dataSource());
        long asked = System.nanoTime();
        requireSameSchema(theirs, schemaOf(own));
        if (own instanceof PreparedDataSource unpooled) {
            unpooled.learnPatience(Duration.ofNanos(System.nanoTime() - asked));
        }
        return PostgresJobStore.open(own, listens, settings, callerTransaction);
    }

    /** The same database without the pool, where the pool tells how to reach it; else the pool itself. */
    static DataSource unpooled(DataSource dataSource) {
        try {
            PreparedDataSource unpooled = DataSourceBuilder.derivedFrom(dataSource)
                    .type(PreparedDataSource.class)
                    .build();
            if (HAS_HIKARI) {
                copyProperties(dataSource, unpooled);
            }
            unpooled.limitPatience();
            return unpooled;
        } catch (IllegalStateException | IllegalArgumentException ex) {
            log.warn("%s does not tell how to reach its database (%s), so the engine shares its connections: of a"
                            .formatted(dataSource, ex.getMessage())
                    + " pool that tells its size it takes a third, of any other up to 13, one as a sign of life, and one more for notifications"
                    + " unless jobq.postgresql.notify is false. Allow for them in the pool's size");
            return dataSource;
        }
    }

    /** Where the two do not see the same tables, jobs would be enqueued in one place and looked for in another. */
    private static void requireSameSchema(String theirs, String ours) {
        if (!theirs.equals(ours)) {
            throw new StoreSetupException(
                    ("The application's connections work in %s, but those that jobq opens by itself in %s: set the schema"
                                    + " where both find it, as currentSchema in the JDBC URL or as search_path of the role")
                            .formatted(theirs, ours));
        }
    }

    private static String schemaOf(DataSource dataSource) {
        try (Connection connection = dataSource.getConnection();
                Statement statement = connection.createStatement();
                ResultSet row = statement.executeQuery("SELECT current_database(), current_schema()")) {
            row.next();
            String schema = row.getString(2);
            return "database %s, %s".formatted(row.getString(1), schema == null ? "no schema" : "schema " + schema);
        } catch (SQLException ex) {
            throw new StoreSetupException("A connection to PostgreSQL cannot be opened: " + ex.getMessage(), ex);
        }
    }

    /** What the pool's connections are told besides the URL, such as certificates and their schema. */
    private static void copyProperties(DataSource from, PreparedDataSource to) {
        HikariDataSource pool = DataSourceUnwrapper.unwrap(from, HikariDataSource.class);
        if (pool == null) {
            return;
        }
        if (pool.getSchema() != null) {
            to.setCurrentSchema('"' + pool.getSchema().replace("\"", "\"\"") + '"');
        }
        to.setInitSql(pool.getConnectionInitSql());
        pool.getDataSourceProperties().forEach((key, value) -> {
            try {
                to.setProperty(key.toString(), value.toString());
            } catch (SQLException ex) {
                throw new StartFailure(
                        "The property %s of the DataSource is none that the PostgreSQL driver knows.".formatted(key),
                        "Remove it from spring.datasource.hikari.data-source-properties.",
                        ex);
            }
        });
    }
}

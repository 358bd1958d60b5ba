package dev.jobq.autoconfigure;

import com.zaxxer.hikari.HikariDataSource;
import dev.jobq.store.CallerTransaction;
import dev.jobq.store.JobStore;
import dev.jobq.store.StoreSettings;
import dev.jobq.store.jdbc.postgresql.PostgresJobStore;
import java.sql.SQLException;
import javax.sql.DataSource;
import org.jspecify.annotations.Nullable;
import org.postgresql.ds.PGSimpleDataSource;
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
        return PostgresJobStore.open(unpooled(dataSource()), listens, settings, callerTransaction);
    }

    /** The same database without the pool, where the pool tells how to reach it; else the pool itself. */
    static DataSource unpooled(DataSource dataSource) {
        try {
            PGSimpleDataSource unpooled = DataSourceBuilder.derivedFrom(dataSource)
                    .type(PGSimpleDataSource.class)
                    .build();
            if (HAS_HIKARI) {
                copyProperties(dataSource, unpooled);
            }
            return unpooled;
        } catch (IllegalStateException | IllegalArgumentException ex) {
            return dataSource;
        }
    }

    /** What the pool's driver is told besides the URL, such as certificates. */
    private static void copyProperties(DataSource from, PGSimpleDataSource to) {
        HikariDataSource pool = DataSourceUnwrapper.unwrap(from, HikariDataSource.class);
        if (pool == null) {
            return;
        }
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

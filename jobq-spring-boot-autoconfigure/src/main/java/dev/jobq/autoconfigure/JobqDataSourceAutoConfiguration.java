package dev.jobq.autoconfigure;

import com.zaxxer.hikari.HikariDataSource;
import dev.jobq.StoreSetupException;
import dev.jobq.store.jdbc.sqlite.SqliteTarget;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import javax.sql.DataSource;
import javax.sql.XADataSource;
import org.springframework.boot.autoconfigure.AutoConfiguration;
import org.springframework.boot.autoconfigure.condition.ConditionalOnBooleanProperty;
import org.springframework.boot.autoconfigure.condition.ConditionalOnClass;
import org.springframework.boot.autoconfigure.condition.ConditionalOnMissingBean;
import org.springframework.boot.context.properties.EnableConfigurationProperties;
import org.springframework.boot.jdbc.autoconfigure.DataSourceAutoConfiguration;
import org.springframework.boot.jdbc.autoconfigure.JdbcConnectionDetails;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Conditional;
import org.sqlite.JDBC;

/**
 * Gives an application without a database an embedded one, which is then its DataSource as any other: for JdbcTemplate and
 * transactions, too.
 */
@AutoConfiguration(before = DataSourceAutoConfiguration.class)
@ConditionalOnBooleanProperty(name = "jobq.enabled", matchIfMissing = true)
@ConditionalOnClass({HikariDataSource.class, JDBC.class, DataSourceAutoConfiguration.class})
@ConditionalOnMissingBean({DataSource.class, XADataSource.class, JdbcConnectionDetails.class})
@Conditional(OnNoDataSourceCondition.class)
@EnableConfigurationProperties(JobqProperties.class)
public final class JobqDataSourceAutoConfiguration {

    @Bean
    HikariDataSource dataSource(JobqProperties properties) {
        JobqProperties.Sqlite sqlite = properties.sqlite();
        SqliteTarget target = SqliteTarget.parse(sqlite.path());
        if (target.file() != null) {
            prepare(target.file());
        }
        HikariDataSource pool = new HikariDataSource();
        pool.setPoolName("jobq");
        pool.setDriverClassName(JDBC.class.getName());
        pool.setJdbcUrl(target.url());
        new SqliteConnectionProperties(target.url(), sqlite.durability())
                .needed()
                .forEach(pool::addDataSourceProperty);
        return pool;
    }

    /** The driver would only say that it cannot open the file. */
    private static void prepare(Path file) {
        if (Files.isDirectory(file)) {
            throw new StoreSetupException("jobq.sqlite.path %s is a directory: name a file".formatted(file));
        }
        try {
            Files.createDirectories(file.getParent());
        } catch (IOException ex) {
            throw new StoreSetupException(
                    "jobq.sqlite.path %s: its directory cannot be made: %s".formatted(file, ex), ex);
        }
        if (Files.exists(file) && !Files.isWritable(file)) {
            throw new StoreSetupException("jobq.sqlite.path %s is read-only".formatted(file));
        }
    }
}

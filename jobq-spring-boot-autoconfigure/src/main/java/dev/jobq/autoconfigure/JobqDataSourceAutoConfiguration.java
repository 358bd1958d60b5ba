package dev.jobq.autoconfigure;

import com.zaxxer.hikari.HikariDataSource;
import dev.jobq.StoreSetupException;
import dev.jobq.store.jdbc.sqlite.SqliteFileDataSource;
import dev.jobq.store.jdbc.sqlite.SqliteTarget;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import java.util.Properties;
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
        SqliteTarget target = SqliteTarget.parse(sqlite.path())
                .withDurability(
                        SqliteTarget.Durability.valueOf(sqlite.durability().name()));
        Map<String, String> needed = new SqliteConnectionProperties(target.url(), sqlite.durability()).needed();
        HikariDataSource pool = new HikariDataSource();
        pool.setPoolName("jobq");
        pool.setDriverClassName(JDBC.class.getName());
        // Who looks for it finds it here, even where connections are opened otherwise.
        pool.setJdbcUrl(target.url());
        needed.forEach(pool::addDataSourceProperty);
        if (target.file() != null) {
            prepare(target.file());
            pool.setDataSource(new SqliteFileDataSource(target, withoutLooks(needed)));
        }
        return pool;
    }

    /** What does not have the driver look into the file as soon as it is open. */
    private static Properties withoutLooks(Map<String, String> needed) {
        Properties properties = new Properties();
        properties.putAll(needed);
        properties.remove("journal_mode");
        properties.remove("synchronous");
        return properties;
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

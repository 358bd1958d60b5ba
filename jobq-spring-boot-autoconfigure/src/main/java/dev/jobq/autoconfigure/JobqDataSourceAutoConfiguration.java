package dev.jobq.autoconfigure;

import com.zaxxer.hikari.HikariDataSource;
import dev.jobq.StoreSetupException;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.UUID;
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
        String url =
                SqliteConnectionProperties.PREFIX + location(properties.sqlite().path());
        HikariDataSource pool = new HikariDataSource();
        pool.setPoolName("jobq");
        pool.setJdbcUrl(url);
        new SqliteConnectionProperties(url, properties.sqlite().durability())
                .needed()
                .forEach(pool::addDataSourceProperty);
        return pool;
    }

    private static String location(String path) {
        if (path.equals(":memory:")) {
            // A plain :memory: would be another database for every connection.
            return "file:jobq-" + UUID.randomUUID() + "?mode=memory&cache=shared";
        }
        Path file = Path.of(path).toAbsolutePath();
        if (Files.isDirectory(file)) {
            throw new StoreSetupException("jobq.sqlite.path '%s' is a directory: name a file".formatted(path));
        }
        Path directory = file.getParent();
        try {
            if (directory != null) {
                Files.createDirectories(directory);
            }
        } catch (IOException ex) {
            throw new StoreSetupException(
                    "jobq.sqlite.path '%s': its directory cannot be made: %s".formatted(path, ex), ex);
        }
        return path;
    }
}

package dev.jobq.autoconfigure;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.zaxxer.hikari.HikariDataSource;
import dev.jobq.StoreUnavailableException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.sql.Connection;
import java.sql.Statement;
import java.util.Objects;
import javax.sql.DataSource;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.springframework.boot.autoconfigure.EnableAutoConfiguration;
import org.springframework.boot.test.context.runner.ApplicationContextRunner;
import org.springframework.jdbc.core.JdbcTemplate;
import org.springframework.transaction.PlatformTransactionManager;
import org.springframework.transaction.support.TransactionTemplate;

/** What the application does with a SQLite file that is replaced while it is open. */
class ReplacedFileTests {

    @TempDir
    private Path folder;

    @ParameterizedTest
    @ValueSource(strings = {"jobq.sqlite.path=", "spring.datasource.url=jdbc:sqlite:"})
    void aTransactionOnAFileThatIsNotThereAnyMoreDoesNotBegin(String property) {
        Path file = folder.resolve("jobs.db");
        runner().withPropertyValues(property + file).run(context -> {
            JdbcTemplate jdbc = context.getBean(JdbcTemplate.class);
            TransactionTemplate transaction =
                    new TransactionTemplate(context.getBean(PlatformTransactionManager.class));
            jdbc.execute("CREATE TABLE orders (id INTEGER)");
            replace(file);

            assertThatThrownBy(() ->
                            transaction.executeWithoutResult(status -> jdbc.execute("INSERT INTO orders VALUES (1)")))
                    .isInstanceOf(StoreUnavailableException.class)
                    .hasMessageContaining("removed or replaced");

            putBack(file);
            transaction.executeWithoutResult(status -> jdbc.execute("INSERT INTO orders VALUES (2)"));
            assertThat(jdbc.queryForList("SELECT id FROM orders", Integer.class))
                    .containsExactly(2);
        });
    }

    @Test
    void theEmbeddedPoolOpensNothingThatTookThePlaceOfItsFile() {
        Path file = folder.resolve("jobs.db");
        runner().withPropertyValues("jobq.sqlite.path=" + file, "jobq.worker.enabled=false")
                .run(context -> {
                    HikariDataSource pool = context.getBean(HikariDataSource.class);
                    JdbcTemplate jdbc = new JdbcTemplate(pool);
                    assertThat(jdbc.queryForObject("PRAGMA journal_mode", String.class))
                            .isEqualTo("wal");
                    assertThat(jdbc.queryForObject("PRAGMA synchronous", Integer.class))
                            .isEqualTo(2);
                    assertThat(jdbc.queryForObject("PRAGMA busy_timeout", Integer.class))
                            .isEqualTo(30_000);
                    jdbc.execute("CREATE TABLE orders (id INTEGER)");
                    Path log = folder.resolve("jobs.db-wal");
                    long length = Files.size(log);
                    replace(file);

                    assertThatThrownBy(() -> below(pool).getConnection())
                            .hasStackTraceContaining("removed or replaced");
                    assertThat(file).isEmptyFile();
                    assertThat(log).hasSize(length);

                    putBack(file);
                    try (Connection another = below(pool).getConnection();
                            Statement statement = another.createStatement()) {
                        statement.execute("INSERT INTO orders VALUES (1)");
                    }
                    assertThat(jdbc.queryForList("SELECT id FROM orders")).hasSize(1);
                });
    }

    /** Of which the pool has its connections. */
    private static DataSource below(HikariDataSource pool) {
        return Objects.requireNonNull(pool.getDataSource());
    }

    private void replace(Path file) throws Exception {
        Files.move(file, folder.resolve("aside"));
        Files.createFile(file);
    }

    private void putBack(Path file) throws Exception {
        Files.move(folder.resolve("aside"), file, StandardCopyOption.REPLACE_EXISTING);
    }

    private static ApplicationContextRunner runner() {
        return new ApplicationContextRunner()
                .withUserConfiguration(Everything.class)
                .withPropertyValues("spring.flyway.enabled=false");
    }

    @EnableAutoConfiguration
    static class Everything {}
}

package dev.jobq.autoconfigure;

import static org.assertj.core.api.Assertions.assertThat;

import com.zaxxer.hikari.HikariDataSource;
import dev.jobq.JobId;
import dev.jobq.JobQueue;
import dev.jobq.StoreSetupException;
import dev.jobq.store.JobStore;
import dev.jobq.store.TestPostgres;
import java.sql.Connection;
import java.sql.SQLException;
import java.util.concurrent.atomic.AtomicInteger;
import javax.sql.DataSource;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.postgresql.ds.PGSimpleDataSource;
import org.springframework.boot.autoconfigure.EnableAutoConfiguration;
import org.springframework.boot.jdbc.autoconfigure.JdbcConnectionDetails;
import org.springframework.boot.test.context.runner.ApplicationContextRunner;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;
import org.springframework.core.env.Environment;
import org.springframework.jdbc.core.JdbcTemplate;
import org.springframework.jdbc.datasource.DelegatingDataSource;
import org.springframework.jdbc.datasource.LazyConnectionDataSourceProxy;
import org.springframework.transaction.PlatformTransactionManager;
import org.springframework.transaction.support.TransactionTemplate;

class PostgresStoreDataSourceTests {

    private static final String DATABASE = "spring_store";

    private static final AtomicInteger DATABASES = new AtomicInteger();

    @BeforeAll
    static void create() {
        TestPostgres.create(DATABASE);
    }

    @Test
    void connectionDetailsAreEnough() {
        new ApplicationContextRunner()
                .withUserConfiguration(Everything.class)
                .withPropertyValues("spring.flyway.enabled=false")
                .withBean(JdbcConnectionDetails.class, Details::new)
                .run(context -> {
                    assertThat(context).hasNotFailed().hasSingleBean(JobQueue.class);
                    assertThat(context.getBean(JobStore.class).info().kind()).isEqualTo("postgresql");
                });
    }

    @Test
    void theEnginesConnectionsAreItsOwn() {
        try (HikariDataSource pool = new HikariDataSource()) {
            pool.setJdbcUrl(TestPostgres.url(DATABASE));
            pool.setUsername("ada");
            pool.setPassword("secret");
            pool.addDataSourceProperty("ApplicationName", "shop");

            for (var wrapped : java.util.List.of(pool, new LazyConnectionDataSourceProxy(pool))) {
                assertThat(PostgresStoreDataSource.unpooled(wrapped))
                        .isInstanceOfSatisfying(PGSimpleDataSource.class, own -> {
                            assertThat(own.getUser()).isEqualTo("ada");
                            assertThat(own.getPassword()).isEqualTo("secret");
                            assertThat(own.getDatabaseName()).isEqualTo(DATABASE);
                            assertThat(own.getApplicationName()).isEqualTo("shop");
                        });
            }
        }
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "spring.datasource.hikari.schema=Shop",
                "spring.datasource.hikari.connection-init-sql=SET search_path TO \"Shop\""
            })
    void theEngineWorksInThePoolsSchema(String setting) {
        String database = "spring_schema_" + DATABASES.incrementAndGet();
        JdbcTemplate beside = new JdbcTemplate(TestPostgres.create(database));
        beside.execute("CREATE SCHEMA \"Shop\"");
        runner(database)
                .withPropertyValues(setting, "jobq.topics.orders.concurrency=1")
                .run(context -> {
                    assertThat(context).hasNotFailed();
                    JobQueue queue = context.getBean(JobQueue.class);
                    JobId id = new TransactionTemplate(context.getBean(PlatformTransactionManager.class))
                            .execute(status -> queue.enqueue("orders", 1));
                    assertThat(queue.get(id)).isPresent();
                    assertThat(beside.queryForList(
                                    "SELECT schemaname FROM pg_tables WHERE tablename = 'jobq_job'", String.class))
                            .containsExactly("Shop");
                });
    }

    @Test
    void aSchemaThatTheEngineDoesNotSeeIsRefused() {
        String database = "spring_schema_" + DATABASES.incrementAndGet();
        new JdbcTemplate(TestPostgres.create(database)).execute("CREATE SCHEMA shop");
        runner(database)
                .withUserConfiguration(InSchemaShop.class)
                .run(context -> assertThat(context)
                        .hasFailed()
                        .getFailure()
                        .rootCause()
                        .isInstanceOf(StoreSetupException.class)
                        .hasMessageContaining("schema shop")
                        .hasMessageContaining("schema public"));
    }

    private static ApplicationContextRunner runner(String database) {
        return new ApplicationContextRunner()
                .withUserConfiguration(Everything.class)
                .withPropertyValues(
                        "spring.flyway.enabled=false", "spring.datasource.url=" + TestPostgres.url(database));
    }

    /** A pool behind a wrapper that chooses the schema by itself. */
    @Configuration(proxyBeanMethods = false)
    static class InSchemaShop {

        @Bean
        DataSource dataSource(Environment environment) {
            HikariDataSource pool = new HikariDataSource();
            pool.setJdbcUrl(environment.getRequiredProperty("spring.datasource.url"));
            return new DelegatingDataSource(pool) {
                @Override
                public Connection getConnection() throws SQLException {
                    Connection connection = super.getConnection();
                    connection.setSchema("shop");
                    return connection;
                }
            };
        }
    }

    @Configuration(proxyBeanMethods = false)
    @EnableAutoConfiguration
    static class Everything {}

    static class Details implements JdbcConnectionDetails {

        @Override
        public String getUsername() {
            return "postgres";
        }

        @Override
        public String getPassword() {
            return "postgres";
        }

        @Override
        public String getJdbcUrl() {
            return TestPostgres.url(DATABASE);
        }
    }
}

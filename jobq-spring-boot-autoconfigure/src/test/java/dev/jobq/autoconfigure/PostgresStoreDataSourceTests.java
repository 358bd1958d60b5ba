package dev.jobq.autoconfigure;

import static org.assertj.core.api.Assertions.assertThat;

import com.zaxxer.hikari.HikariDataSource;
import dev.jobq.JobQueue;
import dev.jobq.store.JobStore;
import dev.jobq.store.TestPostgres;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.postgresql.ds.PGSimpleDataSource;
import org.springframework.boot.autoconfigure.EnableAutoConfiguration;
import org.springframework.boot.jdbc.autoconfigure.JdbcConnectionDetails;
import org.springframework.boot.test.context.runner.ApplicationContextRunner;
import org.springframework.context.annotation.Configuration;
import org.springframework.jdbc.datasource.LazyConnectionDataSourceProxy;

class PostgresStoreDataSourceTests {

    private static final String DATABASE = "spring_store";

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

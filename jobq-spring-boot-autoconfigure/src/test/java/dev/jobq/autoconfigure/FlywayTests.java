package dev.jobq.autoconfigure;

import static org.assertj.core.api.Assertions.assertThat;

import dev.jobq.JobQueue;
import dev.jobq.store.TestPostgres;
import java.nio.file.Path;
import java.util.List;
import org.flywaydb.core.Flyway;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.springframework.boot.autoconfigure.EnableAutoConfiguration;
import org.springframework.boot.test.context.runner.ApplicationContextRunner;
import org.springframework.context.annotation.Configuration;
import org.springframework.jdbc.core.JdbcTemplate;

class FlywayTests {

    @TempDir
    Path directory;

    @Test
    void theApplicationsMigrationsRunBesideJobqsOnSqlite() {
        check("jdbc:sqlite:" + directory.resolve("shop.db"));
    }

    @Test
    void theApplicationsMigrationsRunBesideJobqsOnPostgresql() {
        TestPostgres.create("flyway_shop");
        check(TestPostgres.url("flyway_shop"));
    }

    private static void check(String url) {
        ApplicationContextRunner runner = new ApplicationContextRunner()
                .withUserConfiguration(Shop.class)
                .withPropertyValues("spring.flyway.locations=classpath:shop/migration", "spring.datasource.url=" + url);
        for (String start : List.of("first", "second")) {
            runner.run(context -> {
                assertThat(context)
                        .as(start)
                        .hasNotFailed()
                        .hasSingleBean(Flyway.class)
                        .hasSingleBean(JobQueue.class);
                JdbcTemplate jdbc = context.getBean(JdbcTemplate.class);
                assertThat(jdbc.queryForObject("SELECT count(*) FROM shop_article", Integer.class))
                        .isZero();
                assertThat(jdbc.queryForObject(
                                "SELECT count(*) FROM flyway_schema_history WHERE description = 'articles'",
                                Integer.class))
                        .isEqualTo(1);
                assertThat(jdbc.queryForObject("SELECT count(*) FROM jobq_schema_history", Integer.class))
                        .isPositive();
            });
        }
    }

    @Configuration(proxyBeanMethods = false)
    @EnableAutoConfiguration
    static class Shop {}
}

package dev.jobq.autoconfigure;

import static org.assertj.core.api.Assertions.assertThat;

import com.zaxxer.hikari.HikariDataSource;
import dev.jobq.JobQueue;
import dev.jobq.store.JobStore;
import java.nio.file.Path;
import javax.sql.DataSource;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.springframework.boot.autoconfigure.EnableAutoConfiguration;
import org.springframework.boot.jdbc.DataSourceBuilder;
import org.springframework.boot.test.context.runner.ApplicationContextRunner;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;
import org.springframework.context.annotation.Primary;
import org.springframework.core.env.Environment;
import org.springframework.jdbc.core.JdbcTemplate;
import org.springframework.jdbc.datasource.AbstractDriverBasedDataSource;
import org.springframework.jdbc.datasource.DriverManagerDataSource;
import org.sqlite.SQLiteDataSource;

class StoreDataSourceTests {

    @TempDir
    Path directory;

    private ApplicationContextRunner runner() {
        return new ApplicationContextRunner()
                .withUserConfiguration(Everything.class)
                .withPropertyValues("directory=" + directory, "spring.flyway.enabled=false");
    }

    private ApplicationContextRunner runnerWithUrl(String parameters) {
        return runner().withPropertyValues(
                        "spring.datasource.url=jdbc:sqlite:" + directory.resolve("app.db") + parameters);
    }

    @Test
    void theApplicationsPoolIsCompleted() {
        runnerWithUrl("").run(context -> {
            assertThat(context).hasNotFailed().doesNotHaveBean(JobqDataSourceAutoConfiguration.class);
            HikariDataSource pool = context.getBean(HikariDataSource.class);
            assertThat(pool.getDataSourceProperties())
                    .containsEntry("journal_mode", "WAL")
                    .containsEntry("synchronous", "FULL")
                    .containsEntry("transaction_mode", "IMMEDIATE")
                    .containsKey("busy_timeout");
            assertThat(new JdbcTemplate(pool).queryForObject("PRAGMA synchronous", Integer.class))
                    .isEqualTo(2);
        });
    }

    @Test
    void whatTheApplicationSaidIsKept() {
        runnerWithUrl("?busy_timeout=1234&synchronous=EXTRA")
                .withPropertyValues("spring.datasource.hikari.data-source-properties.journal_mode=wal")
                .run(context -> {
                    HikariDataSource pool = context.getBean(HikariDataSource.class);
                    assertThat(pool.getDataSourceProperties())
                            .doesNotContainKeys("busy_timeout", "synchronous")
                            .containsEntry("journal_mode", "wal");
                    JdbcTemplate jdbc = new JdbcTemplate(pool);
                    assertThat(jdbc.queryForObject("PRAGMA busy_timeout", Integer.class))
                            .isEqualTo(1234);
                    assertThat(jdbc.queryForObject("PRAGMA synchronous", Integer.class))
                            .isEqualTo(3);
                });
    }

    @ParameterizedTest
    @CsvSource({
        "transaction_mode=DEFERRED, transaction_mode=IMMEDIATE",
        "journal_mode=DELETE, journal_mode=WAL",
        "synchronous=NORMAL, jobq.sqlite.durability=normal",
        "synchronous=OFF, synchronous=FULL",
        "jdbc.explicit_readonly=true, jdbc.explicit_readonly=false"
    })
    void contradictionsAreRefusedAndExplained(String said, String needed) {
        assertThat(Failures.explained(runnerWithUrl("?" + said)))
                .contains(said)
                .contains(needed)
                .contains("'dataSource'");
    }

    @Test
    void durabilityNormalIsEnoughWhenConfigured() {
        runnerWithUrl("?synchronous=NORMAL")
                .withPropertyValues("jobq.sqlite.durability=normal")
                .run(context -> assertThat(context).hasNotFailed());
    }

    @Test
    void autoCommitOffIsRefused() {
        assertThat(Failures.explained(
                        runnerWithUrl("").withPropertyValues("spring.datasource.hikari.auto-commit=false")))
                .contains("auto-commit=false");
    }

    @Test
    void dataSourcesWithoutAPoolAreCompletedToo() {
        runner().withUserConfiguration(Unpooled.class).run(context -> {
            assertThat(context).hasNotFailed();
            assertThat(context.getBean(AbstractDriverBasedDataSource.class).getConnectionProperties())
                    .containsEntry("transaction_mode", "IMMEDIATE");
        });
        runner().withUserConfiguration(Bare.class).run(context -> {
            assertThat(context).hasNotFailed();
            assertThat(context.getBean(SQLiteDataSource.class)
                            .getConfig()
                            .getTransactionMode()
                            .name())
                    .isEqualTo("IMMEDIATE");
        });
    }

    @Test
    void aPoolThatCannotBeCompletedIsCheckedAndExplained() {
        assertThat(Failures.explained(runner().withUserConfiguration(Foreign.class)))
                .contains("transaction_mode=deferred")
                .contains("?transaction_mode=IMMEDIATE");
    }

    @Test
    void theMarkedDataSourceIsTakenAndTheApplicationsIsLeftAlone() {
        runnerWithUrl("").withUserConfiguration(Marked.class).run(context -> {
            assertThat(context).hasNotFailed();
            assertThat(context.getBean(JobStore.class).info().location()).endsWith("jobs.db");
            HikariDataSource application = context.getBean("dataSource", HikariDataSource.class);
            assertThat(application.getDataSourceProperties()).isEmpty();
            assertThat(context.getBean("jobs", HikariDataSource.class).getDataSourceProperties())
                    .containsKey("transaction_mode");
        });
    }

    @Test
    void ofSeveralThePrimaryOneIsTaken() {
        runner().withUserConfiguration(Several.class, PrimaryOne.class).run(context -> {
            assertThat(context).hasNotFailed();
            assertThat(context.getBean(JobStore.class).info().location()).endsWith("primary.db");
        });
    }

    @Test
    void severalWithoutAMarkAreExplained() {
        assertThat(Failures.explained(runner().withUserConfiguration(Several.class)))
                .contains("one")
                .contains("two")
                .contains("@JobqDataSource");
    }

    @Test
    void missingDirectoriesAreMade() {
        Path file = directory.resolve("data/deep/jobq.db");

        runner().withPropertyValues("jobq.sqlite.path=" + file)
                .run(context -> assertThat(context).hasNotFailed().hasSingleBean(JobQueue.class));

        assertThat(file).exists();
    }

    static HikariDataSource pool(Environment environment, String file) {
        return DataSourceBuilder.create()
                .type(HikariDataSource.class)
                .url("jdbc:sqlite:" + environment.getRequiredProperty("directory") + "/" + file)
                .build();
    }

    @Configuration(proxyBeanMethods = false)
    @EnableAutoConfiguration
    static class Everything {}

    @Configuration(proxyBeanMethods = false)
    static class Unpooled {

        @Bean
        DriverManagerDataSource unpooled(Environment environment) {
            return new DriverManagerDataSource("jdbc:sqlite:" + environment.getRequiredProperty("directory") + "/a.db");
        }
    }

    @Configuration(proxyBeanMethods = false)
    static class Bare {

        @Bean
        SQLiteDataSource bare(Environment environment) {
            SQLiteDataSource bare = new SQLiteDataSource();
            bare.setUrl("jdbc:sqlite:" + environment.getRequiredProperty("directory") + "/a.db");
            return bare;
        }
    }

    @Configuration(proxyBeanMethods = false)
    static class Foreign {

        @Bean
        DataSource foreign(Environment environment) {
            HikariDataSource hidden = pool(environment, "a.db");
            return new org.springframework.jdbc.datasource.DelegatingDataSource(hidden);
        }
    }

    @Configuration(proxyBeanMethods = false)
    static class Marked {

        @Bean(defaultCandidate = false)
        @JobqDataSource
        HikariDataSource jobs(Environment environment) {
            return pool(environment, "jobs.db");
        }
    }

    @Configuration(proxyBeanMethods = false)
    static class Several {

        @Bean
        HikariDataSource one(Environment environment) {
            return pool(environment, "one.db");
        }

        @Bean
        HikariDataSource two(Environment environment) {
            return pool(environment, "two.db");
        }
    }

    @Configuration(proxyBeanMethods = false)
    static class PrimaryOne {

        @Bean
        @Primary
        HikariDataSource three(Environment environment) {
            return pool(environment, "primary.db");
        }
    }
}

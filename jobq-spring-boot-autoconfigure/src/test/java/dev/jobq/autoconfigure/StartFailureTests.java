package dev.jobq.autoconfigure;

import static org.assertj.core.api.Assertions.assertThat;

import dev.jobq.JobHandler;
import dev.jobq.RecurringJob;
import java.nio.file.Files;
import java.nio.file.Path;
import javax.sql.DataSource;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.springframework.boot.autoconfigure.EnableAutoConfiguration;
import org.springframework.boot.test.context.runner.ApplicationContextRunner;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;
import org.springframework.jdbc.datasource.SingleConnectionDataSource;

/** What a user reads when jobq cannot start. */
class StartFailureTests {

    @TempDir
    Path directory;

    private ApplicationContextRunner runner() {
        return new ApplicationContextRunner()
                .withUserConfiguration(Everything.class)
                .withPropertyValues("spring.flyway.enabled=false");
    }

    private ApplicationContextRunner runnerWithUrl() {
        return runner().withPropertyValues("spring.datasource.url=jdbc:sqlite:" + directory.resolve("app.db"));
    }

    @Test
    void anotherDatabaseIsExplained() {
        assertThat(Failures.explained(runner().withUserConfiguration(Other.class)))
                .contains("H2")
                .contains("@JobqDataSource")
                .contains("jobq.enabled=false");
    }

    @Test
    void aStoreThatIsNotTheConfiguredOneIsExplained() {
        assertThat(Failures.explained(runnerWithUrl().withPropertyValues("jobq.store=postgresql")))
                .contains("jobq.store is 'postgresql'")
                .contains("SQLite");
    }

    @Test
    void aBadCronExpressionIsExplained() {
        assertThat(Failures.explained(runnerWithUrl()
                        .withUserConfiguration(Nightly.class)
                        .withPropertyValues("nightly.cron=0 0 25 * * *")))
                .contains("Nightly.tidyUp")
                .contains("cron '0 0 25 * * *'")
                .contains("@RecurringJob(name = \"nightly\")");
    }

    @Test
    void limitsThatContradictTheOrderAreExplained() {
        assertThat(Failures.explained(runnerWithUrl()
                        .withPropertyValues("jobq.topics.mails.order=fifo", "jobq.topics.mails.global-concurrency=8")))
                .contains("jobq.topics.mails.global-concurrency is 8")
                .contains("jobq.topics.mails.order is 'fifo'");
        assertThat(Failures.explained(runnerWithUrl()
                        .withPropertyValues("jobq.topics.mails.order=key", "jobq.topics.mails.per-key.concurrency=2")))
                .contains("jobq.topics.mails.per-key.concurrency is 2")
                .contains("jobq.topics.mails.order is 'key'");
        assertThat(Failures.explained(runnerWithUrl()
                        .withPropertyValues(
                                "jobq.worker.enabled=false",
                                "jobq.topics.mails.order=fifo",
                                "jobq.topics.mails.global-concurrency=8")))
                .as("where nothing is worked on")
                .contains("jobq.topics.mails.global-concurrency is 8");
    }

    @Test
    void theDefaultsAreBlamedForWhatTheySay() {
        assertThat(Failures.explained(runnerWithUrl()
                        .withPropertyValues("jobq.defaults.order=fifo", "jobq.defaults.global-concurrency=8")))
                .as("where there is no topic")
                .contains("jobq.defaults.global-concurrency is 8")
                .contains("jobq.defaults.order is 'fifo'");
        assertThat(Failures.explained(runnerWithUrl()
                        .withUserConfiguration(Urgent.class)
                        .withPropertyValues("jobq.defaults.order=key", "jobq.defaults.per-key.concurrency=2")))
                .as("where a topic follows them")
                .contains("jobq.defaults.per-key.concurrency is 2")
                .contains("jobq.defaults.order is 'key'")
                .doesNotContain("jobq.topics");
        assertThat(Failures.explained(runnerWithUrl()
                        .withPropertyValues("jobq.defaults.order=fifo", "jobq.topics.mails.global-concurrency=8")))
                .as("together with a topic")
                .contains("jobq.topics.mails.global-concurrency is 8")
                .contains("jobq.defaults.order is 'fifo'");
        assertThat(Failures.explained(runnerWithUrl()
                        .withUserConfiguration(Urgent.class)
                        .withPropertyValues("jobq.defaults.order=fifo")))
                .contains("jobq.defaults.order is 'fifo'")
                .contains("priority = 5");
    }

    @Test
    void anUnsetPlaceholderOfAScheduleIsExplained() {
        assertThat(Failures.explained(runnerWithUrl().withUserConfiguration(Nightly.class)))
                .contains("Nightly.tidyUp")
                .contains("${nightly.cron}");
    }

    @Configuration(proxyBeanMethods = false)
    static class Nightly {
        @RecurringJob(name = "nightly", cron = "${nightly.cron}")
        void tidyUp() {}
    }

    @Test
    void aDirectoryIsExplained() {
        assertThat(Failures.explained(runner().withPropertyValues("jobq.sqlite.path=" + directory)))
                .contains(directory.toString())
                .contains("is a directory");
    }

    @Test
    void aFileThatIsNoDatabaseIsExplained() throws Exception {
        Path file = Files.writeString(directory.resolve("text.db"), "This is no database, only text.".repeat(100));

        assertThat(Failures.explained(runner().withPropertyValues("jobq.sqlite.path=" + file)))
                .contains("text.db")
                .contains("not a database");
    }

    @Test
    void aPostgresqlThatIsNotThereIsExplained() {
        assertThat(Failures.explained(runner().withPropertyValues(
                                "spring.datasource.url=jdbc:postgresql://127.0.0.1:1/shop?password=secret",
                                "spring.datasource.hikari.connection-timeout=250")))
                .contains("jdbc:postgresql://127.0.0.1:1/shop")
                .contains("refused")
                .doesNotContain("secret");
    }

    @Test
    void missingTablesAreExplained() {
        assertThat(Failures.explained(runnerWithUrl().withPropertyValues("jobq.schema.mode=validate")))
                .contains("jobq.schema.mode=create");
    }

    @Test
    void handlerFaultsAreExplained() {
        assertThat(Failures.explained(runnerWithUrl().withUserConfiguration(Twice.class)))
                .contains("'mail'")
                .contains("'emails'")
                .contains("handled by");
    }

    @Test
    void anUnknownBackoffIsExplained() {
        assertThat(Failures.explained(
                        runnerWithUrl().withPropertyValues("jobq.topics.emails.backoff.strategy=fibonacci")))
                .contains("jobq.topics.emails.backoff.strategy is 'fibonacci'")
                .contains("exponential");
    }

    @Test
    void aPriorityInATopicOfAnotherOrderIsExplained() {
        assertThat(Failures.explained(runnerWithUrl()
                        .withUserConfiguration(Urgent.class)
                        .withPropertyValues("jobq.topics.emails.order=fifo")))
                .contains("jobq.topics.emails.order is 'fifo'")
                .contains("Urgent")
                .contains("priority = 5");
    }

    @Configuration(proxyBeanMethods = false)
    static class Urgent {

        @JobHandler(topic = "emails", priority = 5)
        void send() {}
    }

    @Configuration(proxyBeanMethods = false)
    static class Other {

        @Bean
        DataSource other() {
            return new SingleConnectionDataSource(new OtherDatabase().connection(), true);
        }
    }

    @Configuration(proxyBeanMethods = false)
    static class Twice {

        @JobHandler(topic = "emails", type = "mail")
        void one() {}

        @JobHandler(topic = "emails", type = "mail")
        void two() {}
    }

    @Configuration(proxyBeanMethods = false)
    @EnableAutoConfiguration
    static class Everything {}
}

package dev.jobq.autoconfigure;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.jobq.JobContext;
import dev.jobq.JobHandler;
import dev.jobq.JobId;
import dev.jobq.JobQueue;
import dev.jobq.NewJob;
import dev.jobq.store.TestPostgres;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.springframework.boot.autoconfigure.EnableAutoConfiguration;
import org.springframework.boot.test.context.runner.ApplicationContextRunner;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;
import org.springframework.jdbc.core.JdbcTemplate;
import org.springframework.transaction.PlatformTransactionManager;
import org.springframework.transaction.support.TransactionTemplate;

/** Jobs that end in a transaction within another one: what is committed is committed with the end or not at all. */
@Timeout(120)
class NestedEndTests {

    private static final Duration SOON = Duration.ofSeconds(30);

    @TempDir
    Path directory;

    enum Kind {
        SQLITE,
        POSTGRESQL
    }

    /** Ends its job in a transaction within another, which is rolled back while the handler goes on. */
    static class Nesting {
        private final JdbcTemplate jdbc;
        private final PlatformTransactionManager manager;

        Nesting(JdbcTemplate jdbc, PlatformTransactionManager manager) {
            this.jdbc = jdbc;
            this.manager = manager;
        }

        @JobHandler(topic = "nesting", type = "of the handler's", transactional = true)
        String ofTheHandlers(String propagation, JobContext job) {
            book();
            endInVain(propagation, job);
            return "returned in attempt " + job.attempt();
        }

        @JobHandler(topic = "nesting", type = "of its own")
        String ofItsOwn(String propagation, JobContext job) {
            new TransactionTemplate(manager).executeWithoutResult(status -> {
                book();
                if (job.attempt() == 1) {
                    endInVain(propagation, job);
                } else {
                    job.completeInTransaction("ended in attempt " + job.attempt());
                }
            });
            return "not looked at";
        }

        @JobHandler(topic = "nesting", type = "again in its own")
        String againInItsOwn(String propagation, JobContext job) {
            new TransactionTemplate(manager).executeWithoutResult(status -> {
                book();
                endInVain(propagation, job);
                job.completeInTransaction("ended in attempt " + job.attempt());
            });
            return "not looked at";
        }

        private void book() {
            jdbc.update("INSERT INTO booking (cents) VALUES (100)");
        }

        private void endInVain(String propagation, JobContext job) {
            TransactionTemplate inner = new TransactionTemplate(manager);
            inner.setPropagationBehaviorName(propagation);
            Runnable vain = () -> inner.executeWithoutResult(status -> {
                book();
                job.completeInTransaction("never");
                status.setRollbackOnly();
            });
            if (propagation.equals("PROPAGATION_NESTED")) {
                vain.run();
            } else {
                assertThatThrownBy(vain::run).hasMessageContaining("REQUIRES_NEW");
            }
        }
    }

    /** Work and end are committed together or not at all: as a savepoint takes back what was done since, the handler's return is the end. */
    @ParameterizedTest
    @EnumSource
    void anEndThatANestedTransactionTookBackIsThatOfTheHandlersReturn(Kind kind) {
        for (String propagation : List.of("PROPAGATION_NESTED", "PROPAGATION_REQUIRES_NEW")) {
            assertNested(kind, "of the handler's", propagation, "returned in attempt 1", 1);
        }
    }

    @ParameterizedTest
    @EnumSource
    void aTransactionWhoseEndWasTakenBackIsNotCommittedWithoutOne(Kind kind) {
        assertNested(kind, "of its own", "PROPAGATION_NESTED", "ended in attempt 2", 2);
    }

    @ParameterizedTest
    @EnumSource
    void aTransactionWhoseEndWasTakenBackMayEndTheJobAgain(Kind kind) {
        for (String propagation : List.of("PROPAGATION_NESTED", "PROPAGATION_REQUIRES_NEW")) {
            assertNested(kind, "again in its own", propagation, "ended in attempt 1", 1);
        }
    }

    private void assertNested(Kind kind, String type, String propagation, String result, int attempts) {
        ApplicationContextRunner runner = new ApplicationContextRunner()
                .withUserConfiguration(Application.class)
                .withPropertyValues(
                        "spring.datasource.url=" + url(kind),
                        "spring.flyway.enabled=false",
                        "jobq.poll-interval=60s",
                        "jobq.topics.nesting.backoff.strategy=none");
        runner.run(context -> {
            assertThat(context).hasNotFailed();
            JobQueue queue = context.getBean(JobQueue.class);
            JdbcTemplate jdbc = context.getBean(JdbcTemplate.class);
            JobId id = queue.enqueue(NewJob.of("nesting", propagation).type(type));
            assertThat(queue.await(id, SOON).as(String.class)).as(propagation).isEqualTo(result);
            assertThat(queue.get(id).orElseThrow().attempt()).as(propagation).isEqualTo(attempts);
            assertThat(jdbc.queryForObject("SELECT count(*) FROM booking", Integer.class))
                    .as(propagation)
                    .isEqualTo(1);
        });
    }

    private String url(Kind kind) {
        String name = "nested_ends_" + System.nanoTime();
        if (kind == Kind.SQLITE) {
            return "jdbc:sqlite:" + directory.resolve(name + ".db");
        }
        TestPostgres.create(name);
        return TestPostgres.url(name);
    }

    @Configuration(proxyBeanMethods = false)
    @EnableAutoConfiguration
    static class Application {

        Application(JdbcTemplate jdbc) {
            jdbc.execute("CREATE TABLE IF NOT EXISTS booking (cents INTEGER)");
        }

        @Bean
        Nesting nesting(JdbcTemplate jdbc, PlatformTransactionManager transactions) {
            return new Nesting(jdbc, transactions);
        }
    }
}

package dev.jobq.autoconfigure;

import static org.assertj.core.api.Assertions.assertThat;

import dev.jobq.Job;
import dev.jobq.JobContext;
import dev.jobq.JobHandler;
import dev.jobq.JobId;
import dev.jobq.JobQueue;
import dev.jobq.JobStatus;
import dev.jobq.store.TestPostgres;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.springframework.boot.autoconfigure.EnableAutoConfiguration;
import org.springframework.boot.test.context.assertj.AssertableApplicationContext;
import org.springframework.boot.test.context.runner.ApplicationContextRunner;
import org.springframework.boot.test.context.runner.ContextConsumer;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;
import org.springframework.jdbc.core.JdbcTemplate;
import org.springframework.transaction.PlatformTransactionManager;
import org.springframework.transaction.annotation.Transactional;
import org.springframework.transaction.support.DefaultTransactionDefinition;

/** Handlers in Spring's transactions: their work and their jobs' ends are committed together. */
@Timeout(120)
class HandlerTransactionTests {

    private static final Duration SOON = Duration.ofSeconds(30);

    @TempDir
    Path directory;

    /** What an application may use. */
    enum Kind {
        SQLITE,
        SQLITE_POOL_OF_ONE,
        SQLITE_JPA,
        POSTGRESQL,
        POSTGRESQL_JPA
    }

    /** The example of docs/handlers.md. */
    static class Payments {
        private final JdbcTemplate jdbc;

        Payments(JdbcTemplate jdbc) {
            this.jdbc = jdbc;
        }

        @JobHandler(topic = "payments", type = "book", transactional = true)
        String book(int cents) {
            jdbc.update("INSERT INTO booking (cents) VALUES (?)", cents);
            return "booked";
        }

        @Transactional
        @JobHandler(topic = "payments", type = "book-then-print")
        public void bookThenPrint(int cents, JobContext job) {
            jdbc.update("INSERT INTO booking (cents) VALUES (?)", cents);
            job.completeInTransaction("booked");
        }

        @JobHandler(topic = "payments", type = "second time", transactional = true, maxAttempts = 2)
        String secondTime(int cents, JobContext job) {
            jdbc.update("INSERT INTO booking (cents) VALUES (?)", cents);
            if (job.attempt() == 1) {
                throw new IllegalStateException("the first time fails");
            }
            return "booked";
        }

        @JobHandler(topic = "payments", type = "outside", maxAttempts = 1)
        void outside(JobContext job) {
            job.completeInTransaction(null);
        }
    }

    /** Leaves a transaction on its thread. */
    static class Careless {
        private final JdbcTemplate jdbc;
        private final PlatformTransactionManager transactions;
        private final JobQueue queue;

        Careless(JdbcTemplate jdbc, PlatformTransactionManager transactions, JobQueue queue) {
            this.jdbc = jdbc;
            this.transactions = transactions;
            this.queue = queue;
        }

        @JobHandler(topic = "careless", type = "leaves", maxAttempts = 1)
        void leaves(int cents) {
            transactions.getTransaction(new DefaultTransactionDefinition());
            jdbc.update("INSERT INTO booking (cents) VALUES (?)", cents);
        }

        @JobHandler(topic = "careless", type = "enqueues")
        long enqueues() {
            return queue.enqueue(dev.jobq.NewJob.of("payments", 5).type("book")).value();
        }
    }

    @ParameterizedTest
    @EnumSource
    void workAndEndAreCommittedTogether(Kind kind) {
        run(kind, context -> {
            JobQueue queue = context.getBean(JobQueue.class);
            for (String type : List.of("book", "book-then-print", "second time")) {
                JobId id = queue.enqueue(dev.jobq.NewJob.of("payments", 100).type(type));
                assertThat(queue.await(id, SOON).as(String.class)).as(type).isEqualTo("booked");
            }
            assertThat(bookings(context)).isEqualTo(3);
            JobId outside = queue.enqueue(dev.jobq.NewJob.of("payments", 1).type("outside"));
            assertThat(queue.await(outside, SOON).status()).isEqualTo(JobStatus.DISCARDED);
            assertThat(queue.get(outside).orElseThrow().errors().get(0).message())
                    .contains("no transaction");
        });
    }

    @ParameterizedTest
    @EnumSource
    void aTransactionThatAHandlerLeavesDrawsNobodyElseIn(Kind kind) {
        run(kind, context -> {
            JobQueue queue = context.getBean(JobQueue.class);
            for (int i = 0; i < 3; i++) {
                JobId leaves = queue.enqueue(dev.jobq.NewJob.of("careless", 7).type("leaves"));
                assertThat(queue.await(leaves, SOON).status()).isEqualTo(JobStatus.DISCARDED);
                Job job = queue.get(leaves).orElseThrow();
                assertThat(job.errors().get(0).message()).contains("left a transaction open");
                JobId enqueues = queue.enqueue(dev.jobq.NewJob.of("careless", 0).type("enqueues"));
                // Its child was committed by itself, and others can read and write.
                JobId child = new JobId(queue.await(enqueues, SOON).as(Long.class));
                assertThat(queue.await(child, SOON).as(String.class)).isEqualTo("booked");
            }
            assertThat(bookings(context)).isEqualTo(3);
        });
    }

    @Test
    void aTransactionalHandlerNeedsATransactionManager() {
        new ApplicationContextRunner()
                .withUserConfiguration(Application.class)
                .withPropertyValues(properties(Kind.SQLITE))
                .withPropertyValues(
                        "spring.autoconfigure.exclude=org.springframework.boot.jdbc.autoconfigure.DataSourceTransactionManagerAutoConfiguration")
                .run(context -> {
                    assertThat(context).hasFailed();
                    assertThat(Failures.explain(context.getStartupFailure()))
                            .contains("transactional")
                            .contains("transaction manager");
                });
    }

    private void run(Kind kind, ContextConsumer<AssertableApplicationContext> test) {
        ApplicationContextRunner runner = new ApplicationContextRunner()
                .withUserConfiguration(Application.class, CarelessHandlers.class)
                .withPropertyValues(properties(kind));
        if (kind.name().endsWith("JPA")) {
            runner = runner.withUserConfiguration(JpaTransactions.class);
        }
        runner.run(context -> {
            assertThat(context).hasNotFailed();
            test.accept(context);
        });
    }

    private String[] properties(Kind kind) {
        List<String> properties = new ArrayList<>(List.of(
                "jobq.poll-interval=60s",
                "spring.flyway.enabled=false",
                "jobq.topics.careless.concurrency=1",
                "jobq.topics.payments.backoff.strategy=none"));
        if (kind.name().startsWith("POSTGRESQL")) {
            String name = "handler_transactions_" + System.nanoTime();
            TestPostgres.create(name);
            properties.add("spring.datasource.url=" + TestPostgres.url(name));
        } else {
            properties.add("spring.datasource.url=jdbc:sqlite:" + directory.resolve("shop.db"));
        }
        if (kind == Kind.SQLITE_POOL_OF_ONE) {
            properties.add("spring.datasource.hikari.maximum-pool-size=1");
        }
        return properties.toArray(String[]::new);
    }

    private static int bookings(AssertableApplicationContext context) {
        return context.getBean(JdbcTemplate.class).queryForObject("SELECT count(*) FROM booking", Integer.class);
    }

    @Configuration(proxyBeanMethods = false)
    @EnableAutoConfiguration
    static class Application {

        Application(JdbcTemplate jdbc) {
            jdbc.execute("CREATE TABLE IF NOT EXISTS booking (cents INTEGER)");
        }

        @Bean
        Payments payments(JdbcTemplate jdbc) {
            return new Payments(jdbc);
        }
    }

    @Configuration(proxyBeanMethods = false)
    static class CarelessHandlers {
        @Bean
        Careless careless(JdbcTemplate jdbc, PlatformTransactionManager transactions, JobQueue queue) {
            return new Careless(jdbc, transactions, queue);
        }
    }
}

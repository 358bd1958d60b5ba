package dev.jobq.autoconfigure;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import dev.jobq.JobHandler;
import dev.jobq.JobId;
import dev.jobq.JobQueue;
import dev.jobq.JobStatus;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.CountDownLatch;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.springframework.boot.autoconfigure.EnableAutoConfiguration;
import org.springframework.boot.test.context.runner.ApplicationContextRunner;
import org.springframework.context.ApplicationEventPublisher;
import org.springframework.context.annotation.Configuration;
import org.springframework.jdbc.core.JdbcTemplate;
import org.springframework.transaction.PlatformTransactionManager;
import org.springframework.transaction.annotation.Transactional;
import org.springframework.transaction.event.TransactionalEventListener;
import org.springframework.transaction.support.TransactionSynchronization;
import org.springframework.transaction.support.TransactionSynchronizationManager;
import org.springframework.transaction.support.TransactionTemplate;

/** Enqueueing in the application's transactions; the same on both databases. */
abstract class TransactionTests {

    /** The properties of an empty database with its tables still to be made. */
    abstract List<String> database();

    ApplicationContextRunner runner() {
        return new ApplicationContextRunner()
                .withUserConfiguration(Shop.class)
                .withPropertyValues("jobq.poll-interval=60s", "spring.flyway.enabled=false")
                .withPropertyValues(database().toArray(String[]::new));
    }

    @Test
    void aRolledBackJobNeverExists() {
        runner().run(context -> {
            JobQueue queue = context.getBean(JobQueue.class);
            Shop shop = context.getBean(Shop.class);
            List<JobId> seen = new ArrayList<>();

            assertThatThrownBy(() -> shop.orderAndFail(seen)).hasMessage("wanted");

            assertThat(seen).hasSize(1);
            assertThat(queue.get(seen.get(0))).isEmpty();
            assertThat(rows(context.getBean(JdbcTemplate.class))).isZero();
        });
    }

    @Test
    void aCommittedJobStartsAtOnceHoweverLongThePollInterval() {
        runner().run(context -> {
            JobQueue queue = context.getBean(JobQueue.class);
            JobId id = context.getBean(Shop.class).order();

            await().atMost(Duration.ofSeconds(5))
                    .until(() -> queue.get(id).orElseThrow().status() == JobStatus.COMPLETED);
            assertThat(rows(context.getBean(JdbcTemplate.class))).isEqualTo(1);
        });
    }

    @Test
    void nobodySeesAJobBeforeItsCommit() {
        runner().run(context -> {
            JobQueue queue = context.getBean(JobQueue.class);
            CountDownLatch looked = new CountDownLatch(1);
            List<Boolean> visible = new ArrayList<>();
            TransactionTemplate transactions =
                    new TransactionTemplate(context.getBean(PlatformTransactionManager.class));

            JobId id = transactions.execute(status -> {
                JobId enqueued = queue.enqueue("orders", "in a transaction");
                assertThat(queue.get(enqueued))
                        .as("its own transaction sees it")
                        .isPresent();
                Thread other = new Thread(() -> {
                    visible.add(queue.get(enqueued).isPresent());
                    looked.countDown();
                });
                other.start();
                await().until(() -> looked.getCount() == 0);
                return enqueued;
            });

            assertThat(visible).containsExactly(false);
            assertThat(queue.get(id)).isPresent();
        });
    }

    @Test
    void aJobEnqueuedAfterTheCommitIsDurable() {
        runner().run(context -> {
            JobQueue queue = context.getBean(JobQueue.class);
            Shop shop = context.getBean(Shop.class);

            shop.orderWithFollowUp();

            assertThat(shop.followUps()).hasSize(1);
            await().until(() -> queue.get(shop.followUps().get(0)).orElseThrow().status() == JobStatus.COMPLETED);
        });
    }

    @Test
    void everyCallInATransactionUsesIt() {
        runner().run(context -> {
            JobQueue queue = context.getBean(JobQueue.class);
            TransactionTemplate transactions =
                    new TransactionTemplate(context.getBean(PlatformTransactionManager.class));
            JobId job = queue.enqueue(dev.jobq.NewJob.of("orders", "x").delay(Duration.ofDays(1)));

            transactions.executeWithoutResult(status -> {
                queue.appendEvent(job, "noted");
                assertThat(queue.cancel(job)).isTrue();
                assertThat(queue.get(job).orElseThrow().status()).isEqualTo(JobStatus.CANCELLED);
                status.setRollbackOnly();
            });

            assertThat(queue.get(job).orElseThrow().status()).isEqualTo(JobStatus.SCHEDULED);
        });
    }

    /** After those of the transaction itself have got their places, which is done last of all. */
    @ParameterizedTest
    @ValueSource(booleans = {true, false})
    void whatACallbackBeforeTheCommitEnqueuesStandsInLineToo(boolean isAlone) {
        runner().withPropertyValues("jobq.topics.orders.order=fifo").run(context -> {
            JobQueue queue = context.getBean(JobQueue.class);
            Shop shop = context.getBean(Shop.class);
            List<JobId> ids = new ArrayList<>();
            new TransactionTemplate(context.getBean(PlatformTransactionManager.class)).executeWithoutResult(status -> {
                if (!isAlone) {
                    ids.add(queue.enqueue("orders", "first"));
                }
                TransactionSynchronizationManager.registerSynchronization(new TransactionSynchronization() {
                    @Override
                    public void beforeCommit(boolean readOnly) {
                        ids.add(queue.enqueue("orders", "second"));
                    }
                });
            });
            ids.add(queue.enqueue("orders", "third"));

            await().until(() ->
                    ids.stream().allMatch(id -> queue.get(id).orElseThrow().status() == JobStatus.COMPLETED));
            assertThat(shop.handled())
                    .isEqualTo(isAlone ? List.of("second", "third") : List.of("first", "second", "third"));
        });
    }

    private static int rows(JdbcTemplate jdbc) {
        return jdbc.queryForObject("SELECT count(*) FROM purchase", Integer.class);
    }

    @Configuration
    @EnableAutoConfiguration
    static class Shop {

        private final org.springframework.beans.factory.ObjectProvider<JobQueue> queue;
        private final JdbcTemplate jdbc;
        private final ApplicationEventPublisher publisher;
        private final List<JobId> followUps = new ArrayList<>();
        private final List<String> handled = new CopyOnWriteArrayList<>();

        Shop(
                org.springframework.beans.factory.ObjectProvider<JobQueue> queue,
                JdbcTemplate jdbc,
                ApplicationEventPublisher publisher) {
            this.queue = queue;
            this.jdbc = jdbc;
            this.publisher = publisher;
            jdbc.execute("CREATE TABLE IF NOT EXISTS purchase (what VARCHAR(20))");
            jdbc.update("DELETE FROM purchase");
        }

        @Transactional
        JobId order() {
            jdbc.update("INSERT INTO purchase VALUES ('tea')");
            return queue.getObject().enqueue("orders", "tea");
        }

        @Transactional
        void orderAndFail(List<JobId> seen) {
            seen.add(order());
            throw new IllegalStateException("wanted");
        }

        @Transactional
        void orderWithFollowUp() {
            publisher.publishEvent(new Ordered());
        }

        @TransactionalEventListener
        void followUp(Ordered ordered) {
            followUps.add(queue.getObject().enqueue("orders", "follow-up"));
        }

        List<JobId> followUps() {
            return followUps;
        }

        List<String> handled() {
            return handled;
        }

        @JobHandler(topic = "orders", type = "default")
        void handle(String what) {
            handled.add(what);
        }

        record Ordered() {}
    }
}

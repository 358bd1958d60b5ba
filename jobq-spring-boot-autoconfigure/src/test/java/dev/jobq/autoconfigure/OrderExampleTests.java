package dev.jobq.autoconfigure;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;
import static org.awaitility.Awaitility.await;

import dev.jobq.BlockedKey;
import dev.jobq.InvalidTopicException;
import dev.jobq.JobContext;
import dev.jobq.JobHandler;
import dev.jobq.JobId;
import dev.jobq.JobQueue;
import dev.jobq.JobStatus;
import dev.jobq.NewJob;
import dev.jobq.Outcome;
import dev.jobq.store.TestPostgres;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.springframework.boot.autoconfigure.EnableAutoConfiguration;
import org.springframework.boot.test.context.runner.ApplicationContextRunner;
import org.springframework.context.ApplicationContext;
import org.springframework.context.annotation.Configuration;
import org.springframework.transaction.PlatformTransactionManager;
import org.springframework.transaction.support.TransactionTemplate;

/** The examples of docs/order.md. */
class OrderExampleTests {

    @TempDir
    Path directory;

    private ApplicationContextRunner runner() {
        return new ApplicationContextRunner()
                .withUserConfiguration(Books.class)
                .withPropertyValues(
                        "spring.flyway.enabled=false",
                        "jobq.sqlite.path=" + directory.resolve("jobq.db"),
                        "jobq.topics.ledger.order=fifo",
                        "jobq.topics.customers.order=key");
    }

    @Test
    void aLedgerIsBookedOneAfterTheOther() {
        runner().run(context -> {
            JobQueue jobQueue = context.getBean(JobQueue.class);
            List<JobId> ids = jobQueue.enqueueAll(IntStream.range(0, 50)
                    .mapToObj(i -> NewJob.of("ledger", new Booking(i)))
                    .toList());
            awaitCompleted(context, ids);
            assertThat(context.getBean(Books.class).booked).isEqualTo(ids);
        });
    }

    @Test
    void operatorsSeeWhoBlocksWhomAndSendJobsToTheBack() {
        runner().withPropertyValues("jobq.worker.topics=none").run(context -> {
            JobQueue jobQueue = context.getBean(JobQueue.class);
            List<JobId> ids = jobQueue.enqueueAll(IntStream.range(0, 3)
                    .mapToObj(i -> NewJob.of("customers", new Mail(i)).key("customer-42"))
                    .toList());
            assertThat(jobQueue.topics().blockedKeys("customers"))
                    .containsExactly(new BlockedKey("customer-42", ids.get(0), JobStatus.AVAILABLE, ids.get(1)));
            JobId id = ids.get(0);
            jobQueue.toBack(id);
            assertThat(jobQueue.topics().blockedKeys("customers", 1))
                    .containsExactly(new BlockedKey("customer-42", ids.get(1), JobStatus.AVAILABLE, ids.get(2)));
            assertThatExceptionOfType(InvalidTopicException.class)
                    .isThrownBy(() -> jobQueue.topics().blockedKeys("customers", 0))
                    .withMessageContaining("0");
        });
    }

    @Test
    void customersAreServedSideBySideAndEachInOrder() {
        runner().run(context -> {
            JobQueue jobQueue = context.getBean(JobQueue.class);
            List<JobId> ids = new ArrayList<>();
            for (int i = 0; i < 60; i++) {
                ids.add(jobQueue.enqueue(NewJob.of("customers", new Mail(i)).key("customer-" + i % 3)));
            }
            awaitCompleted(context, ids);
            List<JobId> mailed = context.getBean(Books.class).mailed;
            for (int customer = 0; customer < 3; customer++) {
                int mine = customer;
                assertThat(mailed.stream().filter(id -> ids.indexOf(id) % 3 == mine))
                        .isSorted();
            }
        });
    }

    @Test
    void shardsAndToTheBack() {
        runner().run(context -> {
            JobQueue jobQueue = context.getBean(JobQueue.class);
            List<JobId> ids = new ArrayList<>();
            ids.add(jobQueue.enqueue(
                    NewJob.of("ledger", new Booking(-1)).key("account-7").shards(4)));
            ids.add(jobQueue.enqueue(
                    NewJob.of("ledger", new Booking(1)).key("account-7").shards(4)));
            awaitCompleted(context, ids);
            assertThat(jobQueue.get(ids.get(0)).orElseThrow().attempt()).isEqualTo(1);
        });
    }

    @Test
    void linesOfOneAndOfMany() {
        runner().run(context -> {
            JobQueue jobQueue = context.getBean(JobQueue.class);
            jobQueue.enqueue("ledger", new Booking(100));
            jobQueue.enqueue(NewJob.of("customers", new Mail(1)).key("customer-42"));

            jobQueue.enqueue(NewJob.of("ledger", new Booking(100)).shards(4));
            jobQueue.enqueue(
                    NewJob.of("ledger", new Booking(100)).key("account-7").shards(4));

            Books books = context.getBean(Books.class);
            await().until(() -> books.booked.size() == 3 && books.mailed.size() == 1);
        });
    }

    @Test
    void whichOfTwoTransactionsCommitsFirstComesFirst() {
        String database = "order_" + System.nanoTime();
        TestPostgres.create(database);
        runner().withPropertyValues("spring.datasource.url=" + TestPostgres.url(database))
                .run(context -> {
                    JobQueue jobQueue = context.getBean(JobQueue.class);
                    TransactionTemplate transaction =
                            new TransactionTemplate(context.getBean(PlatformTransactionManager.class));
                    List<JobId> ids = new ArrayList<>();
                    JobId last = transaction.execute(status -> {
                        JobId mine = jobQueue.enqueue("ledger", new Booking(2));
                        ids.add(CompletableFuture.supplyAsync(() -> jobQueue.enqueue("ledger", new Booking(1)))
                                .join());
                        return mine;
                    });
                    ids.add(last);
                    assertThat(last).isLessThan(ids.get(0));
                    awaitCompleted(context, ids);
                    assertThat(context.getBean(Books.class).booked).isEqualTo(ids);
                });
    }

    private static void awaitCompleted(ApplicationContext context, List<JobId> ids) {
        JobQueue jobQueue = context.getBean(JobQueue.class);
        await().until(() ->
                ids.stream().allMatch(id -> jobQueue.get(id).orElseThrow().status() == JobStatus.COMPLETED));
    }

    record Booking(int amount) {}

    record Mail(int number) {}

    @Configuration(proxyBeanMethods = false)
    @EnableAutoConfiguration
    static class Books {

        final List<JobId> booked = new CopyOnWriteArrayList<>();
        final List<JobId> mailed = new CopyOnWriteArrayList<>();

        @JobHandler(topic = "ledger")
        Outcome book(Booking booking, JobContext job) {
            if (booking.amount() < 0 && booked.isEmpty()) {
                booked.add(job.id());
                return Outcome.toBack();
            }
            booked.add(job.id());
            return Outcome.complete(null);
        }

        @JobHandler(topic = "customers")
        void mail(Mail mail, JobContext job) {
            mailed.add(job.id());
        }
    }
}

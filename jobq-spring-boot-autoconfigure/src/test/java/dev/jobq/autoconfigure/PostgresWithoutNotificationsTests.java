package dev.jobq.autoconfigure;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import dev.jobq.JobDeletedException;
import dev.jobq.JobHandler;
import dev.jobq.JobId;
import dev.jobq.JobQueue;
import dev.jobq.JobResult;
import dev.jobq.JobStatus;
import dev.jobq.NewJob;
import dev.jobq.Topics;
import dev.jobq.store.JobStore;
import dev.jobq.store.TestPostgres;
import java.sql.Connection;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.Semaphore;
import java.util.concurrent.TimeUnit;
import java.util.stream.IntStream;
import javax.sql.DataSource;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.postgresql.PGConnection;
import org.springframework.boot.SpringApplication;
import org.springframework.boot.WebApplicationType;
import org.springframework.boot.autoconfigure.EnableAutoConfiguration;
import org.springframework.context.ConfigurableApplicationContext;
import org.springframework.context.annotation.Configuration;

/** An application that enqueues and another that works, neither of which ever hears of the other. */
class PostgresWithoutNotificationsTests {

    private static Connection listening;
    private static ConfigurableApplicationContext producer;
    private static ConfigurableApplicationContext worker;
    private static JobQueue queue;

    @BeforeAll
    static void start() throws SQLException {
        String name = "silent_" + System.nanoTime();
        DataSource database = TestPostgres.create(name);
        listening = database.getConnection();
        try (Statement statement = listening.createStatement()) {
            statement.execute("LISTEN jobq_ready");
            statement.execute("LISTEN jobq_control");
            statement.execute("LISTEN jobq_ended");
            statement.execute("LISTEN jobq_waiting");
        }
        producer = start(name, "jobq.worker.enabled=false");
        worker = start(name, "jobq.worker.enabled=true");
        queue = producer.getBean(JobQueue.class);
    }

    @AfterAll
    static void stop() throws SQLException {
        worker.close();
        producer.close();
        listening.close();
    }

    /** What operators say is told in any case. */
    @BeforeEach
    void forgetWhatWasTold() throws SQLException {
        listening.unwrap(PGConnection.class).getNotifications();
    }

    @Test
    void jobsOfAnotherProcessAreFoundByThePollAndRunOnce() throws Exception {
        List<JobId> ids = new ArrayList<>(queue.enqueueAll(
                IntStream.range(0, 20).mapToObj(n -> NewJob.of("letters", n)).toList()));
        ids.add(queue.enqueue(NewJob.of("letters", 20).delay(Duration.ofMillis(100))));

        ids.forEach(id -> awaitStatus(id, JobStatus.COMPLETED));
        // The worker is idle now, and what comes is again found by its poll.
        ids.add(queue.enqueue(NewJob.of("letters", 21)));
        ids.forEach(id -> awaitStatus(id, JobStatus.COMPLETED));

        assertThat(worker.getBean(Letters.class).written)
                .filteredOn(letter -> letter >= 0)
                .containsExactlyInAnyOrderElementsOf(
                        IntStream.range(0, 22).boxed().toList());
        assertNothingWasTold();
    }

    @Test
    void runningJobsAreCancelledAndDeletedFromAnotherProcess() throws Exception {
        Letters letters = worker.getBean(Letters.class);
        JobId cancelled = queue.enqueue(NewJob.of("endless", null));
        JobId deleted = queue.enqueue(NewJob.of("endless", null));
        await().until(() -> letters.begun.getCount() == 0);

        assertThat(queue.cancel(cancelled)).isTrue();
        assertThat(queue.delete(deleted)).isTrue();

        await().until(() -> letters.interrupted.getCount() == 0);
        awaitStatus(cancelled, JobStatus.CANCELLED);
        assertThat(queue.get(deleted)).isEmpty();
        assertNothingWasTold();
    }

    @Test
    void whoeverWaitsLearnsOfEveryEndInAnotherProcessByThePoll() throws Exception {
        Semaphore gate = worker.getBean(Letters.class).gate;
        // Again and again, for the one who looks is then there already, and has nothing to look at in between.
        for (int i = 0; i < 3; i++) {
            JobId completed = queue.enqueue(NewJob.of("answers", i));
            CompletableFuture<JobResult> end = queue.completion(completed);
            assertThat(end).isNotDone();
            gate.release();
            assertThat(end.get(30, TimeUnit.SECONDS).as(Integer.class)).isEqualTo(i + 1);

            JobId awaited = queue.enqueue(NewJob.of("answers", i));
            gate.release();
            assertThat(queue.await(awaited, Duration.ofSeconds(30)).as(Integer.class))
                    .isEqualTo(i + 1);
        }
        assertNothingWasTold();
    }

    @Test
    void whoeverWaitsLearnsByThePollThatAnotherProcessCancelledOrDeletedIt() throws Exception {
        JobQueue elsewhere = worker.getBean(JobQueue.class);
        JobId cancelled = queue.enqueue(NewJob.of("answers", 1));
        JobId deleted = queue.enqueue(NewJob.of("answers", 2).delay(Duration.ofDays(1)));
        CompletableFuture<JobResult> oneEnd = queue.completion(cancelled);
        CompletableFuture<JobResult> otherEnd = queue.completion(deleted);

        assertThat(elsewhere.cancel(cancelled)).isTrue();
        assertThat(elsewhere.delete(deleted)).isTrue();

        assertThat(oneEnd.get(30, TimeUnit.SECONDS).status()).isEqualTo(JobStatus.CANCELLED);
        assertThatThrownBy(() -> otherEnd.get(30, TimeUnit.SECONDS)).hasCauseInstanceOf(JobDeletedException.class);
        assertNothingWasTold();
    }

    @Test
    void whatOperatorsSayIsFollowedByAWorkerThatHearsNothing() throws Exception {
        assertThat(worker.getBean(JobStore.class).signals().areHeard()).isFalse();
        Topics topics = producer.getBean(Topics.class);
        for (int i = 1; i <= 3; i++) {
            // Done once every worker has said that it follows.
            topics.drain("steered", Duration.ofSeconds(30)).get(30, TimeUnit.SECONDS);
            JobId id = queue.enqueue(NewJob.of("steered", i));
            JobId other = queue.enqueue(NewJob.of("letters", -1));
            awaitStatus(other, JobStatus.COMPLETED);
            awaitStatus(id, JobStatus.AVAILABLE);
            topics.resume("steered");
            awaitStatus(id, JobStatus.COMPLETED);
        }
    }

    private void awaitStatus(JobId id, JobStatus status) {
        await().until(() -> queue.get(id).orElseThrow().status() == status);
    }

    private void assertNothingWasTold() throws SQLException {
        assertThat(listening.unwrap(PGConnection.class).getNotifications(1)).isNullOrEmpty();
    }

    private static ConfigurableApplicationContext start(String database, String role) {
        SpringApplication application = new SpringApplication(Letters.class);
        application.setWebApplicationType(WebApplicationType.NONE);
        return application.run(
                "--" + role,
                "--spring.datasource.url=" + TestPostgres.url(database),
                "--spring.flyway.enabled=false",
                "--spring.jmx.enabled=false",
                "--jobq.postgresql.notify=false",
                "--jobq.poll-interval=200ms",
                "--jobq.worker.heartbeat=200ms");
    }

    @Configuration(proxyBeanMethods = false)
    @EnableAutoConfiguration
    static class Letters {

        final List<Integer> written = new CopyOnWriteArrayList<>();
        final CountDownLatch begun = new CountDownLatch(2);
        final CountDownLatch interrupted = new CountDownLatch(2);
        final Semaphore gate = new Semaphore(0);

        @JobHandler(topic = "letters", type = "default")
        void write(int letter) {
            written.add(letter);
        }

        @JobHandler(topic = "steered", type = "default")
        void follow() {}

        @JobHandler(topic = "answers", type = "default")
        int answer(int number) throws InterruptedException {
            gate.acquire();
            return number + 1;
        }

        @JobHandler(topic = "endless", type = "default")
        void runUntilInterrupted() throws InterruptedException {
            begun.countDown();
            try {
                new CountDownLatch(1).await();
            } finally {
                interrupted.countDown();
            }
        }
    }
}

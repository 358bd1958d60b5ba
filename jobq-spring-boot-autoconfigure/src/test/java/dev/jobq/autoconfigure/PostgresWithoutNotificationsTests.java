package dev.jobq.autoconfigure;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.jobq.JobHandler;
import dev.jobq.JobId;
import dev.jobq.JobQueue;
import dev.jobq.JobStatus;
import dev.jobq.NewJob;
import dev.jobq.store.TestPostgres;
import java.sql.Connection;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.CountDownLatch;
import java.util.stream.IntStream;
import javax.sql.DataSource;
import org.junit.jupiter.api.AfterEach;
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

    private Connection listening;
    private ConfigurableApplicationContext producer;
    private ConfigurableApplicationContext worker;
    private JobQueue queue;

    @BeforeEach
    void start() throws SQLException {
        String name = "silent_" + System.nanoTime();
        DataSource database = TestPostgres.create(name);
        listening = database.getConnection();
        try (Statement statement = listening.createStatement()) {
            statement.execute("LISTEN jobq_ready");
            statement.execute("LISTEN jobq_control");
        }
        producer = start(name, "jobq.worker.enabled=false");
        worker = start(name, "jobq.worker.enabled=true");
        queue = producer.getBean(JobQueue.class);
    }

    @AfterEach
    void stop() throws SQLException {
        worker.close();
        producer.close();
        listening.close();
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

        @JobHandler(topic = "letters", type = "default")
        void write(int letter) {
            written.add(letter);
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

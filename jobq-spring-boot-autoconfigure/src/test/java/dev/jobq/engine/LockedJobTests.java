package dev.jobq.engine;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.jobq.JobHandler;
import dev.jobq.JobId;
import dev.jobq.JobStatus;
import dev.jobq.store.CallerTransaction;
import dev.jobq.store.JobDraft;
import dev.jobq.store.JobStore;
import dev.jobq.store.TestPostgres;
import dev.jobq.store.jdbc.postgresql.PostgresJobStore;
import java.sql.Connection;
import java.sql.SQLException;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.stream.Stream;
import javax.sql.DataSource;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** Running jobs that an open transaction of the application's has cancelled, on PostgreSQL. */
class LockedJobTests {

    private static final DataSource DATABASE = TestPostgres.create("locked_jobs");
    private static final AtomicInteger SYSTEMS = new AtomicInteger();

    // One for each test, as its transaction is.
    @SuppressWarnings("ThreadLocalUsage")
    private final ThreadLocal<@Nullable Connection> transaction = new ThreadLocal<>();

    private final Work work = new Work();
    private final JobStore store = PostgresJobStore.open(
            DATABASE, true, EngineHarness.settings("k" + SYSTEMS.incrementAndGet(), null), new CallerTransaction() {
                @Override
                public @Nullable Connection connection() {
                    return transaction.get();
                }

                @Override
                public void afterCommit(Runnable action) {}
            });
    private final EngineHarness harness =
            EngineHarness.start(store, List.of(EngineFixture.topic("slow", 4), EngineFixture.topic("fast", 2)), work);

    static class Work {
        final CountDownLatch go = new CountDownLatch(1);

        @JobHandler(topic = "slow")
        void slow() {
            boolean isGone = false;
            while (!isGone) {
                try {
                    go.await();
                    isGone = true;
                } catch (InterruptedException ex) {
                    // It does not heed the cancel.
                }
            }
        }

        @JobHandler(topic = "fast")
        void fast() {}
    }

    static class Once {
        final AtomicInteger runs = new AtomicInteger();
        final CountDownLatch go = new CountDownLatch(1);

        @JobHandler(topic = "once")
        void run() throws InterruptedException {
            runs.incrementAndGet();
            go.await();
        }
    }

    @AfterEach
    void stop() {
        harness.close();
    }

    @Test
    void otherJobsGoOnAndTheEndsOfTheirAttemptsAreRecorded() throws SQLException {
        JobId cancelled = harness.enqueue("slow", "default", 1);
        harness.awaitStatus(cancelled, JobStatus.EXECUTING);
        try (Connection application = begin()) {
            assertThat(store.control().cancel(cancelled)).isTrue();
            transaction.remove();
            work.go.countDown();
            await().atMost(EngineHarness.SOON)
                    .until(() -> harness.engine.load().get("slow").running().isEmpty());
            harness.enqueueAll(Stream.generate(() -> EngineHarness.draft("fast", "default", 1))
                    .limit(50));
            harness.awaitDepth("fast", JobStatus.COMPLETED, 50);
            assertThat(harness.job(cancelled).status()).isEqualTo(JobStatus.EXECUTING);
            application.commit();
        }
        harness.awaitStatus(cancelled, JobStatus.COMPLETED);
    }

    @Test
    void twoJobsCanBeCancelledInAnyOrderWhileTheyEnd() throws SQLException {
        JobId first = harness.enqueue("slow", "default", 1);
        JobId second = harness.enqueue("slow", "default", 2);
        harness.awaitStatus(first, JobStatus.EXECUTING);
        harness.awaitStatus(second, JobStatus.EXECUTING);
        try (Connection application = begin()) {
            assertThat(store.control().cancel(second)).isTrue();
            work.go.countDown();
            await().atMost(EngineHarness.SOON)
                    .until(() -> harness.engine.load().get("slow").running().isEmpty());
            // Ended, or asked to: but nobody had to give way.
            store.control().cancel(first);
            application.commit();
        }
        transaction.remove();
        harness.awaitStatus(first, JobStatus.COMPLETED);
        harness.awaitStatus(second, JobStatus.COMPLETED);
    }

    @Test
    void anEndThatWaitsForALockIsRecordedBeforeTheEngineHasStopped() throws Exception {
        EngineSettings.Timing hasty = new EngineSettings.Timing(
                Duration.ofMinutes(1), Duration.ofSeconds(5), Duration.ofMillis(200), Duration.ofMillis(100));
        Once once = new Once();
        try (EngineHarness stopping =
                EngineHarness.start(store, hasty, List.of(EngineFixture.topic("once", 1)), once)) {
            JobId id = stopping.enqueue("once", "default", 1);
            stopping.awaitStatus(id, JobStatus.EXECUTING);
            try (Connection application = begin()) {
                assertThat(store.control().cancel(id)).isTrue();
                transaction.remove();
                once.go.countDown();
                await().atMost(EngineHarness.SOON)
                        .until(() ->
                                stopping.engine.load().get("once").running().isEmpty());
                CompletableFuture<Void> stop = CompletableFuture.runAsync(stopping.engine::stop);
                // Longer than the grace time.
                await().pollDelay(Duration.ofSeconds(2)).until(() -> true);
                application.rollback();
                stop.get();
            }
            assertThat(stopping.job(id).status()).isEqualTo(JobStatus.COMPLETED);
            assertThat(once.runs).hasValue(1);
        }
    }

    @Test
    void aDueJobThatIsLockedIsNotLookedAtAllTheTime() throws SQLException {
        Stager stager = new Stager(store.upkeep(), Duration.ofMinutes(1), () -> {});
        JobId due = harness.enqueueAll(new JobDraft(
                        "elsewhere",
                        "default",
                        "1",
                        0,
                        new JobDraft.Start(null, Duration.ofMillis(100)),
                        JobDraft.Limits.NONE))
                .get(0);
        try (Connection application = begin()) {
            assertThat(store.control().cancel(due)).isTrue();
            await().atMost(EngineHarness.SOON)
                    .untilAsserted(
                            () -> assertThat(stager.run()).isBetween(Duration.ofMillis(200), Duration.ofSeconds(1)));
            application.commit();
        }
        transaction.remove();
        assertThat(stager.run()).isGreaterThan(Duration.ofSeconds(1));
    }

    private Connection begin() throws SQLException {
        Connection connection = DATABASE.getConnection();
        connection.setAutoCommit(false);
        transaction.set(connection);
        return connection;
    }
}

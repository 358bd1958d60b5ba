package dev.jobq.engine;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.jobq.Job;
import dev.jobq.JobHandler;
import dev.jobq.JobId;
import dev.jobq.JobStatus;
import dev.jobq.store.ApplicationTransactions;
import dev.jobq.store.JobDraft;
import dev.jobq.store.JobStore;
import java.nio.file.Path;
import java.sql.Connection;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** That jobs start without waiting for the poll, which comes once a minute here. */
class StartTests {

    static class Recorder {
        final BlockingQueue<Integer> seen = new LinkedBlockingQueue<>();

        @JobHandler(topic = "quick")
        void run(int payload) {
            seen.add(payload);
        }

        Integer next() throws InterruptedException {
            return seen.poll(EngineHarness.SOON.toSeconds(), TimeUnit.SECONDS);
        }
    }

    @TempDir
    private Path folder;

    private final Recorder recorder = new Recorder();

    @ParameterizedTest
    @EnumSource
    void anEnqueuedJobStartsAtOnce(Database database) throws InterruptedException {
        try (EngineHarness harness = EngineHarness.start(database, EngineFixture.topic("quick", 2), recorder)) {
            harness.awaitRegistered();
            for (int i = 0; i < 20; i++) {
                harness.enqueue("quick", "default", i);
                assertThat(recorder.next()).isEqualTo(i);
            }
        }
    }

    @ParameterizedTest
    @EnumSource
    void aJobOfAnotherProcessStartsSoon(Database database) throws InterruptedException {
        Database.Place place = database.place(folder);
        try (EngineHarness harness =
                        EngineHarness.start(place.open(), List.of(EngineFixture.topic("quick", 2)), recorder);
                JobStore other = place.open()) {
            harness.awaitRegistered();
            for (int i = 0; i < 5; i++) {
                other.intake().insert(List.of(EngineHarness.draft("quick", "default", i)));
                assertThat(recorder.next()).isEqualTo(i);
            }
        }
    }

    @ParameterizedTest
    @EnumSource
    void aJobStartsWithTheCommitOfItsTransaction(Database database) throws Exception {
        Database.Place place = database.place(folder);
        ApplicationTransactions transactions =
                new ApplicationTransactions(place.fixture().dataSource());
        try (EngineHarness harness =
                EngineHarness.start(place.open(transactions), List.of(EngineFixture.topic("quick", 2)), recorder)) {
            harness.awaitRegistered();
            for (int i = 0; i < 5; i++) {
                int number = i;
                transactions.rollback(() -> harness.enqueue("quick", "default", -1));
                JobStatus inside = transactions.commit(() ->
                        harness.job(harness.enqueue("quick", "default", number)).status());
                assertThat(inside).isEqualTo(JobStatus.AVAILABLE);
                assertThat(recorder.next()).isEqualTo(number);
            }
        }
    }

    @ParameterizedTest
    @EnumSource
    void aJobOfATransactionThatNobodyManagesStartsSoonAfterItsCommit(Database database) throws Exception {
        Database.Place place = database.place(folder);
        try (EngineHarness harness =
                        EngineHarness.start(place.open(), List.of(EngineFixture.topic("quick", 2)), recorder);
                Connection connection = place.fixture().dataSource().getConnection()) {
            harness.awaitRegistered();
            connection.setAutoCommit(false);
            for (int i = 0; i < 5; i++) {
                harness.store.intake().insert(connection, List.of(EngineHarness.draft("quick", "default", i)));
                connection.commit();
                connection.setAutoCommit(true);
                assertThat(recorder.next()).isEqualTo(i);
                connection.setAutoCommit(false);
            }
        }
    }

    @ParameterizedTest
    @EnumSource
    void aDelayedJobStartsWhenItIsDueAndNeverEarlier(Database database) throws InterruptedException {
        try (EngineHarness harness = EngineHarness.start(database, EngineFixture.topic("quick", 2), recorder)) {
            harness.awaitRegistered();
            JobDraft.Start later = new JobDraft.Start(null, Duration.ofMillis(700));
            JobDraft draft = new JobDraft("quick", "default", "7", 0, later, JobDraft.Limits.NONE);
            JobId id = harness.enqueueAll(draft).get(0);

            assertThat(recorder.next()).isEqualTo(7);
            Job job = harness.awaitStatus(id, JobStatus.COMPLETED);
            assertThat(job.startedAt()).isAfterOrEqualTo(job.createdAt().plusMillis(700));
        }
    }

    @Test
    void jobsThatWaitedBeforeTheStartRun() throws InterruptedException {
        JobStore store = EngineHarness.memory();
        store.intake().insert(List.of(EngineHarness.draft("quick", "default", 1)));

        try (EngineHarness harness = EngineHarness.start(store, List.of(EngineFixture.topic("quick", 2)), recorder)) {
            assertThat(recorder.next()).isEqualTo(1);
            harness.awaitDepth("quick", JobStatus.COMPLETED, 1);
        }
    }

    static class OneAfterAnother {
        final CountDownLatch first = new CountDownLatch(1);
        final AtomicInteger runs = new AtomicInteger();

        @JobHandler(topic = "serial")
        void run() throws InterruptedException {
            if (runs.incrementAndGet() == 1) {
                first.await();
            }
        }
    }

    @Test
    void aFreedSlotStartsTheNextJobAtOnce() {
        OneAfterAnother handler = new OneAfterAnother();
        try (EngineHarness harness = EngineHarness.start(EngineFixture.topic("serial", 1), handler)) {
            for (int i = 0; i < 5; i++) {
                harness.enqueue("serial", "default", i);
            }
            await().atMost(EngineHarness.SOON).until(() -> handler.runs.get() == 1);
            handler.first.countDown();

            harness.awaitDepth("serial", JobStatus.COMPLETED, 5);
        }
    }

    @ParameterizedTest
    @EnumSource
    void jobsAreHandedOverInMemoryWhenASlotIsIdle(Database database) throws InterruptedException {
        try (EngineHarness harness = EngineHarness.start(database, EngineFixture.topic("quick", 2), recorder)) {
            harness.awaitRegistered();
            harness.enqueue("quick", "default", 1);
            assertThat(recorder.next()).isEqualTo(1);
            // Once the lane has seen that the store is empty, a job is running the moment enqueue returns.
            await().atMost(EngineHarness.SOON).until(() -> {
                JobId id = harness.enqueue("quick", "default", 2);
                return harness.job(id).status() != JobStatus.AVAILABLE;
            });
        }
    }

    @ParameterizedTest
    @EnumSource
    void anEngineStartsAgainAfterAStop(Database database) throws InterruptedException {
        try (EngineHarness harness = EngineHarness.start(database, EngineFixture.topic("quick", 2), recorder)) {
            harness.engine.start();
            assertThat(harness.engine.isRunning()).isTrue();
            harness.engine.stop();
            harness.engine.stop();
            assertThat(harness.engine.isRunning()).isFalse();
            assertThat(harness.engine.worker()).isNull();
            harness.enqueue("quick", "default", 5);

            harness.engine.start();

            assertThat(recorder.next()).isEqualTo(5);
        }
    }
}

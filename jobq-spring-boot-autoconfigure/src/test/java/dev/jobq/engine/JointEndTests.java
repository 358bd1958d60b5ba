package dev.jobq.engine;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.jobq.FenceLostException;
import dev.jobq.Job;
import dev.jobq.JobContext;
import dev.jobq.JobEvent;
import dev.jobq.JobHandler;
import dev.jobq.JobId;
import dev.jobq.JobStatus;
import dev.jobq.Limits;
import dev.jobq.Outcome;
import dev.jobq.store.ApplicationTransactions;
import dev.jobq.store.JobStore;
import dev.jobq.store.TopicRules;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import javax.sql.DataSource;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** Handlers whose work and whose job's end are committed together. */
@Timeout(120)
class JointEndTests {

    @TempDir
    private Path folder;

    private final Handlers handlers = new Handlers();
    private ApplicationTransactions transactions;
    private DataSource dataSource;
    private EngineHarness harness;

    @AfterEach
    void stop() {
        handlers.release.countDown();
        harness.close();
    }

    final class Handlers {
        final CountDownLatch release = new CountDownLatch(1);
        final CountDownLatch isRunning = new CountDownLatch(1);
        final List<Throwable> seen = Collections.synchronizedList(new ArrayList<>());

        @JobHandler(topic = "joint", type = "throws after")
        Object throwsAfter(JobContext job) throws Exception {
            transactions.commit(() -> {
                affect(job);
                job.completeInTransaction("the result");
                return null;
            });
            throw new IllegalStateException("too late");
        }

        @JobHandler(topic = "joint", type = "talks")
        String talks(JobContext job) throws Exception {
            return transactions.commit(() -> {
                affect(job);
                job.step("working");
                job.log(JobContext.Level.INFO, "said before the end");
                job.stat("things", 3);
                await().pollDelay(Duration.ofMillis(600)).until(() -> true);
                job.completeInTransaction(1);
                return "ignored";
            });
        }

        @JobHandler(topic = "joint", type = "rolls back")
        String rollsBack(JobContext job) throws Exception {
            if (job.attempt() == 1) {
                return transactions.rollback(() -> {
                    affect(job);
                    job.completeInTransaction("never");
                    return "returned all the same";
                });
            }
            return transactions.commit(() -> {
                affect(job);
                job.completeInTransaction("second");
                return "ignored";
            });
        }

        @JobHandler(topic = "joint", type = "loses")
        void loses(JobContext job) throws Exception {
            isRunning.countDown();
            boolean isReleased = false;
            while (!isReleased) {
                try {
                    release.await();
                    isReleased = true;
                } catch (InterruptedException ex) {
                    // It does not listen.
                }
            }
            try {
                transactions.commit(() -> {
                    affect(job);
                    job.completeInTransaction(null);
                    return null;
                });
            } catch (FenceLostException ex) {
                seen.add(ex);
                throw ex;
            }
        }

        @JobHandler(topic = "joint", type = "transactional", transactional = true)
        Object transactional(String outcome, JobContext job) throws SQLException {
            affect(job);
            return switch (outcome) {
                case "value" -> 42;
                case "fail" -> job.attempt() == 1 ? Outcome.fail("first") : Outcome.complete("second");
                case "throw" -> {
                    if (job.attempt() == 1) {
                        throw new IllegalStateException("first");
                    }
                    yield "second";
                }
                case "snooze" -> job.fence() == 1 ? Outcome.snooze(Duration.ofMillis(10)) : "after a snooze";
                case "discard" -> Outcome.discard("not wanted");
                case "handle" -> new java.util.concurrent.CompletableFuture<String>();
                default -> throw new IllegalArgumentException(outcome);
            };
        }

        private void affect(JobContext job) throws SQLException {
            try (Statement statement = transactions.connection().createStatement()) {
                statement.executeUpdate("INSERT INTO effect VALUES (" + job.id() + ")");
            }
        }
    }

    @ParameterizedTest
    @EnumSource
    void aFailureAfterTheCommitChangesNothing(Database database) throws Exception {
        start(database);
        List<JobEvent.Type> told = Collections.synchronizedList(new ArrayList<>());
        harness.store.onCommit(events -> events.forEach(event -> told.add(event.type())));
        JobId id = harness.enqueue("joint", "throws after", "x");
        Job job = harness.awaitStatus(id, JobStatus.COMPLETED);
        harness.awaitStatus(harness.enqueue("joint", "transactional", "value"), JobStatus.COMPLETED);
        job = harness.job(job.id());
        assertThat(job.status()).isEqualTo(JobStatus.COMPLETED);
        assertThat(job.result().as(String.class)).isEqualTo("the result");
        assertThat(job.attempt()).isEqualTo(1);
        assertThat(job.errors()).isEmpty();
        assertThat(effects(id)).isEqualTo(1);
        assertThat(told).doesNotContain(JobEvent.Type.FAILED);
        assertThat(told.stream().filter(type -> type == JobEvent.Type.COMPLETED))
                .hasSize(2);
    }

    @ParameterizedTest
    @EnumSource
    void whatItSaidBeforeTheEndIsKept(Database database) throws Exception {
        start(database);
        JobId id = harness.enqueue("joint", "talks", "x");
        Job ended = harness.awaitStatus(id, JobStatus.COMPLETED);
        assertThat(ended.stats().values()).containsEntry("things", 3.0);
        await().atMost(EngineHarness.SOON)
                .untilAsserted(() -> assertThat(harness.job(id).events())
                        .extracting(JobEvent::type)
                        .contains(JobEvent.Type.STEP, JobEvent.Type.MESSAGE));
    }

    @ParameterizedTest
    @EnumSource
    void aRollbackIsAFailedAttemptAlsoWhenTheHandlerReturns(Database database) throws Exception {
        start(database);
        JobId id = harness.enqueue("joint", "rolls back", "x");
        Job job = harness.awaitStatus(id, JobStatus.COMPLETED);
        assertThat(job.attempt()).isEqualTo(2);
        assertThat(job.errors()).hasSize(1);
        assertThat(job.errors().get(0).message()).contains("rolled back");
        assertThat(job.result().as(String.class)).isEqualTo("second");
        assertThat(effects(id)).isEqualTo(1);
    }

    @ParameterizedTest
    @EnumSource
    void whoLostItsJobRollsBackAndIsTold(Database database) throws Exception {
        start(database);
        JobId id = harness.enqueue("joint", "loses", "x");
        handlers.isRunning.await();
        assertThat(harness.store.control().delete(id)).isTrue();
        handlers.release.countDown();
        await().atMost(EngineHarness.SOON).until(() -> !handlers.seen.isEmpty());
        assertThat(effects(id)).isZero();
        assertThat(harness.store.reader().get(id)).isEmpty();
    }

    @ParameterizedTest
    @EnumSource
    void aTransactionalHandlersWorkCountsOnceWhateverItReturns(Database database) throws Exception {
        start(database);
        for (String outcome : List.of("value", "fail", "throw")) {
            JobId id = harness.enqueue("joint", "transactional", outcome);
            Job job = harness.awaitStatus(id, JobStatus.COMPLETED);
            assertThat(job.attempt()).as(outcome).isEqualTo(outcome.equals("value") ? 1 : 2);
            assertThat(effects(id)).as(outcome).isEqualTo(1);
        }
        JobId snoozed = harness.enqueue("joint", "transactional", "snooze");
        assertThat(harness.awaitStatus(snoozed, JobStatus.COMPLETED).attempt()).isEqualTo(1);
        assertThat(effects(snoozed)).as("both runs committed").isEqualTo(2);
        JobId discarded = harness.enqueue("joint", "transactional", "discard");
        assertThat(harness.awaitStatus(discarded, JobStatus.DISCARDED).reason()).isEqualTo("not wanted");
        assertThat(effects(discarded)).isEqualTo(1);
        JobId handle = harness.enqueue("joint", "transactional", "handle");
        assertThat(harness.awaitStatus(handle, JobStatus.DISCARDED)
                        .errors()
                        .get(0)
                        .message())
                .contains("long-running handle");
        assertThat(effects(handle)).isZero();
    }

    @ParameterizedTest
    @EnumSource
    void whereJobsAreLimitedTheNextStartsAfterAnEndInATransaction(Database database) throws Exception {
        start(database);
        declareOneAtATime();
        JobId first = harness.enqueue("joint", "transactional", "value");
        JobId next = harness.enqueue("joint", "transactional", "value");
        harness.awaitStatus(first, JobStatus.COMPLETED);
        harness.awaitStatus(next, JobStatus.COMPLETED);
    }

    @ParameterizedTest
    @EnumSource
    void whereJobsAreLimitedTheNextStartsAfterARunningOneIsDeleted(Database database) throws Exception {
        start(database);
        declareOneAtATime();
        JobId first = harness.enqueue("joint", "loses", "x");
        handlers.isRunning.await();
        JobId next = harness.enqueue("joint", "transactional", "value");
        assertThat(harness.store.control().delete(first)).isTrue();
        harness.awaitStatus(next, JobStatus.COMPLETED);
    }

    private void declareOneAtATime() {
        harness.store.topics().declare(List.of(TopicRules.of("joint").limits(Limits.NONE.globalConcurrency(1))));
    }

    private void start(Database database) throws SQLException {
        Database.Place place = database.place(folder);
        dataSource = place.fixture().dataSource();
        transactions = new ApplicationTransactions(dataSource);
        JobStore store = place.open(transactions);
        try (Connection connection = dataSource.getConnection();
                Statement statement = connection.createStatement()) {
            statement.execute("CREATE TABLE IF NOT EXISTS effect (job BIGINT)");
            statement.execute("DELETE FROM effect");
        }
        harness = EngineHarness.start(
                store, new Transactions(), EngineFixture.topic("joint", 2).maxAttempts(2), handlers);
        harness.awaitRegistered();
    }

    private int effects(JobId id) throws SQLException {
        try (Connection connection = dataSource.getConnection();
                Statement statement = connection.createStatement();
                ResultSet row = statement.executeQuery("SELECT count(*) FROM effect WHERE job = " + id)) {
            row.next();
            return row.getInt(1);
        }
    }

    private final class Transactions implements HandlerTransactions {
        @Override
        public boolean areAvailable() {
            return true;
        }

        @Override
        public @Nullable Object inTransaction(Work work) throws Exception {
            return transactions.commit(work::run);
        }

        @Override
        public boolean endLeftovers() {
            return false;
        }
    }
}

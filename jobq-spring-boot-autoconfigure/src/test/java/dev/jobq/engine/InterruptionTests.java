package dev.jobq.engine;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.jobq.Job;
import dev.jobq.JobContext;
import dev.jobq.JobHandler;
import dev.jobq.JobId;
import dev.jobq.JobStatus;
import dev.jobq.Launched;
import dev.jobq.Outcome;
import dev.jobq.store.JobDraft;
import java.time.Duration;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.FutureTask;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** Cancels, timeouts and long-running handles. */
class InterruptionTests {

    static class Waiting {
        final CountDownLatch release = new CountDownLatch(1);
        final AtomicInteger started = new AtomicInteger();
        final AtomicInteger ended = new AtomicInteger();
        volatile boolean wasCancelled;

        @JobHandler(topic = "waiting")
        void listens(JobContext context) throws InterruptedException {
            started.incrementAndGet();
            try {
                release.await();
            } finally {
                wasCancelled = context.cancelled();
                ended.incrementAndGet();
            }
        }

        @JobHandler(topic = "deaf")
        void doesNotListen(JobContext context) {
            started.incrementAndGet();
            while (release.getCount() > 0) {
                Thread.onSpinWait();
            }
            wasCancelled = context.cancelled();
            ended.incrementAndGet();
        }
    }

    private final Waiting waiting = new Waiting();

    @ParameterizedTest
    @EnumSource
    void aCancelInterruptsARunningJob(Database database) {
        try (EngineHarness harness = EngineHarness.start(database, EngineFixture.topic("waiting", 1), waiting)) {
            JobId id = harness.enqueue("waiting", "default", "x");
            await().atMost(EngineHarness.SOON).until(() -> waiting.started.get() == 1);

            assertThat(harness.store.control().cancel(id)).isTrue();

            Job job = harness.awaitStatus(id, JobStatus.CANCELLED);
            assertThat(waiting.wasCancelled).isTrue();
            assertThat(job.errors()).isEmpty();
            harness.awaitStatus(harness.enqueue("waiting", "other", "x"), JobStatus.PARKED);
        }
    }

    @Test
    void aCancelOfAFinishingJobComesTooLate() {
        try (EngineHarness harness = EngineHarness.start(EngineFixture.topic("deaf", 1), waiting)) {
            JobId id = harness.enqueue("deaf", "default", "x");
            await().atMost(EngineHarness.SOON).until(() -> waiting.started.get() == 1);
            harness.store.control().cancel(id);
            waiting.release.countDown();

            harness.awaitStatus(id, JobStatus.COMPLETED);
        }
    }

    @ParameterizedTest
    @EnumSource
    void aDeletedJobIsInterrupted(Database database) {
        try (EngineHarness harness = EngineHarness.start(database, EngineFixture.topic("waiting", 1), waiting)) {
            JobId id = harness.enqueue("waiting", "default", "x");
            await().atMost(EngineHarness.SOON).until(() -> waiting.started.get() == 1);

            harness.store.control().delete(id);

            await().atMost(EngineHarness.SOON).until(() -> waiting.ended.get() == 1);
            assertThat(harness.store.reader().get(id)).isEmpty();
        }
    }

    @ParameterizedTest
    @EnumSource
    void aTimeoutInterruptsAndCountsAsAFailure(Database database) {
        EngineFixture.Topic topic =
                EngineFixture.topic("waiting", 1).maxAttempts(2).timeout(Duration.ofMillis(200), false);
        try (EngineHarness harness = EngineHarness.start(database, topic, waiting)) {
            JobId id = harness.enqueue("waiting", "default", "x");

            Job job = harness.awaitStatus(id, JobStatus.DISCARDED);

            assertThat(waiting.started).hasValue(2);
            assertThat(job.errors()).hasSize(2).allSatisfy(error -> {
                assertThat(error.type()).isEqualTo("java.util.concurrent.TimeoutException");
                assertThat(error.stack()).contains("listens");
            });
        }
    }

    @ParameterizedTest
    @EnumSource
    void aTimeoutMayDiscard(Database database) {
        EngineFixture.Topic topic = EngineFixture.topic("waiting", 1).timeout(Duration.ofMillis(200), true);
        try (EngineHarness harness = EngineHarness.start(database, topic, waiting)) {
            harness.awaitStatus(harness.enqueue("waiting", "default", "x"), JobStatus.DISCARDED);
            assertThat(waiting.started).hasValue(1);
        }
    }

    @ParameterizedTest
    @EnumSource
    void aHandlerThatIgnoresItsTimeoutKeepsItsSlotAndItsLateEndChangesNothing(Database database) {
        try (EngineHarness harness = EngineHarness.start(database, EngineFixture.topic("deaf", 1), waiting)) {
            JobId id = harness.enqueue("deaf", "default", "x", new JobDraft.Limits(1, Duration.ofMillis(200)));
            harness.awaitStatus(id, JobStatus.DISCARDED);
            JobId next = harness.enqueue("deaf", "default", "y");
            await().during(Duration.ofMillis(300)).atMost(EngineHarness.SOON).until(() -> waiting.started.get() == 1);
            assertThat(harness.engine.load().get("deaf").stuck()).isEqualTo(1);

            waiting.release.countDown();

            harness.awaitStatus(next, JobStatus.COMPLETED);
            assertThat(harness.job(id).status()).isEqualTo(JobStatus.DISCARDED);
            assertThat(harness.engine.load().get("deaf").stuck()).isZero();
        }
    }

    static class LongRunning {
        final CompletableFuture<String> stage = new CompletableFuture<>();
        final FutureTask<String> future = new FutureTask<>(() -> "from the future");
        volatile Process process;

        @JobHandler(topic = "long", type = "stage")
        CompletableFuture<String> stage() {
            return stage;
        }

        @JobHandler(topic = "long", type = "future")
        FutureTask<String> future() {
            return future;
        }

        @JobHandler(topic = "long", type = "process")
        Process process(String payload) throws Exception {
            process = new ProcessBuilder("sh", "-c", payload).start();
            return process;
        }

        @JobHandler(topic = "long", type = "mapped")
        Launched mapped() throws Exception {
            return Launched.of(new ProcessBuilder("sh", "-c", "exit 3").start())
                    .onEnd(end -> Outcome.discard("code " + end.value()));
        }
    }

    private final LongRunning longRunning = new LongRunning();

    @ParameterizedTest
    @EnumSource
    void aStageHoldsItsSlotUntilItCompletes(Database database) {
        try (EngineHarness harness = EngineHarness.start(database, EngineFixture.topic("long", 1), longRunning)) {
            JobId stage = harness.enqueue("long", "stage", "x");
            harness.awaitStatus(stage, JobStatus.LAUNCHED);
            JobId next = harness.enqueue("long", "process", "exit 0");
            await().during(Duration.ofMillis(200))
                    .atMost(EngineHarness.SOON)
                    .until(() -> harness.job(next).status() == JobStatus.AVAILABLE);

            longRunning.stage.complete("done");

            assertThat(harness.awaitStatus(stage, JobStatus.COMPLETED).result().as(String.class))
                    .isEqualTo("done");
            harness.awaitStatus(next, JobStatus.COMPLETED);
        }
    }

    @Test
    void aStageThatFailsIsAFailedAttempt() {
        EngineFixture.Topic topic = EngineFixture.topic("long", 1).maxAttempts(1);
        try (EngineHarness harness = EngineHarness.start(topic, longRunning)) {
            JobId stage = harness.enqueue("long", "stage", "x");
            harness.awaitStatus(stage, JobStatus.LAUNCHED);

            longRunning.stage.completeExceptionally(new IllegalStateException("late"));

            assertThat(harness.awaitStatus(stage, JobStatus.DISCARDED).errors())
                    .singleElement()
                    .satisfies(error -> assertThat(error.type()).isEqualTo(IllegalStateException.class.getName()));
        }
    }

    @Test
    void aFutureIsWaitedFor() {
        try (EngineHarness harness = EngineHarness.start(EngineFixture.topic("long", 1), longRunning)) {
            JobId id = harness.enqueue("long", "future", "x");
            harness.awaitStatus(id, JobStatus.LAUNCHED);

            longRunning.future.run();

            assertThat(harness.awaitStatus(id, JobStatus.COMPLETED).result().as(String.class))
                    .isEqualTo("from the future");
        }
    }

    @Test
    void aProcessSucceedsWithExitCodeZero() {
        EngineFixture.Topic topic = EngineFixture.topic("long", 2).maxAttempts(1);
        try (EngineHarness harness = EngineHarness.start(topic, longRunning)) {
            JobId good = harness.enqueue("long", "process", "exit 0");
            JobId bad = harness.enqueue("long", "process", "exit 3");
            JobId mapped = harness.enqueue("long", "mapped", "x");

            harness.awaitStatus(good, JobStatus.COMPLETED);
            assertThat(harness.awaitStatus(bad, JobStatus.DISCARDED).errors())
                    .singleElement()
                    .satisfies(error -> assertThat(error.message()).contains("exit code 3"));
            assertThat(harness.awaitStatus(mapped, JobStatus.DISCARDED).reason())
                    .isEqualTo("code 3");
        }
    }

    @ParameterizedTest
    @EnumSource
    void aCancelEndsTheProcess(Database database) {
        try (EngineHarness harness = EngineHarness.start(database, EngineFixture.topic("long", 1), longRunning)) {
            JobId id = harness.enqueue("long", "process", "exec sleep 600");
            harness.awaitStatus(id, JobStatus.LAUNCHED);

            harness.store.control().cancel(id);

            harness.awaitStatus(id, JobStatus.CANCELLED);
            await().atMost(EngineHarness.SOON).until(() -> !longRunning.process.isAlive());
        }
    }

    @Test
    void theTopicsTimeoutSparesLaunchedJobsButTheJobsOwnDoesNot() {
        EngineFixture.Topic topic = EngineFixture.topic("long", 2).timeout(Duration.ofMillis(100), true);
        try (EngineHarness harness = EngineHarness.start(topic, longRunning)) {
            JobId spared = harness.enqueue("long", "stage", "x");
            JobId limited = harness.enqueue(
                    "long", "process", "exec sleep 600", new JobDraft.Limits(null, Duration.ofMillis(300)));

            harness.awaitStatus(limited, JobStatus.DISCARDED);
            await().atMost(EngineHarness.SOON).until(() -> !longRunning.process.isAlive());
            assertThat(harness.job(spared).status()).isEqualTo(JobStatus.LAUNCHED);
            longRunning.stage.complete("done");
            harness.awaitStatus(spared, JobStatus.COMPLETED);
        }
    }
}

package dev.jobq.engine;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.jobq.JobHandler;
import dev.jobq.JobId;
import dev.jobq.JobStatus;
import dev.jobq.ProcessId;
import dev.jobq.StoreUnavailableException;
import dev.jobq.store.JobDraft;
import dev.jobq.store.JobStore;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** Long-running handles that misbehave. */
class LaunchedTests {

    private final CountDownLatch release = new CountDownLatch(1);

    @AfterEach
    void release() {
        release.countDown();
    }

    /** Ends in what cannot be written. */
    record Bad(Error error) {
        public int getX() {
            if (error != null) {
                throw error;
            }
            return 0;
        }
    }

    static class Ending {
        volatile CompletableFuture<Object> stage = new CompletableFuture<>();

        @JobHandler(topic = "ending", type = "stage")
        CompletableFuture<Object> stage() {
            return stage;
        }

        @JobHandler(topic = "ending", type = "quick")
        void quick() {}
    }

    private final Ending ending = new Ending();

    @Test
    void aResultThatCannotBeWrittenIsAFailedAttempt() {
        EngineFixture.Topic topic = EngineFixture.topic("ending", 1).maxAttempts(1);
        try (EngineHarness harness = EngineHarness.start(topic, ending)) {
            JobId id = harness.enqueue("ending", "stage", "x");
            harness.awaitStatus(id, JobStatus.LAUNCHED);

            ending.stage.complete(new Bad(new AssertionError("on purpose")));

            assertThat(harness.awaitStatus(id, JobStatus.DISCARDED).errors())
                    .singleElement()
                    .satisfies(error -> assertThat(error.message()).contains("cannot be written as JSON"));
            harness.awaitStatus(harness.enqueue("ending", "quick", "x"), JobStatus.COMPLETED);
        }
    }

    @Test
    void anErrorAfterTheEndCostsNeitherTheJobNorItsSlot() {
        try (EngineHarness harness = EngineHarness.start(EngineFixture.topic("ending", 1), ending)) {
            JobId id = harness.enqueue("ending", "stage", "x");
            harness.awaitStatus(id, JobStatus.LAUNCHED);

            ending.stage.complete(new Bad(new InternalError("on purpose")));

            harness.awaitStatus(id, JobStatus.RETRYABLE);
            harness.awaitStatus(harness.enqueue("ending", "quick", "x"), JobStatus.COMPLETED);
        }
    }

    @ParameterizedTest
    @MethodSource("refusals")
    void theEndOfAHandleIsHeardAlthoughItCouldNotBeShown(Throwable refusal) {
        AtomicInteger refused = new AtomicInteger();
        JobStore store = Tapped.exchangeOf(EngineHarness.memory(), (method, args, call) -> {
            if (method.equals("launched")) {
                refused.incrementAndGet();
                throw refusal;
            }
            return call.make();
        });
        List<EngineFixture.Topic> one = List.of(EngineFixture.topic("ending", 1).maxAttempts(1));
        try (EngineHarness harness = EngineHarness.start(store, one, ending)) {
            JobId id = harness.enqueue("ending", "stage", "x");
            await().atMost(EngineHarness.SOON).until(() -> refused.get() == 1);

            ending.stage.complete("done");

            assertThat(harness.awaitStatus(id, JobStatus.COMPLETED).attempt()).isEqualTo(1);
        }
    }

    static Stream<Throwable> refusals() {
        return Stream.of(
                new StoreUnavailableException("on purpose", null),
                new IllegalStateException("on purpose"),
                new StackOverflowError("on purpose"));
    }

    class Blocking {
        final AtomicInteger asked = new AtomicInteger();

        @JobHandler(topic = "blocking")
        CompletableFuture<Object> stage() {
            CompletableFuture<Object> stage = new CompletableFuture<>();
            var unused = stage.whenComplete((value, error) -> {
                asked.incrementAndGet();
                pass(release);
            });
            return stage;
        }

        @JobHandler(topic = "other")
        void other() throws InterruptedException {
            release.await();
        }
    }

    private final Blocking blocking = new Blocking();
    private final List<EngineFixture.Topic> topics =
            List.of(EngineFixture.topic("blocking", 1), EngineFixture.topic("other", 1));

    @Test
    void aHandleWhoseCancelBlocksHoldsUpNeitherHeartbeatsNorOtherCancels() {
        try (EngineHarness harness = EngineHarness.start(EngineHarness.memory(), topics, blocking)) {
            JobId blocked = harness.enqueue("blocking", "default", "x");
            JobId other = harness.enqueue("other", "default", "x");
            harness.awaitStatus(blocked, JobStatus.LAUNCHED);
            harness.awaitStatus(other, JobStatus.EXECUTING);
            ProcessId worker = harness.engine.worker();

            harness.store.control().cancel(blocked);
            await().atMost(EngineHarness.SOON).until(() -> blocking.asked.get() == 1);
            harness.store.control().cancel(other);

            harness.awaitStatus(other, JobStatus.CANCELLED);
            assertThat(harness.engine.worker()).isEqualTo(worker).isNotNull();
            release.countDown();
            harness.awaitStatus(blocked, JobStatus.CANCELLED);
        }
    }

    @Test
    void aHandleWhoseCancelBlocksHoldsUpNoOtherTimeout() {
        try (EngineHarness harness = EngineHarness.start(EngineHarness.memory(), topics, blocking)) {
            JobId blocked = harness.enqueue("blocking", "default", "x", limit(Duration.ofMillis(200)));
            await().atMost(EngineHarness.SOON).until(() -> blocking.asked.get() == 1);
            JobId other = harness.enqueue("other", "default", "x", limit(Duration.ofMillis(200)));

            harness.awaitStatus(other, JobStatus.DISCARDED);
            harness.awaitStatus(blocked, JobStatus.DISCARDED);
            release.countDown();
        }
    }

    private static JobDraft.Limits limit(Duration timeout) {
        return new JobDraft.Limits(1, timeout);
    }

    private static void pass(CountDownLatch latch) {
        try {
            latch.await();
        } catch (InterruptedException ex) {
            Thread.currentThread().interrupt();
        }
    }
}

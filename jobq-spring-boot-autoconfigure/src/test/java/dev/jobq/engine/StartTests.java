package dev.jobq.engine;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.jobq.JobHandler;
import dev.jobq.JobId;
import dev.jobq.JobStatus;
import dev.jobq.store.JobDraft;
import dev.jobq.store.JobStore;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

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

    @Test
    void anEnqueuedJobStartsAtOnce() throws InterruptedException {
        try (EngineHarness harness = EngineHarness.start(EngineFixture.topic("quick", 2), recorder)) {
            harness.awaitRegistered();
            for (int i = 0; i < 20; i++) {
                harness.enqueue("quick", "default", i);
                assertThat(recorder.next()).isEqualTo(i);
            }
        }
    }

    @Test
    void aJobOfAnotherProcessStartsSoon() throws InterruptedException {
        Path file = folder.resolve("jobq.db");
        try (EngineHarness harness = EngineHarness.start(
                        EngineHarness.file(file), List.of(EngineFixture.topic("quick", 2)), recorder);
                JobStore other = EngineHarness.file(file)) {
            harness.awaitRegistered();
            for (int i = 0; i < 5; i++) {
                other.intake().insert(List.of(EngineHarness.draft("quick", "default", i)));
                assertThat(recorder.next()).isEqualTo(i);
            }
        }
    }

    @Test
    void aDelayedJobStartsWhenItIsDueAndNeverEarlier() throws InterruptedException {
        try (EngineHarness harness = EngineHarness.start(EngineFixture.topic("quick", 2), recorder)) {
            harness.awaitRegistered();
            long start = System.nanoTime();
            JobDraft.Start later = new JobDraft.Start(null, Duration.ofMillis(700));
            harness.enqueueAll(new JobDraft("quick", "default", "7", 0, later, JobDraft.Limits.NONE));

            assertThat(recorder.next()).isEqualTo(7);
            assertThat(Duration.ofNanos(System.nanoTime() - start)).isGreaterThan(Duration.ofMillis(700));
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

    @Test
    void jobsAreHandedOverInMemoryWhenASlotIsIdle() throws InterruptedException {
        try (EngineHarness harness = EngineHarness.start(EngineFixture.topic("quick", 2), recorder)) {
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

    @Test
    void anEngineStartsAgainAfterAStop() throws InterruptedException {
        try (EngineHarness harness = EngineHarness.start(EngineFixture.topic("quick", 2), recorder)) {
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

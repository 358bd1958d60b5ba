package dev.jobq.engine;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.jobq.Job;
import dev.jobq.JobHandler;
import dev.jobq.JobId;
import dev.jobq.JobStatus;
import dev.jobq.ProcessId;
import dev.jobq.StoreException;
import dev.jobq.StoreUnavailableException;
import dev.jobq.store.EndedAttempt;
import dev.jobq.store.JobStore;
import dev.jobq.store.NodeView;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** Stops that take long, or meet a store that fails. */
@Timeout(120)
@Tag("patient")
class LongStopTests {

    private static final Duration LEASE = Duration.ofSeconds(1);

    private static final EngineSettings.Timing BRISK =
            new EngineSettings.Timing(Duration.ofMinutes(1), LEASE, Duration.ofMillis(100), Duration.ofSeconds(20));

    private static final List<EngineFixture.Topic> TOPICS = List.of(EngineFixture.topic("held", 2));

    @TempDir
    private Path folder;

    static class Held {
        final CountDownLatch release = new CountDownLatch(1);
        final AtomicInteger started = new AtomicInteger();

        @JobHandler(topic = "held")
        void run(String payload) throws InterruptedException {
            started.incrementAndGet();
            release.await();
        }
    }

    private final Held here = new Held();
    private final Held elsewhere = new Held();

    @ParameterizedTest
    @EnumSource
    void aStopKeepsTheLeaseUntilTheLastHandlerHasEnded(Database database) throws Exception {
        Database.Place place = database.place(folder);
        try (EngineHarness harness = EngineHarness.start(place.open(), BRISK, TOPICS, here)) {
            JobId id = started(harness);
            try (EngineHarness neighbour = EngineHarness.start(place.open(), BRISK, TOPICS, elsewhere)) {
                neighbour.awaitRegistered();
                ProcessId worker = harness.engine.worker();
                CompletableFuture<Void> stop = CompletableFuture.runAsync(harness.engine::stop);
                awaitHeartbeats(neighbour, worker, LEASE.multipliedBy(4));
                here.release.countDown();
                stop.get();

                assertRanOnce(neighbour, id);
            }
        }
    }

    @ParameterizedTest
    @EnumSource
    void aStopKeepsTheLeaseUntilTheLastEndIsRecorded(Database database) throws Exception {
        Database.Place place = database.place(folder);
        AtomicBoolean isAway = new AtomicBoolean(true);
        JobStore store = withEnds(place.open(), ended -> {
            if (isAway.get()) {
                throw new StoreUnavailableException("away, pretended");
            }
        });
        try (EngineHarness harness = EngineHarness.start(store, BRISK, TOPICS, here)) {
            JobId id = started(harness);
            try (EngineHarness neighbour = EngineHarness.start(place.open(), BRISK, TOPICS, elsewhere)) {
                neighbour.awaitRegistered();
                ProcessId worker = harness.engine.worker();
                here.release.countDown();
                CompletableFuture<Void> stop = CompletableFuture.runAsync(harness.engine::stop);
                awaitHeartbeats(neighbour, worker, LEASE.multipliedBy(2));
                isAway.set(false);
                stop.get();

                assertRanOnce(neighbour, id);
            }
        }
    }

    @ParameterizedTest
    @EnumSource
    void aStopRecordsTheOtherEndsAlsoWhereOneIsRefused(Database database) {
        AtomicBoolean isArmed = new AtomicBoolean();
        AtomicInteger triesOfSecond = new AtomicInteger();
        JobId[] jobs = new JobId[2];
        JobStore store = withEnds(database.open(), ended -> {
            if (!isArmed.get()) {
                return;
            }
            if (Thread.currentThread().getName().equals("jobq-dispatcher")) {
                throw new StoreUnavailableException("away until the engine stops, pretended");
            }
            if (ended.size() > 1) {
                throw new StoreException("refused together, pretended");
            }
            boolean isFirst = ended.get(0).job().id().equals(jobs[0]);
            if (isFirst && triesOfSecond.get() < 2) {
                throw new StoreException("refused until the other one is recorded, pretended");
            }
            if (!isFirst && triesOfSecond.incrementAndGet() < 2) {
                throw new StoreUnavailableException("away once, pretended");
            }
        });
        try (EngineHarness harness = EngineHarness.start(store, TOPICS, here)) {
            harness.awaitRegistered();
            harness.enqueueAll(EngineHarness.draft("held", "default", "a"), EngineHarness.draft("held", "default", "b"))
                    .toArray(jobs);
            await().atMost(EngineHarness.SOON).until(() -> here.started.get() == 2);
            isArmed.set(true);
            here.release.countDown();
            await().atMost(EngineHarness.SOON)
                    .until(() -> harness.engine.load().get("held").running().isEmpty());

            harness.engine.stop();

            assertThat(harness.job(jobs[1]).status()).isEqualTo(JobStatus.COMPLETED);
            assertThat(harness.job(jobs[0]).status()).isEqualTo(JobStatus.COMPLETED);
        }
    }

    private JobId started(EngineHarness harness) {
        harness.awaitRegistered();
        JobId id = harness.enqueue("held", "default", "x");
        await().atMost(EngineHarness.SOON).until(() -> here.started.get() == 1);
        return id;
    }

    /** Until the worker has been renewed for so long from now on, by the store's clock. */
    private static void awaitHeartbeats(EngineHarness observer, ProcessId worker, Duration time) {
        Instant first = lastSeenAt(observer, worker);
        await().atMost(EngineHarness.SOON)
                .until(() -> !lastSeenAt(observer, worker).isBefore(first.plus(time)));
    }

    private static Instant lastSeenAt(EngineHarness observer, ProcessId worker) {
        return observer.store.reader().workers().stream()
                .filter(node -> node.worker().equals(worker))
                .map(NodeView::lastSeenAt)
                .findFirst()
                .orElseThrow();
    }

    private void assertRanOnce(EngineHarness observer, JobId id) {
        Job job = observer.job(id);
        assertThat(job.status()).isEqualTo(JobStatus.COMPLETED);
        assertThat(job.attempt()).isEqualTo(1);
        assertThat(job.crashes()).isZero();
        assertThat(here.started).hasValue(1);
        assertThat(elsewhere.started).hasValue(0);
    }

    private interface Ends {
        void see(List<EndedAttempt> ended);
    }

    @SuppressWarnings("unchecked")
    private static JobStore withEnds(JobStore store, Ends ends) {
        return Tapped.exchangeOf(store, (method, args, call) -> {
            if (method.equals("trade") && !((List<EndedAttempt>) args[1]).isEmpty()) {
                ends.see((List<EndedAttempt>) args[1]);
            }
            return call.make();
        });
    }
}

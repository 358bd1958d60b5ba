package dev.jobq.engine;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.jobq.Job;
import dev.jobq.JobContext;
import dev.jobq.JobHandler;
import dev.jobq.JobId;
import dev.jobq.JobStatus;
import dev.jobq.ProcessId;
import dev.jobq.store.JobExchange.Wanted;
import dev.jobq.store.JobStore;
import dev.jobq.store.MovableClock;
import dev.jobq.store.Upkeep;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** Stops, losses of the lease, rescues and house-work. */
@Tag("patient")
class LifecycleTests {

    @TempDir
    private Path folder;

    static class Holding {
        final CountDownLatch release = new CountDownLatch(1);
        final AtomicInteger started = new AtomicInteger();
        final AtomicInteger interrupted = new AtomicInteger();
        volatile boolean wasCancelled;

        @JobHandler(topic = "holding")
        String run(JobContext context) throws InterruptedException {
            started.incrementAndGet();
            try {
                release.await();
                return "finished";
            } catch (InterruptedException ex) {
                interrupted.incrementAndGet();
                wasCancelled = context.cancelled();
                throw ex;
            }
        }
    }

    private final Holding holding = new Holding();

    @ParameterizedTest
    @EnumSource
    void aStopLetsHandlersFinishAndClaimsNoMore(Database database) throws Exception {
        try (EngineHarness harness = EngineHarness.start(database, EngineFixture.topic("holding", 1), holding)) {
            List<JobId> jobs = harness.enqueueAll(
                    IntStream.range(0, 3).mapToObj(n -> EngineHarness.draft("holding", "default", n)));
            await().atMost(EngineHarness.SOON).until(() -> holding.started.get() == 1);

            CompletableFuture<Void> stop = CompletableFuture.runAsync(harness.engine::stop);
            await().during(Duration.ofMillis(200)).atMost(EngineHarness.SOON).until(() -> !stop.isDone());
            holding.release.countDown();
            stop.get();

            assertThat(harness.job(jobs.get(0)).status()).isEqualTo(JobStatus.COMPLETED);
            assertThat(harness.job(jobs.get(1)).status()).isEqualTo(JobStatus.AVAILABLE);
            assertThat(harness.job(jobs.get(2)).status()).isEqualTo(JobStatus.AVAILABLE);
            assertThat(holding.started).hasValue(1);
            assertThat(harness.store.reader().workers()).isEmpty();
        }
    }

    @ParameterizedTest
    @EnumSource
    void whatExceedsTheGraceIsInterruptedAndGoesBackUncharged(Database database) {
        EngineSettings.Timing hasty = new EngineSettings.Timing(
                Duration.ofMinutes(1), Duration.ofSeconds(5), Duration.ofMillis(200), Duration.ofMillis(100));
        try (EngineHarness harness =
                EngineHarness.start(database.open(), hasty, List.of(EngineFixture.topic("holding", 1)), holding)) {
            JobId id = harness.enqueue("holding", "default", "x");
            await().atMost(EngineHarness.SOON).until(() -> holding.started.get() == 1);

            harness.engine.stop();

            Job job = harness.job(id);
            assertThat(job.status()).isEqualTo(JobStatus.AVAILABLE);
            assertThat(job.attempt()).isZero();
            assertThat(job.errors()).isEmpty();
            assertThat(holding.interrupted).hasValue(1);
            assertThat(harness.store.reader().workers()).isEmpty();

            holding.release.countDown();
            harness.engine.start();
            assertThat(harness.awaitStatus(id, JobStatus.COMPLETED).attempt()).isEqualTo(1);
        }
    }

    @ParameterizedTest
    @EnumSource
    void aDeadNodesJobsRunHere(Database database) {
        Database.Place place = database.place(folder);
        EngineSettings.Timing brisk = new EngineSettings.Timing(
                Duration.ofMinutes(1), Duration.ofSeconds(1), Duration.ofMillis(100), Duration.ofSeconds(5));
        try (JobStore dying = place.open()) {
            ProcessId dead = EngineHarness.workerId();
            dying.topics().register(List.of("holding"));
            JobId id = dying.intake()
                    .insert(List.of(EngineHarness.draft("holding", "default", "x")))
                    .get(0);
            long node = dying.nodes().register(dead, List.of("holding"), Duration.ofSeconds(1));
            assertThat(dying.exchange()
                            .trade(node, List.of(), List.of(new Wanted("holding", 1)))
                            .claimed())
                    .hasSize(1);

            holding.release.countDown();
            try (EngineHarness harness =
                    EngineHarness.start(place.open(), brisk, List.of(EngineFixture.topic("holding", 1)), holding)) {
                Job job = harness.awaitStatus(id, JobStatus.COMPLETED);

                assertThat(job.attempt()).isEqualTo(1);
                assertThat(job.errors()).isEmpty();
                assertThat(harness.store.reader().workers())
                        .extracting(view -> view.worker())
                        .doesNotContain(dead);
            }
        }
    }

    @ParameterizedTest
    @EnumSource
    void aNodeThatLostItsPlaceDropsWhatItRunsAndComesBackUnderAnotherId(Database database) {
        try (EngineHarness harness = EngineHarness.start(database, EngineFixture.topic("holding", 1), holding)) {
            JobId id = harness.enqueue("holding", "default", "x");
            await().atMost(EngineHarness.SOON).until(() -> holding.started.get() == 1);
            ProcessId before = harness.engine.worker();

            // As if others had taken it for dead: numbers of nodes are small and grow.
            for (long node = 1; node <= 20; node++) {
                harness.store.nodes().unregister(node);
            }

            await().atMost(EngineHarness.SOON).until(() -> holding.started.get() == 2);
            assertThat(holding.interrupted).hasValue(1);
            assertThat(holding.wasCancelled).isTrue();
            assertThat(harness.engine.worker()).isNotNull().isNotEqualTo(before);
            holding.release.countDown();
            Job job = harness.awaitStatus(id, JobStatus.COMPLETED);
            assertThat(job.errors()).isEmpty();
        }
    }

    static class Talkative {
        final CountDownLatch release = new CountDownLatch(1);
        final CountDownLatch said = new CountDownLatch(1);

        @JobHandler(topic = "talkative")
        void run(JobContext context) throws InterruptedException {
            context.step("load");
            context.progress(1, 4);
            context.log(JobContext.Level.INFO, "half\0way");
            context.step("store");
            context.stat("rows", 17);
            context.stat("nonsense", Double.NaN);
            said.countDown();
            release.await();
            context.progress(4, 4);
            context.log(JobContext.Level.WARN, "last words");
        }
    }

    @ParameterizedTest
    @EnumSource
    void whatAJobSaysIsStoredWhileItRunsAndAtItsEnd(Database database) throws Exception {
        Talkative talkative = new Talkative();
        try (EngineHarness harness = EngineHarness.start(database, EngineFixture.topic("talkative", 1), talkative)) {
            JobId id = harness.enqueue("talkative", "default", "x");
            talkative.said.await();
            await().atMost(Duration.ofSeconds(5)).untilAsserted(() -> {
                Job running = harness.job(id);
                assertThat(running.progress()).isNotNull();
                assertThat(running.progress().percent()).isEqualTo(25);
                assertThat(running.events())
                        .anySatisfy(event ->
                                assertThat(String.valueOf(event.data())).contains("half\uFFFDway"));
            });

            talkative.release.countDown();

            Job job = harness.awaitStatus(id, JobStatus.COMPLETED);
            assertThat(job.stats().steps()).extracting(step -> step.name()).containsExactly("load", "store");
            assertThat(job.stats().values()).containsOnlyKeys("rows").containsEntry("rows", 17.0);
            assertThat(job.stats().elapsed()).isPositive();
            assertThat(job.stats().cpuTime()).isNotNull();
            assertThat(job.stats().allocatedBytes()).isNotNull().isPositive();
            assertThat(job.events())
                    .anySatisfy(
                            event -> assertThat(String.valueOf(event.data())).contains("last words"));
        }
    }

    static class Simple {
        @JobHandler(topic = "simple")
        void run(int payload) {
            if (payload < 0) {
                throw new IllegalArgumentException("negative");
            }
        }
    }

    @ParameterizedTest
    @EnumSource
    void totalsAreKeptPerDayTopicTypeEnqueuerAndEnd(Database database) {
        EngineFixture.Topic topic = EngineFixture.topic("simple", 2).maxAttempts(1);
        try (EngineHarness harness = EngineHarness.start(database, topic, new Simple())) {
            harness.enqueueAll(IntStream.range(-3, 7).mapToObj(n -> EngineHarness.draft("simple", "default", n)));
            harness.awaitDepth("simple", JobStatus.COMPLETED, 7);

            await().atMost(EngineHarness.SOON).untilAsserted(() -> {
                List<Upkeep.Total> totals = harness.store.reader().totals(2);
                assertThat(totals).extracting(Upkeep.Total::topic).containsOnly("simple");
                assertThat(totals).extracting(Upkeep.Total::enqueuedBy).containsOnly("engine-tests");
                assertThat(attempts(totals, JobStatus.COMPLETED)).isEqualTo(7);
                assertThat(attempts(totals, JobStatus.DISCARDED)).isEqualTo(3);
            });
        }
    }

    @ParameterizedTest
    @EnumSource
    void endedJobsGoWhenTheirTimeIsOver(Database database) {
        EngineFixture.Topic topic = EngineFixture.topic("simple", 1).deleteOnSuccess();
        try (EngineHarness harness = EngineHarness.start(database, topic, new Simple())) {
            JobId id = harness.enqueue("simple", "default", 1);

            await().atMost(EngineHarness.SOON)
                    .until(() -> harness.store.reader().get(id).isEmpty());
        }
    }

    static class Kept {
        @JobHandler(topic = "kept")
        void run(int payload) {}
    }

    @ParameterizedTest
    @EnumSource
    void eachTopicKeepsOrDeletesWhatIsDone(Database database) {
        List<EngineFixture.Topic> topics =
                List.of(EngineFixture.topic("simple", 1).deleteOnSuccess(), EngineFixture.topic("kept", 1));
        try (EngineHarness harness = EngineHarness.start(database.open(), topics, new Simple(), new Kept())) {
            JobId kept = harness.enqueue("kept", "default", 1);
            harness.awaitStatus(kept, JobStatus.COMPLETED);
            JobId deleted = harness.enqueue("simple", "default", 1);

            await().atMost(EngineHarness.SOON)
                    .until(() -> harness.store.reader().get(deleted).isEmpty());
            assertThat(harness.job(kept).status()).isEqualTo(JobStatus.COMPLETED);
        }
    }

    @ParameterizedTest
    @EnumSource
    void eachTopicKeepsNoMoreThanItsRows(Database database) {
        MovableClock clock = new MovableClock();
        JobStore store = database.open(clock);
        EngineHarness first = EngineHarness.start(store, List.of(EngineFixture.topic("kept", 1)), new Kept());
        first.enqueueAll(
                Stream.generate(() -> EngineHarness.draft("kept", "default", 1)).limit(20));
        first.awaitDepth("kept", JobStatus.COMPLETED, 20);
        first.engine.stop();
        // Until then somebody may not have seen how they ended.
        clock.advance(Duration.ofSeconds(4));
        List<EngineFixture.Topic> topics =
                List.of(EngineFixture.topic("kept", 1).maxRows(5));
        try (EngineHarness second = EngineHarness.start(store, topics, new Kept())) {
            second.awaitDepth("kept", JobStatus.COMPLETED, 5);
        }
    }

    private static long attempts(List<Upkeep.Total> totals, JobStatus to) {
        return totals.stream()
                .filter(total -> total.to() == to)
                .mapToLong(total -> total.sums().attempts())
                .sum();
    }
}

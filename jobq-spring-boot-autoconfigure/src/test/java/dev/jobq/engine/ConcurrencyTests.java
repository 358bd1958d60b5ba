package dev.jobq.engine;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.jobq.JobHandler;
import dev.jobq.JobId;
import dev.jobq.JobStatus;
import dev.jobq.store.JobStore;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

class ConcurrencyTests {

    private final ScheduledExecutorService later = Executors.newSingleThreadScheduledExecutor();

    @AfterEach
    void stopTimer() {
        later.shutdownNow();
    }

    class Mixed {
        final Gauge one = new Gauge();
        final Gauge eight = new Gauge();

        @JobHandler(topic = "one", type = "plain")
        void onePlain() {
            use(one);
        }

        @JobHandler(topic = "one", type = "launched")
        CompletableFuture<String> oneLaunched() {
            return launch(one);
        }

        @JobHandler(topic = "eight", type = "plain")
        void eightPlain() {
            use(eight);
        }

        @JobHandler(topic = "eight", type = "launched")
        CompletableFuture<String> eightLaunched() {
            return launch(eight);
        }

        private void use(Gauge gauge) {
            gauge.enter();
            LockSupport.parkNanos(TimeUnit.MICROSECONDS.toNanos(200));
            gauge.leave();
        }

        private CompletableFuture<String> launch(Gauge gauge) {
            gauge.enter();
            CompletableFuture<String> end = new CompletableFuture<>();
            var unused = later.schedule(
                    () -> {
                        gauge.leave();
                        end.complete("done");
                    },
                    1,
                    TimeUnit.MILLISECONDS);
            return end;
        }
    }

    @ParameterizedTest
    @EnumSource
    void limitsAreNeverExceededLaunchedJobsIncluded(Database database) {
        Mixed handlers = new Mixed();
        try (EngineHarness harness = EngineHarness.start(
                database.open(), List.of(EngineFixture.topic("one", 1), EngineFixture.topic("eight", 8)), handlers)) {
            // In pieces, and one by one, so that claims and hand-overs mix.
            for (int piece = 0; piece < 10; piece++) {
                harness.enqueueAll(IntStream.range(0, 90)
                        .mapToObj(n -> EngineHarness.draft(
                                n % 3 == 0 ? "one" : "eight", n % 5 == 0 ? "launched" : "plain", n)));
                Stream.of("one", "eight")
                        .flatMap(topic -> Stream.of("plain", "launched", "plain", "plain", "plain")
                                .map(type -> List.of(topic, type)))
                        .forEach(job -> harness.enqueue(job.get(0), job.get(1), 0));
            }

            harness.awaitDepth("one", JobStatus.COMPLETED, 350);
            harness.awaitDepth("eight", JobStatus.COMPLETED, 650);

            assertThat(handlers.one.total()).isEqualTo(350);
            assertThat(handlers.eight.total()).isEqualTo(650);
            assertThat(handlers.one.most()).isEqualTo(1);
            // Whether so short ones meet that all eight are taken is up to the machine.
            assertThat(handlers.eight.most()).isBetween(2, 8);
        }
    }

    static class Blocking {
        final CountDownLatch release = new CountDownLatch(1);
        final Gauge gauge = new Gauge();

        @JobHandler(topic = "slow")
        void run() throws InterruptedException {
            gauge.enter();
            release.await();
            gauge.leave();
        }
    }

    @ParameterizedTest
    @EnumSource
    void slowHandlersLeaveJobsToOthers(Database database) {
        Blocking handlers = new Blocking();
        try (EngineHarness harness = EngineHarness.start(database, EngineFixture.topic("slow", 2), handlers)) {
            harness.enqueueAll(IntStream.range(0, 20).mapToObj(n -> EngineHarness.draft("slow", "default", n)));

            await().atMost(EngineHarness.SOON).until(() -> handlers.gauge.total() == 2);
            harness.awaitDepth("slow", JobStatus.AVAILABLE, 18);
            assertThat(harness.depth("slow", JobStatus.EXECUTING)).isEqualTo(2);
            assertThat(harness.engine.load().get("slow").runningInAll()).isEqualTo(2);
            assertThat(harness.engine.load().get("slow").concurrency()).isEqualTo(2);

            handlers.release.countDown();
            harness.awaitDepth("slow", JobStatus.COMPLETED, 20);
            assertThat(handlers.gauge.most()).isEqualTo(2);
        }
    }

    static class Meeting {
        final CountDownLatch all = new CountDownLatch(16);

        @JobHandler(topic = "meeting")
        boolean run() throws InterruptedException {
            all.countDown();
            // Less than it would take if each slot waited for the dispatcher's next round.
            return all.await(5, TimeUnit.SECONDS);
        }
    }

    @ParameterizedTest
    @EnumSource
    void jobsClaimedTogetherStartTogetherWhenThereAreSlotsForAll(Database database) {
        Meeting handlers = new Meeting();
        JobStore store = database.open();
        store.topics().register(List.of("meeting"));
        List<JobId> jobs = store.intake()
                .insert(IntStream.range(0, 16)
                        .mapToObj(n -> EngineHarness.draft("meeting", "default", n))
                        .toList());
        try (EngineHarness harness =
                EngineHarness.start(store, List.of(EngineFixture.topic("meeting", 20)), handlers)) {
            harness.awaitDepth("meeting", JobStatus.COMPLETED, 16);

            assertThat(jobs)
                    .allSatisfy(id -> assertThat(harness.job(id).result().as(Boolean.class))
                            .isTrue());
        }
    }

    static class Sharing {
        final Map<Integer, Integer> runs;
        final CountDownLatch both;

        Sharing(Map<Integer, Integer> runs, CountDownLatch both) {
            this.runs = runs;
            this.both = both;
        }

        @JobHandler(topic = "shared")
        void run(int payload) throws InterruptedException {
            runs.merge(payload, 1, Integer::sum);
            both.countDown();
            both.await();
        }
    }

    @ParameterizedTest
    @EnumSource
    void twoEnginesShareTheJobsAndRunEachOnce(Database database, @TempDir Path folder) {
        Map<Integer, Integer> runs = new ConcurrentHashMap<>();
        // With one slot each, none goes on before the other has a job, too.
        CountDownLatch both = new CountDownLatch(2);
        List<EngineFixture.Topic> topics =
                List.of(EngineFixture.topic("shared", 1).prefetch(5));
        Database.Place place = database.place(folder);
        try (EngineHarness one = EngineHarness.start(place.open(), topics, new Sharing(runs, both));
                EngineHarness other = EngineHarness.start(place.open(), topics, new Sharing(runs, both))) {
            one.awaitRegistered();
            other.awaitRegistered();
            one.enqueueAll(IntStream.range(0, 300).mapToObj(n -> EngineHarness.draft("shared", "default", n)));

            other.awaitDepth("shared", JobStatus.COMPLETED, 300);
            assertThat(runs)
                    .hasSize(300)
                    .allSatisfy((job, times) -> assertThat(times).isEqualTo(1));
        }
    }

    static class Ended {
        @JobHandler(topic = "ended")
        CompletableFuture<Integer> run(int payload) {
            return CompletableFuture.completedFuture(payload * 2);
        }
    }

    @Test
    void aHandleThatHasEndedOnReturnIsTreatedAtOnce() {
        try (EngineHarness harness = EngineHarness.start(EngineFixture.topic("ended", 1), new Ended())) {
            List<JobId> jobs = harness.enqueueAll(
                    IntStream.range(0, 50).mapToObj(n -> EngineHarness.draft("ended", "default", n)));

            harness.awaitDepth("ended", JobStatus.COMPLETED, 50);
            assertThat(harness.job(jobs.get(21)).result().as(Integer.class)).isEqualTo(42);
        }
    }
}

package dev.jobq.engine;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.jobq.Job;
import dev.jobq.JobContext;
import dev.jobq.JobHandler;
import dev.jobq.JobId;
import dev.jobq.JobStatus;
import dev.jobq.store.ClaimedJob;
import dev.jobq.store.JobExchange.Wanted;
import dev.jobq.store.JobStore;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** Jobs that crashed the nodes that ran them. */
@Timeout(60)
@Tag("patient")
class QuarantineTests {

    private static final int MOST = 3;

    static class Handlers {
        final AtomicInteger running = new AtomicInteger();
        final AtomicInteger besideSuspect = new AtomicInteger();
        final AtomicInteger suspectRuns = new AtomicInteger();
        final CountDownLatch release = new CountDownLatch(1);

        @JobHandler(topic = "calm", type = "slow")
        void slow() throws InterruptedException {
            running.incrementAndGet();
            try {
                release.await();
            } finally {
                running.decrementAndGet();
            }
        }

        @JobHandler(topic = "calm", type = "quick")
        void quick() {
            running.incrementAndGet();
            running.decrementAndGet();
        }

        @JobHandler(topic = "crashing", type = "suspect")
        int suspect(JobContext job) {
            suspectRuns.incrementAndGet();
            await().during(Duration.ofMillis(300)).until(() -> {
                besideSuspect.accumulateAndGet(running.get(), Math::max);
                return true;
            });
            return job.attempt();
        }
    }

    private final Handlers handlers = new Handlers();

    @ParameterizedTest
    @EnumSource
    void afterTooManyCrashesAJobRunsAloneOnItsNode(Database database) {
        JobStore store = database.open();
        JobId suspect = crashed(store, MOST);
        JobId slow = insert(store, "calm", "slow");
        try (EngineHarness harness = start(store)) {
            await().atMost(EngineHarness.SOON).until(() -> handlers.running.get() == 1);
            List<JobId> others =
                    harness.enqueueAll(IntStream.range(0, 50).mapToObj(n -> EngineHarness.draft("calm", "quick", n)));
            assertThat(handlers.suspectRuns).hasValue(0);
            handlers.release.countDown();
            Job job = harness.awaitStatus(suspect, JobStatus.COMPLETED);
            assertThat(job.crashes()).isEqualTo(MOST);
            assertThat(job.attempt()).isEqualTo(1);
            harness.awaitStatus(slow, JobStatus.COMPLETED);
            for (JobId id : others) {
                harness.awaitStatus(id, JobStatus.COMPLETED);
            }
            assertThat(handlers.suspectRuns).hasValue(1);
            assertThat(handlers.besideSuspect).hasValue(0);
        }
    }

    @ParameterizedTest
    @EnumSource
    void aJobThatCrashedAloneIsParkedUntilSomebodyRetriesIt(Database database) {
        JobStore store = database.open();
        JobId suspect = crashed(store, MOST + 1);
        try (EngineHarness harness = start(store)) {
            Job job = harness.awaitStatus(suspect, JobStatus.PARKED);
            assertThat(job.reason()).contains("crashed its nodes 4 times").contains("alone");
            assertThat(job.attempt()).isZero();
            assertThat(handlers.suspectRuns).hasValue(0);

            assertThat(store.control().retry(suspect)).isTrue();

            assertThat(harness.awaitStatus(suspect, JobStatus.COMPLETED).crashes())
                    .isZero();
        }
    }

    @ParameterizedTest
    @EnumSource
    void aFewCrashesChangeNothing(Database database) {
        JobStore store = database.open();
        JobId job = crashed(store, MOST - 1);
        insert(store, "calm", "slow");
        try (EngineHarness harness = start(store)) {
            harness.awaitStatus(job, JobStatus.COMPLETED);
            handlers.release.countDown();
        }
    }

    @Test
    void aSuspectThatWaitsCanBeCancelled() {
        JobStore store = Database.SQLITE.open();
        JobId suspect = crashed(store, MOST);
        insert(store, "calm", "slow");
        try (EngineHarness harness = start(store)) {
            await().atMost(EngineHarness.SOON)
                    .until(() -> handlers.running.get() == 1 && harness.depth("crashing", JobStatus.EXECUTING) == 1);
            assertThat(store.control().cancel(suspect)).isTrue();
            harness.awaitStatus(suspect, JobStatus.CANCELLED);
            handlers.release.countDown();
            harness.awaitDepth("calm", JobStatus.COMPLETED, 1);
            harness.awaitStatus(harness.enqueue("calm", "quick", 1), JobStatus.COMPLETED);
            assertThat(handlers.suspectRuns).hasValue(0);
        }
    }

    @Test
    void ofSeveralSuspectsOneIsHeldAtATime() {
        JobStore store = Database.SQLITE.open();
        List<JobId> suspects = new ArrayList<>();
        suspects.add(insert(store, "crashing", "suspect"));
        suspects.add(insert(store, "crashing", "suspect"));
        suspects.add(crashed(store, MOST));
        assertThat(suspects)
                .allSatisfy(
                        id -> assertThat(store.reader().get(id).orElseThrow().crashes())
                                .isEqualTo(MOST));
        insert(store, "calm", "slow");
        try (EngineHarness harness = start(store)) {
            await().atMost(EngineHarness.SOON)
                    .until(() -> handlers.running.get() == 1
                            && harness.depth("crashing", JobStatus.EXECUTING) == 1
                            && harness.depth("crashing", JobStatus.AVAILABLE) == 2);
            handlers.release.countDown();
            harness.awaitDepth("crashing", JobStatus.COMPLETED, 3);
            assertThat(handlers.suspectRuns).hasValue(3);
        }
    }

    @Test
    void aNodeThatIsNeverIdlePutsTheJobOffAndGoesOn() {
        JobStore store = Database.SQLITE.open();
        insert(store, "crashing", "suspect");
        JobId suspect = crashed(store, MOST);
        long node = store.nodes().register(EngineHarness.workerId(), List.of("crashing"), Duration.ofMinutes(1));
        List<ClaimedJob> claimed = store.exchange()
                .trade(node, List.of(), List.of(new Wanted("crashing", 2)))
                .claimed();
        ExecutorService threads = Executors.newSingleThreadExecutor();
        threads.execute(() -> {
            try {
                handlers.release.await();
            } catch (InterruptedException ex) {
                Thread.currentThread().interrupt();
            }
        });
        Set<Finished> ended = new HashSet<>();
        Lane[] lane = new Lane[1];
        Quarantine quarantine = new Quarantine(topic -> lane[0], Duration.ZERO);
        JointEnds jointEnds = new JointEnds(
                store.exchange(),
                new ResultWriter(EngineHarness.CODEC, 1_000),
                new Totals(store.upkeep()),
                delay -> {});
        lane[0] = new Lane(
                new Terms(EngineFixture.topic("crashing", 1).build(), Set.of("suspect"), quarantine::isCleared),
                new JobRunner(
                        EngineFixture.topic("crashing", 1).build(),
                        dev.jobq.handler.HandlerRegistry.of(List.of(handlers), EngineHarness.CODEC),
                        new ResultWriter(EngineHarness.CODEC, 1_000),
                        store.exchange(),
                        new Timeouts(),
                        new HandlerCalls(HandlerTransactions.NONE)),
                threads,
                ended::add,
                () -> {});
        AttemptFactory attempts = new AttemptFactory(
                EngineHarness.CODEC, new LogWriter(store.log(), () -> {}), store.reader(), jointEnds);
        Registration registration =
                new Registration(node, EngineHarness.workerId(), Duration.ofMinutes(1), System.nanoTime());
        Attempt attempt = attempts.of(claimed.get(1), registration);
        // Its slot stays taken, as no thread comes to it.
        lane[0].endTrade(List.of(attempts.of(claimed.get(0), registration)), null);
        assertThat(quarantine.sift(lane[0], List.of(attempt))).isEmpty();
        assertThat(quarantine.hasWaiting()).isTrue();

        quarantine.step(List.of(lane[0]));

        assertThat(ended).singleElement().satisfies(finished -> {
            assertThat(finished.ended().job().id()).isEqualTo(suspect);
            assertThat(finished.ended().move().to()).isEqualTo(JobStatus.SCHEDULED);
            assertThat(finished.ended().move().isCharged()).isFalse();
        });
        assertThat(quarantine.isCleared()).isFalse();
        threads.shutdownNow();
        store.close();
    }

    private EngineHarness start(JobStore store) {
        return EngineHarness.start(
                store, List.of(EngineFixture.topic("calm", 2), EngineFixture.topic("crashing", 2)), handlers);
    }

    private static JobId insert(JobStore store, String topic, String type) {
        return store.intake()
                .insert(List.of(EngineHarness.draft(topic, type, "x")))
                .get(0);
    }

    /** Makes a job that so many nodes died of. */
    private static JobId crashed(JobStore store, int crashes) {
        store.topics().register(List.of("calm", "crashing"));
        JobId id = insert(store, "crashing", "suspect");
        long rescuer = store.nodes().register(EngineHarness.workerId(), List.of("none"), Duration.ofMinutes(1));
        for (int i = 0; i < crashes; i++) {
            long node = store.nodes().register(EngineHarness.workerId(), List.of("crashing"), Duration.ofMillis(1));
            List<ClaimedJob> claimed = store.exchange()
                    .trade(node, List.of(), List.of(new Wanted("crashing", 100)))
                    .claimed();
            assertThat(claimed).isNotEmpty();
            await().until(() -> !store.nodes().rescue(rescuer, true).isEmpty());
        }
        store.nodes().unregister(rescuer);
        return id;
    }
}

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
import dev.jobq.store.Leases;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CountDownLatch;
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

    static final int MOST = 3;

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

        @JobHandler(topic = "crashing", type = "deaf")
        void deaf() {
            suspectRuns.incrementAndGet();
            boolean isReleased = false;
            while (!isReleased) {
                try {
                    release.await();
                    isReleased = true;
                } catch (InterruptedException ex) {
                    // It does not listen.
                }
            }
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

    @ParameterizedTest
    @EnumSource
    void aSuspectThatIgnoresItsTimeoutDoesNotKeepTheNodeForEver(Database database) {
        JobStore store = database.open();
        JobId suspect = crashed(store, MOST, "deaf");
        List<EngineFixture.Topic> topics = List.of(
                EngineFixture.topic("calm", 2),
                EngineFixture.topic("crashing", 2)
                        .timeout(Duration.ofMillis(300), false)
                        .maxAttempts(1));
        try (EngineHarness harness = EngineHarness.start(store, topics, handlers)) {
            await().atMost(EngineHarness.SOON).until(() -> handlers.suspectRuns.get() == 1);
            JobId other = harness.enqueue("calm", "quick", 1);

            harness.awaitStatus(other, JobStatus.COMPLETED);

            assertThat(handlers.release.getCount()).as("the suspect still runs").isEqualTo(1);
            harness.awaitStatus(suspect, JobStatus.DISCARDED);
            handlers.release.countDown();
            await().atMost(EngineHarness.SOON)
                    .until(() -> harness.engine.load().get("crashing").runningInAll() == 0);
        }
    }

    private EngineHarness start(JobStore store) {
        return EngineHarness.start(
                store, List.of(EngineFixture.topic("calm", 2), EngineFixture.topic("crashing", 2)), handlers);
    }

    static JobId insert(JobStore store, String topic, String type) {
        return store.intake()
                .insert(List.of(EngineHarness.draft(topic, type, "x")))
                .get(0);
    }

    /** Makes a job that so many nodes died of. */
    static JobId crashed(JobStore store, int crashes) {
        return crashed(store, crashes, "suspect");
    }

    static JobId crashed(JobStore store, int crashes, String type) {
        store.topics().register(List.of("calm", "crashing"));
        JobId id = insert(store, "crashing", type);
        long rescuer = store.nodes().register(EngineHarness.workerId(), List.of("none"), Duration.ofMinutes(1));
        for (int i = 0; i < crashes; i++) {
            long node = store.nodes().register(EngineHarness.workerId(), List.of("crashing"), Duration.ofMillis(1));
            List<ClaimedJob> claimed = store.exchange()
                    .trade(node, List.of(), List.of(new Wanted("crashing", 100)))
                    .claimed();
            assertThat(claimed).isNotEmpty();
            await().until(() -> !store.nodes().rescue(rescuer, Leases.TRUSTED).isEmpty());
        }
        store.nodes().unregister(rescuer);
        return id;
    }
}

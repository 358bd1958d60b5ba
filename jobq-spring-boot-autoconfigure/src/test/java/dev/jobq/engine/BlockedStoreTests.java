package dev.jobq.engine;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.jobq.Job;
import dev.jobq.JobHandler;
import dev.jobq.JobId;
import dev.jobq.JobStatus;
import dev.jobq.ProcessId;
import dev.jobq.store.JobStore;
import dev.jobq.store.jdbc.sqlite.SqliteJobStore;
import dev.jobq.store.jdbc.sqlite.SqliteTurn;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** A transaction of the application's that holds SQLite's one writer for longer than a lease. */
class BlockedStoreTests {

    private static final EngineSettings.Timing SHORT_LEASE = new EngineSettings.Timing(
            Duration.ofMillis(500), Duration.ofMillis(1_000), Duration.ofMillis(100), Duration.ofSeconds(20));

    @TempDir
    private Path folder;

    static class Steady {
        final CountDownLatch release = new CountDownLatch(1);
        final AtomicInteger started = new AtomicInteger();

        @JobHandler(topic = "steady")
        String run() throws InterruptedException {
            started.incrementAndGet();
            release.await();
            return "done";
        }
    }

    @Test
    void aLongTransactionDelaysButLosesKillsAndStealsNothing() {
        Path file = folder.resolve("jobq.db");
        Steady here = new Steady();
        Steady there = new Steady();
        List<EngineFixture.Topic> topics = List.of(EngineFixture.topic("steady", 1));
        JobStore first = EngineHarness.file(file);
        try (EngineHarness harness = EngineHarness.start(first, SHORT_LEASE, topics, here);
                EngineHarness neighbour = EngineHarness.start(EngineHarness.file(file), SHORT_LEASE, topics, there)) {
            harness.awaitRegistered();
            neighbour.awaitRegistered();
            List<JobId> jobs = harness.enqueueAll(
                    EngineHarness.draft("steady", "default", 1), EngineHarness.draft("steady", "default", 2));
            await().atMost(EngineHarness.SOON).until(() -> here.started.get() == 1 && there.started.get() == 1);
            ProcessId worker = harness.engine.worker();
            ProcessId neighbourWorker = neighbour.engine.worker();

            SqliteTurn turn = ((SqliteJobStore) first).turn();
            turn.acquire();
            try {
                // Three leases long.
                await().during(Duration.ofSeconds(3))
                        .atMost(Duration.ofSeconds(10))
                        .until(() -> true);
            } finally {
                turn.release();
            }
            await().during(Duration.ofSeconds(2)).atMost(Duration.ofSeconds(10)).until(() -> true);
            here.release.countDown();
            there.release.countDown();

            for (JobId id : jobs) {
                Job job = harness.awaitStatus(id, JobStatus.COMPLETED);
                assertThat(job.attempt()).isEqualTo(1);
                assertThat(job.crashes()).isZero();
            }
            assertThat(here.started.get() + there.started.get()).isEqualTo(2);
            assertThat(harness.engine.worker()).isEqualTo(worker);
            assertThat(neighbour.engine.worker()).isEqualTo(neighbourWorker);
        }
    }
}

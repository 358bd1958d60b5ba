package dev.jobq.process;

import static org.assertj.core.api.Assertions.assertThat;

import dev.jobq.Job;
import dev.jobq.JobId;
import dev.jobq.JobStatus;
import dev.jobq.engine.JobEngine;
import dev.jobq.store.FeedEvent;
import dev.jobq.store.JobReader.Filter;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Set;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** Several processes on one database. */
@Timeout(240)
abstract class ProcessContract extends ScheduledProcessContract {

    static final Duration LEASE = Duration.ofSeconds(15);
    static final Duration SELDOM = Duration.ofSeconds(60);
    static final Duration OFTEN = Duration.ofSeconds(5);
    private static final Duration AT_ONCE = Duration.ofSeconds(2);

    @Test
    void fourProcessesRunEveryJobOnceAndEachGetsItsShare() throws Exception {
        for (int i = 0; i < 4; i++) {
            startWorker(OFTEN, LEASE);
        }
        for (ChildJvm child : children) {
            child.await("ready");
        }
        List<JobId> ids = enqueue(2000, Duration.ofNanos(1_500_000));
        awaitCompleted(2000);
        stopAll();
        assertThat(histories()).containsExactlyInAnyOrderElementsOf(ids);
        for (Path history : histories) {
            assertThat(History.read(history)).hasSizeGreaterThanOrEqualTo(100);
        }
        assertCompletedWithoutCrash(2000);
    }

    @Test
    void anotherProcessFinishesWhatAKilledOneLeft() throws Exception {
        Duration lease = Duration.ofSeconds(2);
        ChildJvm victim = startWorker(OFTEN, lease).await("ready");
        List<JobId> ids = enqueue(2000, Duration.ofMillis(2));
        Awaitility.await().until(() -> History.read(histories.get(0)).size() > 100);
        victim.kill();
        List<JobId> before = History.read(histories.get(0));
        assertThat(before).hasSizeLessThan(2000);
        startWorker(OFTEN, lease).await("ready");
        awaitCompleted(2000);
        stopAll("is dead");
        assertThat(Set.copyOf(histories())).containsExactlyInAnyOrderElementsOf(ids);
        // Only what the killed one had in hand may have run twice.
        assertThat(histories()).hasSizeLessThanOrEqualTo(2000 + 200);
        assertThat(store.reader().workers()).isEmpty();
    }

    @Test
    void aWorkerStartedAnewOnTheSameHostRunsItsPredecessorsJobsLongBeforeTheLeaseIsOver() throws Exception {
        ChildJvm victim = startWorker(SELDOM, SELDOM).await("ready");
        List<JobId> ids = enqueue(4, Duration.ofSeconds(1));
        Awaitility.await().until(() -> depth(JobStatus.EXECUTING) == 4);
        victim.kill();
        startWorker(SELDOM, SELDOM).await("ready");
        // One second is theirs; the lease is a minute.
        Awaitility.await()
                .atMost(Duration.ofSeconds(10))
                .until(() -> histories().containsAll(ids));
        awaitCompleted(4);
        for (JobId id : ids) {
            Job job = store.reader().get(id).orElseThrow();
            assertThat(job.attempt()).isEqualTo(1);
            assertThat(job.crashes()).isEqualTo(1);
        }
        stopAll("is dead");
    }

    @Test
    void aFrozenWorkerLosesItsJobsAndWhatItReportsLateChangesNothing() throws Exception {
        Duration lease = Duration.ofSeconds(2);
        ChildJvm frozen = startWorker(OFTEN, lease).await("ready");
        JobId id = enqueue(1, Duration.ofSeconds(8)).get(0);
        Awaitility.await().until(() -> depth(JobStatus.EXECUTING) == 1);
        // Before another one is there: who knows how long that takes to start.
        freeze(frozen);
        try {
            startWorker(OFTEN, lease).await("ready");
            Awaitility.await()
                    .atMost(Duration.ofSeconds(60))
                    .until(() -> History.read(histories.get(1)).contains(id));
        } finally {
            frozen.thaw();
        }
        awaitCompleted(1);
        // Its fence is gone: it drops what it has, is told, and comes back as another worker.
        Awaitility.await()
                .atMost(Duration.ofSeconds(60))
                .until(() -> store.reader().workers().size() == 2);
        Job job = store.reader().get(id).orElseThrow();
        assertThat(job.status()).isEqualTo(JobStatus.COMPLETED);
        assertThat(job.fence()).isEqualTo(2);
        assertThat(job.attempt()).isEqualTo(1);
        assertThat(job.crashes()).isEqualTo(1);
        assertThat(job.errors()).isEmpty();
        assertThat(store.reader().feed(null, 1000)).extracting(FeedEvent::type).containsOnlyOnce("completed");
        assertThat(frozen.isAlive()).isTrue();
        stopAll("is dead", "could not keep its lease", "after the job was taken away", "was interrupted");
    }

    @Test
    void aCommittedJobStartsAtOnceInAnotherProcessThatPollsSeldom() throws Exception {
        startWorker(SELDOM, LEASE).await("ready");
        for (int i = 1; i <= 5; i++) {
            int runs = i;
            List<JobId> ids = transactions.commit(() -> enqueue(1, Duration.ZERO));
            Awaitility.await()
                    .atMost(AT_ONCE)
                    .pollInterval(Duration.ofMillis(2))
                    .until(() -> histories().containsAll(ids));
            assertThat(histories()).hasSize(runs);
        }
        stopAll();
    }

    @Test
    void aRolledBackJobNeverExistsForAnotherProcess() throws Exception {
        startWorker(Duration.ofMillis(50), LEASE).await("ready");
        for (int i = 0; i < 5; i++) {
            List<JobId> never = transactions.rollback(() -> enqueue(10, Duration.ZERO));
            List<JobId> committed = transactions.commit(() -> enqueue(1, Duration.ZERO));
            awaitCompleted(i + 1);
            assertThat(never).hasSize(10);
            assertThat(histories()).containsAll(committed).hasSize(i + 1);
            assertThat(store.reader()
                            .list(new Filter(null, null, null, null), 100)
                            .jobs())
                    .hasSize(i + 1);
        }
        stopAll();
    }

    @Test
    void aCommittedJobStartsAtOnceInTheSameProcessAndARolledBackOneNever() throws Exception {
        BlockingQueue<JobId> ran = new LinkedBlockingQueue<>();
        JobEngine engine = WorkerProcess.engine(store, new Tasks(ran::add), SELDOM, LEASE);
        engine.start();
        try {
            Awaitility.await().until(() -> engine.worker() != null);
            for (int i = 0; i < 10; i++) {
                transactions.rollback(() -> enqueue(3, Duration.ZERO));
                List<JobId> committed = transactions.commit(() -> {
                    List<JobId> ids = enqueue(1, Duration.ZERO);
                    assertThat(ran).isEmpty();
                    return ids;
                });
                assertThat(ran.poll(AT_ONCE.toMillis(), TimeUnit.MILLISECONDS)).isEqualTo(committed.get(0));
            }
            JobId outside = enqueue(1, Duration.ZERO).get(0);
            assertThat(ran.poll(AT_ONCE.toMillis(), TimeUnit.MILLISECONDS)).isEqualTo(outside);
            awaitCompleted(11);
        } finally {
            engine.stop();
        }
        assertThat(ran).isEmpty();
        assertCompletedWithoutCrash(11);
    }
}

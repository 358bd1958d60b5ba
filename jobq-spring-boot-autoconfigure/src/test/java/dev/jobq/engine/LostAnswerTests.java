package dev.jobq.engine;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import dev.jobq.Job;
import dev.jobq.JobHandler;
import dev.jobq.JobId;
import dev.jobq.JobStatus;
import dev.jobq.StoreUnavailableException;
import dev.jobq.store.CallerTransaction;
import dev.jobq.store.JobDraft;
import dev.jobq.store.JobReader.Filter;
import dev.jobq.store.JobStore;
import dev.jobq.store.LossyDataSource;
import dev.jobq.store.TestPostgres;
import dev.jobq.store.jdbc.postgresql.PostgresJobStore;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** A claim that took effect although its answer was lost: the store says that it runs here, and nothing runs here. */
class LostAnswerTests {

    private static final LossyDataSource DATABASE = new LossyDataSource(TestPostgres.create("lost_answers"));
    private static final AtomicInteger SYSTEMS = new AtomicInteger();

    static class Counting {
        final AtomicInteger runs = new AtomicInteger();

        @JobHandler(topic = "counted")
        void run() {
            runs.incrementAndGet();
        }
    }

    private final Counting handler = new Counting();
    private final JobStore store = PostgresJobStore.open(
            DATABASE.dataSource(),
            true,
            EngineHarness.settings("l" + SYSTEMS.incrementAndGet(), null),
            CallerTransaction.NONE);
    private final EngineHarness harness =
            EngineHarness.start(store, List.of(EngineFixture.topic("counted", 2)), handler);

    @AfterEach
    void stop() {
        harness.close();
    }

    @Test
    void aClaimedJobRunsAllTheSame() {
        awaitIdle();
        DATABASE.loseCommitOf("_ready WHERE ctid");
        JobDraft.Start soon = new JobDraft.Start(null, Duration.ofMillis(50));
        JobId id = harness.enqueueAll(new JobDraft("counted", "default", "1", 0, soon, JobDraft.Limits.NONE))
                .get(0);
        Job job = harness.awaitStatus(id, JobStatus.COMPLETED);
        assertThat(DATABASE.hasLost()).isTrue();
        assertThat(handler.runs).hasValue(1);
        assertThat(job.attempt()).isEqualTo(1);
        assertThat(job.crashes()).isZero();
    }

    @Test
    void aJobHandedOverByItsInsertRunsAllTheSame() {
        awaitIdle();
        DATABASE.loseCommitOf("running AS");
        assertThatThrownBy(() -> harness.enqueue("counted", "default", 1))
                .isInstanceOf(StoreUnavailableException.class);
        assertThat(DATABASE.hasLost()).isTrue();
        harness.awaitDepth("counted", JobStatus.COMPLETED, 1);
        assertThat(handler.runs).hasValue(1);
        assertThat(store.reader().list(new Filter(null, null, null, null), 10).jobs())
                .hasSize(1);
    }

    /** A first job has run: from now on the node waits to be told of jobs. */
    private void awaitIdle() {
        harness.awaitRegistered();
        await().atMost(EngineHarness.SOON).until(() -> {
            JobId id = harness.enqueue("counted", "default", 0);
            harness.awaitStatus(id, JobStatus.COMPLETED);
            boolean hasBegun = handler.runs.getAndSet(0) > 0;
            assertThat(store.control().delete(id)).isTrue();
            return hasBegun;
        });
    }
}

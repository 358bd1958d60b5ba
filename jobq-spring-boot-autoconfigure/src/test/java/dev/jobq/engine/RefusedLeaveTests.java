package dev.jobq.engine;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.jobq.Job;
import dev.jobq.JobId;
import dev.jobq.JobStatus;
import dev.jobq.ProcessId;
import dev.jobq.store.Refusals;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** A node that lost its lease while the database lets neither its row nor a job that it holds move. */
@Timeout(120)
class RefusedLeaveTests {

    private static final EngineSettings.Timing SHORT_LEASE = new EngineSettings.Timing(
            Duration.ofMillis(500), Duration.ofSeconds(3), Duration.ofMillis(500), Duration.ofSeconds(20));

    @TempDir
    private Path folder;

    @ParameterizedTest
    @EnumSource
    void itComesBackUnderAnotherIdAndWorksOn(Database database) throws Exception {
        Database.Place place = database.place(folder);
        Refusals refusals = Refusals.on(place.fixture());
        RefusedEndTests.Counting handler = new RefusedEndTests.Counting();
        try (EngineHarness harness =
                EngineHarness.start(place.open(), SHORT_LEASE, List.of(EngineFixture.topic("counted", 2)), handler)) {
            harness.awaitRegistered();
            ProcessId first = harness.engine.worker();
            JobId held = harness.enqueue("counted", "held", 1);
            await().atMost(EngineHarness.SOON).until(() -> handler.runs.get() == 1);
            refusals.refuse("ready", held);
            refusals.refuseNodes();

            await().atMost(EngineHarness.SOON)
                    .until(() -> harness.engine.worker() != null
                            && !harness.engine.worker().equals(first));
            JobId quick = harness.enqueue("counted", "quick", 1);
            harness.awaitStatus(quick, JobStatus.COMPLETED);
            assertThat(harness.job(held).status()).isEqualTo(JobStatus.EXECUTING);

            refusals.allow();
            handler.go.countDown();
            Job job = harness.awaitStatus(held, JobStatus.COMPLETED);
            assertThat(handler.runs).hasValue(2);
            assertThat(job.errors()).isEmpty();
        }
    }
}

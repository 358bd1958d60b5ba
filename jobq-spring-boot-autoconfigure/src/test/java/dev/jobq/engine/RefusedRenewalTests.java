package dev.jobq.engine;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.jobq.Job;
import dev.jobq.JobHandler;
import dev.jobq.JobId;
import dev.jobq.JobStatus;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** A node whose own renewals fail on SQLite while nothing keeps the others from theirs. */
@Timeout(120)
class RefusedRenewalTests {

    private static final EngineSettings.Timing SHORT_LEASE = new EngineSettings.Timing(
            Duration.ofMillis(500), Duration.ofSeconds(3), Duration.ofMillis(500), Duration.ofSeconds(20));

    @TempDir
    private Path folder;

    static class Steady {
        final CountDownLatch release = new CountDownLatch(1);
        final AtomicInteger started = new AtomicInteger();
        final AtomicInteger interrupted = new AtomicInteger();

        @JobHandler(topic = "steady")
        String run() throws InterruptedException {
            started.incrementAndGet();
            try {
                release.await();
            } catch (InterruptedException ex) {
                interrupted.incrementAndGet();
                throw ex;
            }
            return "done";
        }
    }

    @Test
    void aNodeWhoseRenewalsFailDropsItsFencesAsOthersMayTakeItsJobs() throws SQLException {
        Path file = folder.resolve("jobq.db");
        Steady here = new Steady();
        Steady there = new Steady();
        List<EngineFixture.Topic> topics = List.of(EngineFixture.topic("steady", 1));
        try (EngineHarness harness = EngineHarness.start(EngineHarness.file(file), SHORT_LEASE, topics, here)) {
            harness.awaitRegistered();
            JobId id = harness.enqueueAll(EngineHarness.draft("steady", "default", 1))
                    .get(0);
            await().atMost(EngineHarness.SOON).until(() -> here.started.get() == 1);
            execute(file, "CREATE TRIGGER refuse BEFORE UPDATE ON jobq_node BEGIN SELECT RAISE(ABORT, 'refused'); END");
            await().atMost(EngineHarness.SOON).until(() -> harness.engine.trouble() != null);
            // From now on only the first node's are refused.
            execute(
                    file,
                    "DROP TRIGGER refuse",
                    "CREATE TABLE refused AS SELECT process FROM jobq_node",
                    "CREATE TRIGGER refuse BEFORE UPDATE ON jobq_node WHEN OLD.process IN (SELECT process FROM refused)"
                            + " BEGIN SELECT RAISE(ABORT, 'refused'); END");

            try (EngineHarness neighbour = EngineHarness.start(EngineHarness.file(file), SHORT_LEASE, topics, there)) {
                // Told while its renewals are still refused, for that its lease is over and not because it learned of
                // it.
                await().atMost(EngineHarness.SOON).until(() -> here.interrupted.get() == 1);
                // Whoever is faster: it comes back under another id, which nobody refuses.
                there.release.countDown();
                here.release.countDown();
                Job job = neighbour.awaitStatus(id, JobStatus.COMPLETED);
                assertThat(job.errors()).isEmpty();
                assertThat(job.attempt()).isEqualTo(1);
            }
        }
    }

    private static void execute(Path file, String... sql) throws SQLException {
        try (Connection connection = DriverManager.getConnection("jdbc:sqlite:" + file + "?busy_timeout=20000");
                Statement statement = connection.createStatement()) {
            for (String one : sql) {
                statement.execute(one);
            }
        }
    }
}

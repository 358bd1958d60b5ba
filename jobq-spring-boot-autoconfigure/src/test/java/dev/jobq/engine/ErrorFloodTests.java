package dev.jobq.engine;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import ch.qos.logback.classic.Level;
import ch.qos.logback.classic.Logger;
import dev.jobq.JobHandler;
import dev.jobq.JobStatus;
import dev.jobq.store.WorkerView.Load;
import java.time.Duration;
import java.util.concurrent.CountDownLatch;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.slf4j.LoggerFactory;

/** Errors without number cost no slot and no thread. */
@Timeout(180)
class ErrorFloodTests {

    private static final int SLOTS = 8;
    private static final Logger LOG = (Logger) LoggerFactory.getLogger(JobEngine.class);

    static class Flood {
        final CountDownLatch allRunning = new CountDownLatch(SLOTS);

        @JobHandler(topic = "flood", type = "error")
        void error(int number) {
            throw switch (number % 4) {
                case 0 -> new AssertionError("wrong", null);
                case 1 -> new NoClassDefFoundError("gone");
                case 2 -> new StackOverflowError();
                default -> new OutOfMemoryError("pretended");
            };
        }

        @JobHandler(topic = "flood", type = "together")
        void together() throws InterruptedException {
            allRunning.countDown();
            allRunning.await();
        }
    }

    @ParameterizedTest
    @CsvSource({"SQLITE, 100000", "POSTGRESQL, 10000"})
    void errorsWithoutNumberLeaveEverySlotFree(Database database, int errors) {
        Level before = LOG.getLevel();
        // Each is an error of its own in the log.
        LOG.setLevel(Level.OFF);
        Flood flood = new Flood();
        EngineFixture.Topic topic = EngineFixture.topic("flood", SLOTS).maxAttempts(1);
        try (EngineHarness harness = EngineHarness.start(database, topic, flood)) {
            harness.awaitRegistered();
            for (int i = 0; i < errors; i += 1_000) {
                int first = i;
                harness.enqueueAll(IntStream.range(first, first + 1_000)
                        .mapToObj(number -> EngineHarness.draft("flood", "error", number)));
            }
            await().atMost(Duration.ofMinutes(2)).until(() -> harness.depth("flood", JobStatus.DISCARDED) == errors);

            // They end only if all slots are free at once.
            harness.enqueueAll(
                    IntStream.range(0, SLOTS).mapToObj(number -> EngineHarness.draft("flood", "together", number)));
            harness.awaitDepth("flood", JobStatus.COMPLETED, SLOTS);
            await().atMost(EngineHarness.SOON).untilAsserted(() -> {
                Load load = harness.engine.load().get("flood");
                assertThat(load.running()).isEmpty();
                assertThat(load.prefetched()).isZero();
            });
            // Whoever tells of an end has a thread of the same kind for a moment.
            assertThat(Thread.getAllStackTraces().keySet().stream()
                            .filter(thread -> thread.getName().startsWith("jobq-flood-")))
                    .hasSizeLessThanOrEqualTo(2 * SLOTS);
        } finally {
            LOG.setLevel(before);
        }
    }
}

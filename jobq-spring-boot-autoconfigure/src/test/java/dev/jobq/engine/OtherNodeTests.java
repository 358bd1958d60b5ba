package dev.jobq.engine;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.jobq.JobContext;
import dev.jobq.JobHandler;
import dev.jobq.JobId;
import dev.jobq.JobStatus;
import dev.jobq.store.JobStore;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** What other nodes ask of a running job, and versions of an application side by side. */
@Timeout(240)
@Tag("patient")
class OtherNodeTests {

    @TempDir
    private Path folder;

    static class Waiting {
        final AtomicInteger started = new AtomicInteger();
        final AtomicBoolean wasTold = new AtomicBoolean();

        @JobHandler(topic = "waiting")
        void run(JobContext job) throws InterruptedException {
            started.incrementAndGet();
            try {
                new CountDownLatch(1).await();
            } catch (InterruptedException ex) {
                wasTold.set(job.cancelled());
                throw ex;
            }
        }
    }

    @ParameterizedTest
    @EnumSource
    void aJobIsCancelledFromAnyNode(Database database) {
        Waiting waiting = new Waiting();
        whileRunning(database, waiting, (harness, elsewhere, id) -> {
            assertThat(elsewhere.control().cancel(id)).isTrue();
            harness.awaitStatus(id, JobStatus.CANCELLED);
            assertThat(waiting.wasTold).isTrue();
        });
    }

    @ParameterizedTest
    @EnumSource
    void aJobIsDeletedFromAnyNode(Database database) {
        Waiting waiting = new Waiting();
        whileRunning(database, waiting, (harness, elsewhere, id) -> {
            assertThat(elsewhere.control().delete(id)).isTrue();
            await().atMost(EngineHarness.SOON).untilTrue(waiting.wasTold);
            assertThat(harness.store.reader().get(id)).isEmpty();
        });
    }

    private interface Elsewhere {
        void act(EngineHarness harness, JobStore elsewhere, JobId id);
    }

    private void whileRunning(Database database, Waiting waiting, Elsewhere other) {
        Database.Place place = database.place(folder);
        try (EngineHarness harness =
                        EngineHarness.start(place.open(), List.of(EngineFixture.topic("waiting", 1)), waiting);
                JobStore elsewhere = place.open()) {
            JobId id = harness.enqueue("waiting", "default", "x");
            await().atMost(EngineHarness.SOON).until(() -> waiting.started.get() == 1);
            other.act(harness, elsewhere, id);
        }
    }

    static class OldVersion {
        @JobHandler(topic = "rolling", type = "old")
        String old(String payload) {
            return "old " + payload;
        }
    }

    record Wide(String name, int number) {}

    static class NewVersion {
        @JobHandler(topic = "rolling", type = "old")
        String old(String payload) {
            return "old " + payload;
        }

        @JobHandler(topic = "rolling", type = "new")
        String fresh(Wide payload) {
            return "new " + payload.name();
        }
    }

    /** The older one may claim what only the newer one knows: it sets that aside, untouched and uncharged. */
    @ParameterizedTest
    @EnumSource
    void twoVersionsOfAnApplicationRunSideBySide(Database database) {
        Database.Place place = database.place(folder);
        List<EngineFixture.Topic> topics = List.of(EngineFixture.topic("rolling", 2));
        try (EngineHarness older = EngineHarness.start(place.open(), topics, new OldVersion())) {
            JobId early = older.enqueue("rolling", "new", new Wide("early", 1));
            assertThat(older.awaitStatus(early, JobStatus.PARKED).payload().as(Wide.class))
                    .isEqualTo(new Wide("early", 1));
            try (EngineHarness newer = EngineHarness.start(place.open(), topics, new NewVersion())) {
                awaitCompleted(newer, early);
                assertThat(newer.job(early).result().as(String.class)).isEqualTo("new early");
                JobId old = older.enqueue("rolling", "old", "x");
                JobId late = newer.enqueue("rolling", "new", new Wide("late", 2));
                newer.awaitStatus(old, JobStatus.COMPLETED);
                awaitCompleted(newer, late);
                assertThat(newer.job(late).attempt()).isEqualTo(1);
                assertThat(newer.job(late).errors()).isEmpty();
            }
        }
    }

    /** Whoever claims it: the older one may set it aside once or twice before the newer one comes first. */
    private static void awaitCompleted(EngineHarness harness, JobId id) {
        await().atMost(Duration.ofSeconds(100))
                .untilAsserted(() -> assertThat(harness.job(id).status()).isEqualTo(JobStatus.COMPLETED));
    }
}

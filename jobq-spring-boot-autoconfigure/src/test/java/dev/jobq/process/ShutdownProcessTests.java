package dev.jobq.process;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.tuple;
import static org.awaitility.Awaitility.await;

import dev.jobq.Job;
import dev.jobq.JobId;
import dev.jobq.JobStatus;
import dev.jobq.history.HistoryChecker;
import dev.jobq.history.HistoryFile;
import dev.jobq.history.HistoryLine;
import dev.jobq.history.HistoryLine.What;
import dev.jobq.store.CallerTransaction;
import dev.jobq.store.FeedEvent;
import dev.jobq.store.JobDraft;
import dev.jobq.store.JobStore;
import dev.jobq.store.TestPostgres;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.List;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Applications that are told to end, by {@code SIGTERM}, while they run a job; the grace time is several leases long. */
@Timeout(180)
@Tag("patient")
class ShutdownProcessTests {

    private static final Duration SOON = Duration.ofSeconds(60);
    private static final int TERMINATED = 143;
    private static final AtomicInteger NUMBERS = new AtomicInteger();

    @TempDir
    Path folder;

    private String database;
    private JobStore store;
    private JobId id;

    @AfterEach
    void close() {
        store.close();
    }

    @ParameterizedTest
    @ValueSource(booleans = {false, true})
    void whatTakesLongerThanTheGraceIsNobodyElsesBeforeAndThenGoesBackUncharged(boolean isPostgres) throws Exception {
        open(isPostgres);
        try (ChildJvm stopping = application("stopping", folder.resolve("never"))) {
            id = enqueue();
            await().atMost(SOON).until(() -> !lines(What.STARTED).isEmpty());
            try (ChildJvm other = application("other", Files.createFile(folder.resolve("at once")))) {
                long terminated = ChronoUnit.MICROS.between(Instant.EPOCH, Instant.now());
                stopping.terminate();
                await().atMost(SOON).until(() -> job().status() == JobStatus.COMPLETED);
                assertThat(stopping.exit()).isEqualTo(TERMINATED);

                // It was interrupted before anybody else began, and not before its time was over.
                assertThat(HistoryFile.read(folder.resolve("history")))
                        .extracting(HistoryLine::what, HistoryLine::process, HistoryLine::fence)
                        .containsExactly(
                                tuple(What.STARTED, "stopping", 1L),
                                tuple(What.AGAIN, "stopping", 1L),
                                tuple(What.STARTED, "other", 2L),
                                tuple(What.COMPLETED, "other", 2L));
                assertThat(lines(What.AGAIN).get(0).at() - terminated)
                        .isGreaterThanOrEqualTo(StoppingApplication.GRACE.toNanos() / 1000);
                assertUncharged(2);
                other.terminate();
                assertThat(other.exit()).isEqualTo(TERMINATED);
                assertThat(other.errors())
                        .filteredOn(line -> !line.contains("LogbackLoggingSystem"))
                        .isEmpty();
            }
        }
        assertThat(store.reader().workers()).isEmpty();
    }

    @ParameterizedTest
    @ValueSource(booleans = {false, true})
    void whatEndsWithinTheGraceCounts(boolean isPostgres) throws Exception {
        open(isPostgres);
        Path release = folder.resolve("later");
        try (ChildJvm stopping = application("stopping", release)) {
            id = enqueue();
            await().atMost(SOON).until(() -> !lines(What.STARTED).isEmpty());
            try (ChildJvm other = application("other", Files.createFile(folder.resolve("at once")))) {
                stopping.terminate();
                // Longer than a lease after it was told to end.
                await().during(StoppingApplication.LEASE.multipliedBy(3).dividedBy(2))
                        .atMost(SOON)
                        .until(() -> job().status() == JobStatus.EXECUTING);
                Files.createFile(release);
                assertThat(stopping.exit()).isEqualTo(TERMINATED);

                assertThat(job().status()).isEqualTo(JobStatus.COMPLETED);
                assertThat(HistoryFile.read(folder.resolve("history")))
                        .extracting(HistoryLine::what, HistoryLine::process, HistoryLine::fence)
                        .containsExactly(tuple(What.STARTED, "stopping", 1L), tuple(What.COMPLETED, "stopping", 1L));
                assertUncharged(1);
                assertThat(other.errors())
                        .filteredOn(line -> !line.contains("LogbackLoggingSystem"))
                        .isEmpty();
            }
        }
    }

    private void assertUncharged(long fence) {
        Job job = job();
        assertThat(job.fence()).isEqualTo(fence);
        assertThat(job.attempt()).isEqualTo(1);
        assertThat(job.crashes()).isZero();
        assertThat(job.errors()).isEmpty();
        // Of jobs it is also said when their worker gives them back itself.
        assertThat(store.reader().feed(null, 1000))
                .filteredOn(event -> event.worker() != null)
                .extracting(FeedEvent::type)
                .doesNotContain("rescued");
        assertThat(HistoryChecker.violations(HistoryFile.read(folder.resolve("history"))))
                .isEmpty();
    }

    private void open(boolean isPostgres) {
        if (isPostgres) {
            String name = "shutdown" + NUMBERS.incrementAndGet();
            TestPostgres.create(name);
            database = TestPostgres.url(name);
        } else {
            database = folder.resolve("jobs.db").toString();
        }
        store = Databases.open(database, CallerTransaction.NONE);
        store.topics().register(List.of(StoppingApplication.TOPIC));
    }

    private ChildJvm application(String name, Path release) throws Exception {
        return ChildJvm.start(
                        StoppingApplication.class,
                        database,
                        folder.resolve("history").toString(),
                        name,
                        release.toString())
                .await("ready");
    }

    private JobId enqueue() {
        JobDraft draft = new JobDraft(
                StoppingApplication.TOPIC, "stopping", "null", 0, JobDraft.Start.NOW, JobDraft.Limits.NONE);
        return store.intake().insert(List.of(draft)).get(0);
    }

    private Job job() {
        return store.reader().get(id).orElseThrow();
    }

    private List<HistoryLine> lines(What what) {
        return HistoryFile.read(folder.resolve("history")).stream()
                .filter(line -> line.what() == what)
                .toList();
    }
}

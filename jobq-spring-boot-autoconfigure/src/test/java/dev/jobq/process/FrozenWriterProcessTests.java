package dev.jobq.process;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import dev.jobq.Job;
import dev.jobq.JobId;
import dev.jobq.JobStatus;
import dev.jobq.ProcessId;
import dev.jobq.history.HistoryFile;
import dev.jobq.history.HistoryLine;
import dev.jobq.process.StandingClock.Place;
import dev.jobq.store.CallerTransaction;
import dev.jobq.store.FeedEvent;
import dev.jobq.store.JobDraft;
import dev.jobq.store.JobStore;
import dev.jobq.store.NodeView;
import dev.jobq.store.jdbc.sqlite.SqliteTarget;
import dev.jobq.store.jdbc.sqlite.SqliteTurn;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/**
 * A worker that is frozen while it writes, for longer than a lease. It holds SQLite's lock, so nobody could renew, and nobody is
 * to be taken for dead: neither by the others when it goes on, nor by it.
 */
@Timeout(180)
@Tag("patient")
class FrozenWriterProcessTests {

    private static final Duration SOON = Duration.ofSeconds(60);
    private static final Duration FROZEN = HoldingProcess.LEASE.multipliedBy(5).dividedBy(2);

    @TempDir
    Path folder;

    private Path database;
    private Path history;
    private JobStore store;
    private ChildJvm frozen;
    private ChildJvm other;

    @BeforeEach
    void start() throws Exception {
        database = folder.resolve("jobs.db");
        history = folder.resolve("history");
        store = Databases.open(database.toString(), CallerTransaction.NONE);
        store.topics().register(List.of(HoldingProcess.TOPIC));
        other = worker("other");
    }

    @AfterEach
    void end() throws InterruptedException {
        other.close();
        if (frozen != null) {
            frozen.close();
        }
        store.close();
    }

    @ParameterizedTest
    @EnumSource
    void whoeverIsFrozenWhileItWritesStealsNothingAndLosesNothingToOthers(Place place) throws Exception {
        JobId others = enqueue();
        await().atMost(SOON).until(() -> isRunning(others));
        ProcessId otherWorker = job(others).node();
        frozen = worker("frozen");
        JobId its;
        if (place == Place.CLAIM) {
            StandingClock.stand(folder("frozen"), place);
            its = enqueue();
        } else {
            its = enqueue();
            await().atMost(SOON).until(() -> isRunning(its));
            assertThat(job(its).node()).isNotEqualTo(otherWorker);
            StandingClock.stand(folder("frozen"), place);
        }
        if (place == Place.END) {
            Files.createFile(HoldingProcess.release(folder("frozen")));
        }
        await().atMost(SOON).until(() -> StandingClock.stands(folder("frozen"), place));
        frozen.freeze();
        StandingClock.goOn(folder("frozen"), place);
        try (SqliteTurn turn = SqliteTurn.open(SqliteTarget.file(database))) {
            assertThat(turn.tryAcquire(FROZEN)).as("somebody else may write").isFalse();
        }
        assertThatThrownBy(this::write).isInstanceOf(SQLException.class).hasMessageContaining("SQLITE_BUSY");
        frozen.thaw();

        if (place != Place.END) {
            // Its own lease is over by its own clock: it gives back what it has, which is no crash.
            await().atMost(SOON).until(() -> workers().size() == 2 && isRunning(its));
            Files.createFile(HoldingProcess.release(folder("frozen")));
        }
        await().atMost(SOON).until(() -> job(its).status() == JobStatus.COMPLETED);
        // For two leases, in which whoever were to take somebody for dead would do so.
        await().during(HoldingProcess.LEASE.multipliedBy(2))
                .atMost(SOON)
                .until(() -> workers().contains(otherWorker));
        assertThat(job(others).status()).isEqualTo(JobStatus.EXECUTING);
        assertThat(job(others).fence()).isEqualTo(1);
        Files.createFile(HoldingProcess.release(folder("other")));
        await().atMost(SOON).until(() -> job(others).status() == JobStatus.COMPLETED);

        for (JobId id : List.of(others, its)) {
            Job job = job(id);
            assertThat(job.attempt()).isEqualTo(1);
            assertThat(job.crashes()).isZero();
            assertThat(job.errors()).isEmpty();
            assertThat(lines(id, HistoryLine.What.COMPLETED))
                    .extracting(HistoryLine::fence)
                    .as("ends of %s", id)
                    .contains(job.fence());
        }
        assertThat(lines(others, HistoryLine.What.STARTED)).hasSize(1);
        if (place == Place.END) {
            // It was its until the end was written: nobody ran it again, and it counts.
            assertThat(job(its).fence()).isEqualTo(1);
            assertThat(lines(its, HistoryLine.What.STARTED)).hasSize(1);
        }
        // Of jobs it is also said when their worker gives them back itself.
        assertThat(store.reader().feed(null, 1000))
                .filteredOn(event -> event.worker() != null)
                .extracting(FeedEvent::type)
                .doesNotContain("rescued");
        assertThat(other.stop()).isZero();
        assertThat(other.errors()).isEmpty();
        assertThat(frozen.stop()).isZero();
    }

    private ChildJvm worker(String name) throws Exception {
        Files.createDirectory(folder(name));
        return ChildJvm.start(
                        HoldingProcess.class,
                        database.toString(),
                        history.toString(),
                        folder(name).toString(),
                        name)
                .await("ready");
    }

    private Path folder(String name) {
        return folder.resolve(name);
    }

    private JobId enqueue() {
        JobDraft draft =
                new JobDraft(HoldingProcess.TOPIC, "hold", "null", 0, JobDraft.Start.NOW, JobDraft.Limits.NONE);
        return store.intake().insert(List.of(draft)).get(0);
    }

    private Job job(JobId id) {
        return store.reader().get(id).orElseThrow();
    }

    private boolean isRunning(JobId id) {
        return !lines(id, HistoryLine.What.STARTED).isEmpty() && job(id).status() == JobStatus.EXECUTING;
    }

    private List<ProcessId> workers() {
        return store.reader().workers().stream().map(NodeView::worker).toList();
    }

    private List<HistoryLine> lines(JobId id, HistoryLine.What what) {
        return HistoryFile.read(history).stream()
                .filter(line -> line.what() == what && line.job() == id.value())
                .toList();
    }

    /** Past the turns that all of jobq takes. */
    private void write() throws SQLException {
        try (Connection connection = DriverManager.getConnection("jdbc:sqlite:" + database);
                Statement statement = connection.createStatement()) {
            statement.execute("PRAGMA busy_timeout = 0");
            statement.execute("BEGIN IMMEDIATE");
        }
    }
}

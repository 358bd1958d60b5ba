package dev.jobq.store.jdbc.sqlite;

import static dev.jobq.store.jdbc.sqlite.SqliteStores.draft;
import static dev.jobq.store.jdbc.sqlite.SqliteStores.ended;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import dev.jobq.JobEvent;
import dev.jobq.JobId;
import dev.jobq.ProcessId;
import dev.jobq.StoreSetupException;
import dev.jobq.StoreUnavailableException;
import dev.jobq.store.ClaimedJob;
import dev.jobq.store.JobExchange.Trade;
import dev.jobq.store.JobExchange.Wanted;
import dev.jobq.store.Move;
import dev.jobq.store.NodeRegistry.Rescued;
import dev.jobq.store.StoreInfo;
import dev.jobq.store.StoreSignals;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.atomic.AtomicInteger;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class SqliteJobStoreTests {

    @TempDir
    private Path folder;

    @ParameterizedTest
    @ValueSource(booleans = {true, false})
    void aJobGoesFromInsertToItsEnd(boolean isMemory) {
        SqliteTarget target = isMemory ? SqliteTarget.memory() : SqliteTarget.file(folder.resolve("jobs.db"));
        try (SqliteJobStore store = SqliteStores.open(target)) {
            List<JobEvent> told = new ArrayList<>();
            store.onCommit(told::addAll);
            List<JobId> ids = store.intake().insert(List.of(draft("1"), draft("2"), draft("3")));
            assertThat(ids).isSorted().hasSize(3);
            long node = store.nodes().register(SqliteStores.WORKER, List.of("emails"), Duration.ofSeconds(15));
            List<ClaimedJob> claimed = store.exchange()
                    .trade(node, List.of(), List.of(new Wanted("emails", 2)))
                    .claimed();
            assertThat(claimed).extracting(job -> job.job().id()).isEqualTo(ids.subList(0, 2));
            assertThat(claimed).extracting(ClaimedJob::payload).containsExactly("1", "2");
            assertThat(claimed).extracting(ClaimedJob::enqueuedBy).containsOnly("shop");
            Trade trade = store.exchange()
                    .trade(
                            node,
                            List.of(
                                    ended(claimed.get(0), Move.completed("1")),
                                    ended(
                                            claimed.get(1),
                                            Move.retry(Duration.ofHours(1), new Move.Failure("E", "m", "s")))),
                            List.of(new Wanted("emails", 5)));
            assertThat(trade.lost()).isEmpty();
            assertThat(trade.claimed()).extracting(job -> job.job().id()).containsExactly(ids.get(2));
            assertThat(store.upkeep().stage(10).untilNext()).isBetween(Duration.ofMinutes(59), Duration.ofHours(1));
            assertThat(told)
                    .extracting(JobEvent::type)
                    .containsExactly(
                            JobEvent.Type.CREATED,
                            JobEvent.Type.CREATED,
                            JobEvent.Type.CREATED,
                            JobEvent.Type.STARTED,
                            JobEvent.Type.STARTED,
                            JobEvent.Type.COMPLETED,
                            JobEvent.Type.FAILED,
                            JobEvent.Type.RETRY_SCHEDULED,
                            JobEvent.Type.STARTED);
        }
    }

    @Test
    void foldersOfTheFileAreMade() {
        Path file = folder.resolve("a/b/jobs.db");
        try (SqliteJobStore store = SqliteStores.open(SqliteTarget.file(file))) {
            store.intake().insert(List.of(draft("1")));
            StoreInfo info = store.info();
            assertThat(info.location()).isEqualTo(file.toString());
            assertThat(info.kind()).isEqualTo("sqlite");
            assertThat(info.durability()).isEqualTo("full");
            assertThat(info.version()).startsWith("3.");
            assertThat(info.bytes()).isPositive();
            assertThat(info.walBytes()).isPositive();
        }
    }

    @Test
    void aFolderIsRefusedByName() {
        assertThatThrownBy(() -> SqliteStores.open(SqliteTarget.file(folder)))
                .isInstanceOf(StoreSetupException.class)
                .hasMessageContaining(folder + " is a directory");
        assertThat(folder.resolveSibling(folder.getFileName() + "-jobq.lock")).doesNotExist();
    }

    @Test
    void aFileThatIsNoDatabaseIsRefusedByNameAndLeftAsItIs() throws IOException {
        Path file = folder.resolve("notes.txt");
        String text = "These are notes, and long enough to be mistaken for the header of a page. ".repeat(20);
        Files.writeString(file, text);
        assertThatThrownBy(() -> SqliteStores.open(SqliteTarget.file(file)))
                .isInstanceOf(StoreSetupException.class)
                .hasMessageContaining(file + " is not an SQLite database");
        assertThat(file).hasContent(text);
    }

    @Test
    void aFolderThatCannotBeMadeIsNamed() throws IOException {
        Path file = folder.resolve("file");
        Files.writeString(file, "");
        assertThatThrownBy(() -> SqliteStores.open(SqliteTarget.file(file.resolve("jobs.db"))))
                .isInstanceOf(StoreSetupException.class)
                .hasMessageContaining(file.toString());
    }

    @Test
    void anOpeningThatFailedLeavesNothingLocked() throws IOException {
        Path file = folder.resolve("jobs.db");
        Files.createDirectory(file);
        assertThatThrownBy(() -> SqliteStores.open(SqliteTarget.file(file))).isInstanceOf(StoreSetupException.class);
        Files.delete(file);
        try (SqliteJobStore store = SqliteStores.open(SqliteTarget.file(file))) {
            assertThat(store.intake().insert(List.of(draft("1")))).hasSize(1);
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {"3.40.1", "3.51.2", "2.99"})
    void versionsThatCanCorruptTheFileAreRefused(String version) {
        assertThatThrownBy(() -> SqliteConnections.requireVersion(version))
                .isInstanceOf(StoreSetupException.class)
                .hasMessageContaining(version);
    }

    @ParameterizedTest
    @ValueSource(strings = {"3.51.3", "3.53", "4.0.0"})
    void laterVersionsAreTaken(String version) {
        SqliteConnections.requireVersion(version);
    }

    @Test
    void aFileThatWasRemovedUnderneathIsNoticed() {
        Path file = folder.resolve("jobs.db");
        try (SqliteJobStore store = SqliteStores.open(SqliteTarget.file(file))) {
            store.intake().insert(List.of(draft("1")));
            assertThat(file.toFile().delete()).isTrue();
            await().untilAsserted(() -> assertThatThrownBy(() -> store.intake().insert(List.of(draft("2"))))
                    .isInstanceOf(StoreUnavailableException.class)
                    .hasMessageContaining(file + " was removed"));
        }
    }

    @Test
    void anotherProcessesCommitIsSignalledAndOnesOwnIsNot() throws Exception {
        Path file = folder.resolve("jobs.db");
        AtomicInteger told = new AtomicInteger();
        try (SqliteJobStore store = SqliteStores.open(SqliteTarget.file(file));
                SqliteJobStore other = SqliteStores.open(SqliteTarget.file(file))) {
            StoreSignals.Subscription subscription = store.signals().listen(new StoreSignals.Listener() {
                @Override
                public void available(@Nullable String topic) {
                    told.incrementAndGet();
                }

                @Override
                public void interrupted() {}
            });
            // Who begins to listen is told to look.
            await().until(() -> told.get() == 1);
            store.intake().insert(List.of(draft("1")));
            await().during(Duration.ofMillis(100)).until(() -> told.get() == 1);
            other.intake().insert(List.of(draft("2")));
            await().until(() -> told.get() == 2);
            subscription.close();
        }
    }

    @Test
    void theJobsOfAProcessThatEndedAreRescuedWithoutWaitingForItsLease() {
        Path file = folder.resolve("jobs.db");
        try (SqliteJobStore store = SqliteStores.open(SqliteTarget.file(file))) {
            SqliteJobStore dying = SqliteStores.open(SqliteTarget.file(file));
            long dead = dying.nodes().register(SqliteStores.WORKER, List.of("emails"), Duration.ofHours(1));
            store.intake().insert(List.of(draft("1"), draft("2")));
            Wanted all = new Wanted("emails", 10);
            List<ClaimedJob> lost =
                    dying.exchange().trade(dead, List.of(), List.of(all)).claimed();
            ProcessId id = new ProcessId("test.example.org", 3, Instant.EPOCH);
            long node = store.nodes().register(id, List.of("emails"), Duration.ofHours(1));
            assertThat(store.nodes().rescue(node, null)).as("while it lives").isEmpty();
            dying.close();
            assertThat(store.nodes().rescue(node, null)).containsExactly(new Rescued(SqliteStores.WORKER, 2));
            List<ClaimedJob> again =
                    store.exchange().trade(node, List.of(), List.of(all)).claimed();
            assertThat(again).extracting(ClaimedJob::attempt).containsOnly(new ClaimedJob.Attempt(1, 1, 2));
            Trade late = store.exchange().trade(node, List.of(ended(lost.get(0), Move.completed("1"))), List.of());
            assertThat(late.lost()).hasSize(1);
        }
    }
}

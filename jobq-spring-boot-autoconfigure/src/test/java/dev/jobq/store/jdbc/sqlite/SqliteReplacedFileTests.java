package dev.jobq.store.jdbc.sqlite;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.jobq.JobId;
import dev.jobq.JobStatus;
import dev.jobq.StoreUnavailableException;
import dev.jobq.store.JobExchange.Wanted;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.sql.Connection;
import java.sql.Statement;
import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** Files that are taken away or replaced while they are open: the database's own, and the one beside it. */
@Timeout(60)
class SqliteReplacedFileTests {

    @TempDir
    private Path folder;

    private Path file;
    private Path aside;

    @BeforeEach
    void name() {
        file = folder.resolve("jobs.db");
        aside = folder.resolve("aside.db");
    }

    @Test
    void noConnectionIsOpenedToAFileThatTookThePlaceOfTheRightOne() throws Exception {
        SqliteConnections connections = new SqliteConnections(SqliteTarget.file(file));
        Path log = folder.resolve("jobs.db-wal");
        try (Connection first = connections.open();
                Statement statement = first.createStatement()) {
            statement.execute("CREATE TABLE t (n INTEGER)");
            long length = Files.size(log);
            replace();

            assertThatThrownBy(connections::open)
                    .isInstanceOf(StoreUnavailableException.class)
                    .hasMessageContaining("jobs.db")
                    .hasMessageContaining("removed or replaced");

            assertThat(Files.size(file)).isZero();
            assertThat(log).hasSize(length);
            Files.delete(file);
            assertThatThrownBy(connections::open).isInstanceOf(StoreUnavailableException.class);
            assertThat(file).doesNotExist();
            Files.move(aside, file);
            try (Connection second = connections.open();
                    Statement other = second.createStatement()) {
                other.execute("INSERT INTO t VALUES (1)");
            }
        }
    }

    @Test
    void connectionsAreMadeAsDurableAsTheTargetSays() throws Exception {
        for (SqliteTarget.Durability durability : SqliteTarget.Durability.values()) {
            SqliteTarget target = SqliteTarget.file(file).withDurability(durability);
            try (Connection connection = new SqliteConnections(target).open();
                    Statement statement = connection.createStatement()) {
                assertThat(statement.executeQuery("PRAGMA synchronous").getInt(1))
                        .isEqualTo(durability == SqliteTarget.Durability.FULL ? 2 : 1);
                assertThat(statement.executeQuery("PRAGMA journal_mode").getString(1))
                        .isEqualTo("wal");
                assertThat(statement.executeQuery("PRAGMA busy_timeout").getInt(1))
                        .isEqualTo(5_000);
            }
        }
    }

    @Test
    void notEvenTheFirstCommitAfterItIsAcknowledged() throws Exception {
        try (SqliteJobStore store = SqliteStores.open(SqliteTarget.file(file))) {
            for (int round = 0; round < 3; round++) {
                JobId acknowledged = enqueue(store);
                // At once: within the time for which the last look counts.
                replace();
                assertThatThrownBy(() -> enqueue(store)).isInstanceOf(StoreUnavailableException.class);
                Files.move(aside, file, StandardCopyOption.REPLACE_EXISTING);
                assertThat(store.reader().get(acknowledged)).isPresent();
            }
        }
    }

    @Test
    void aLockOnASideFileThatIsGoneIsNoProofOfDeath() throws Exception {
        try (SqliteJobStore store = SqliteStores.open(SqliteTarget.file(file))) {
            store.topics().register(List.of("emails"));
            JobId id = enqueue(store);
            long node = store.nodes().register(SqliteStores.WORKER, List.of("emails"), Duration.ofMinutes(1));
            assertThat(store.exchange()
                            .trade(node, List.of(), List.of(new Wanted("emails", 1)))
                            .claimed())
                    .hasSize(1);
            assertThat(OtherRescuer.run(file)).isZero();

            Files.delete(folder.resolve("jobs.db-jobq.lock"));

            assertThat(OtherRescuer.run(file)).isZero();
            assertThat(store.reader().get(id).orElseThrow().status()).isEqualTo(JobStatus.EXECUTING);
            assertThat(store.nodes().renew(node, null)).isPresent();
        }
    }

    private void replace() throws Exception {
        Files.move(file, aside);
        Files.createFile(file);
    }

    private static JobId enqueue(SqliteJobStore store) {
        return store.intake().insert(List.of(SqliteStores.draft("1"))).get(0);
    }
}

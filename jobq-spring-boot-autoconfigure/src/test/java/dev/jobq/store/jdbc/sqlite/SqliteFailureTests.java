package dev.jobq.store.jdbc.sqlite;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.jobq.store.StoreSignals;
import dev.jobq.store.jdbc.CommitListeners;
import dev.jobq.store.jdbc.SqlFiles;
import java.nio.channels.FileChannel;
import java.nio.channels.FileLock;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.sql.Connection;
import java.sql.Statement;
import java.time.Duration;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** Failures that must end neither a thread nor what others do. */
@Timeout(60)
class SqliteFailureTests {

    @TempDir
    private Path folder;

    @Test
    void theWaitForTheTurnGoesOnAfterAnOverlapInThisProcess() throws Exception {
        Path file = folder.resolve("jobs.db");
        try (SqliteTurn turn = SqliteTurn.open(SqliteTarget.file(file));
                FileChannel second = FileChannel.open(
                        folder.resolve("jobs.db-jobq.lock"), StandardOpenOption.CREATE, StandardOpenOption.WRITE)) {
            FileLock lock = second.lock(0, 1, false);
            assertThat(turn.tryAcquire(Duration.ofMillis(200))).isFalse();
            CompletableFuture<Boolean> waiting =
                    CompletableFuture.supplyAsync(() -> turn.tryAcquire(Duration.ofSeconds(10)));
            assertThat(waiting).isNotDone();

            lock.release();

            assertThat(waiting.get()).isTrue();
        }
    }

    @Test
    void aListenerThatFailsGravelyDoesNotEndTheWatch() throws Exception {
        Path file = folder.resolve("jobs.db");
        AtomicInteger heard = new AtomicInteger();
        try (SqliteJobStore store = SqliteStores.open(SqliteTarget.file(file));
                Connection other = new SqliteConnections(SqliteTarget.file(file)).open();
                Statement statement = other.createStatement()) {
            store.signals().listen(new StoreSignals.Listener() {
                @Override
                public void available(@Nullable String topic) {
                    heard.incrementAndGet();
                    throw new AssertionError("on purpose");
                }

                @Override
                public void interrupted() {}
            });
            for (int commits = 1; commits <= 3; commits++) {
                int before = heard.get();
                // The first look only takes note: commit until one is heard.
                await().pollInterval(Duration.ofMillis(50)).until(() -> {
                    statement.execute("CREATE TABLE IF NOT EXISTS t (n INTEGER)");
                    statement.execute("INSERT INTO t VALUES (1)");
                    return heard.get() > before;
                });
            }
        }
    }

    @Test
    void aCommittedWriteIsReportedAsDoneThoughTheTurnCannotBeGivenBack() throws Exception {
        SqliteTarget target = SqliteTarget.file(folder.resolve("jobs.db"));
        SqliteTurn turn = SqliteTurn.open(target);
        CommitListeners listeners = new CommitListeners();
        SqliteConnections connections = new SqliteConnections(target);
        WriterConnection connection =
                new WriterConnection(connections, new SqlFiles("sqlite", "jobq", null, null), listeners);
        try (SqliteWriter writer = new SqliteWriter(connection, turn, listeners, new SqliteErrors("jobs.db"), false);
                Connection observer = connections.open();
                Statement statement = observer.createStatement()) {
            statement.execute("CREATE TABLE t (n INTEGER)");

            String outcome = writer.write(session -> {
                try (Statement insert = session.connection().createStatement()) {
                    insert.execute("INSERT INTO t VALUES (1)");
                }
                // Closes the side file, so that its lock cannot be released.
                turn.close();
                return "done";
            });

            assertThat(outcome).isEqualTo("done");
            assertThat(statement.executeQuery("SELECT count(*) FROM t").getInt(1))
                    .isEqualTo(1);
        }
    }

    @Test
    void stagingWritesOnlyWhatIsDue() throws Exception {
        SqliteTarget target = SqliteTarget.file(folder.resolve("jobs.db"));
        CountDownLatch staged = new CountDownLatch(1);
        try (SqliteJobStore store = SqliteStores.open(target);
                SqliteTurn turn = SqliteTurn.open(target)) {
            turn.acquire();
            try {
                var unused = CompletableFuture.runAsync(() -> {
                    store.upkeep().stage(10);
                    staged.countDown();
                });
                assertThat(staged.await(10, TimeUnit.SECONDS))
                        .as("staged while another has the turn")
                        .isTrue();
            } finally {
                turn.release();
            }
        }
    }
}

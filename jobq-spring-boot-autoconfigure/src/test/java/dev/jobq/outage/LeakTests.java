package dev.jobq.outage;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import dev.jobq.JobId;
import dev.jobq.JobQueue;
import dev.jobq.JobResult;
import dev.jobq.JobStatus;
import dev.jobq.StoreUnavailableException;
import dev.jobq.store.CallerTransaction;
import dev.jobq.store.JobStore;
import dev.jobq.store.TestPostgres;
import dev.jobq.store.jdbc.postgresql.PostgresJobStore;
import dev.jobq.store.jdbc.sqlite.SqliteJobStore;
import dev.jobq.store.jdbc.sqlite.SqliteTarget;
import java.io.IOException;
import java.net.ServerSocket;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import javax.sql.DataSource;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** However often something begins and ends, or breaks: afterwards there are no more threads, open files and connections than before. */
@Timeout(240)
@Tag("patient")
class LeakTests {

    private static final int ROUNDS = 10;
    private static final AtomicInteger NUMBERS = new AtomicInteger();

    @TempDir
    Path folder;

    @ParameterizedTest
    @ValueSource(booleans = {false, true})
    void anEngineThatIsStartedAndStopped(boolean isPostgres) {
        try (OutageEngine engine = new OutageEngine(isPostgres ? open(database()) : open(folder.resolve("jobs.db")))) {
            work(engine);
            engine.engine.stop();
            HeldByProcess before = HeldByProcess.now();
            for (int i = 0; i < ROUNDS; i++) {
                engine.engine.start();
                await().atMost(OutageEngine.SOON).until(() -> engine.engine.worker() != null);
                work(engine);
                engine.engine.stop();
            }
            before.awaitAgainAfter(ROUNDS);
        }
    }

    @ParameterizedTest
    @ValueSource(booleans = {false, true})
    void aQueueThatIsOpenedAndClosed(boolean isPostgres) throws Exception {
        DataSource dataSource = isPostgres ? database() : null;
        HeldByProcess before = null;
        for (int i = 0; i <= ROUNDS; i++) {
            try (JobQueue queue =
                    dataSource == null ? JobQueue.open(folder.resolve("jobs.db")) : JobQueue.open(dataSource)) {
                JobId id = queue.enqueue("leaks", Map.of("number", i));
                CompletableFuture<JobResult> end = queue.completion(id);
                assertThat(queue.cancel(id)).isTrue();
                assertThat(end.get(60, TimeUnit.SECONDS).status()).isEqualTo(JobStatus.CANCELLED);
            }
            before = before == null ? HeldByProcess.now() : before;
        }
        before.awaitAgainAfter(ROUNDS);
        if (dataSource != null) {
            await().atMost(OutageEngine.SOON).until(() -> others(dataSource) == 0);
        }
    }

    @Test
    void connectionsThatTheServerBreaks() throws Exception {
        DataSource dataSource = database();
        try (OutageEngine engine = new OutageEngine(open(dataSource))) {
            HeldByProcess before = null;
            long connections = 0;
            for (int i = 0; i <= ROUNDS; i++) {
                try (Connection connection = dataSource.getConnection();
                        Statement statement = connection.createStatement()) {
                    statement.execute("SELECT pg_terminate_backend(pid) FROM pg_stat_activity "
                            + "WHERE datname = current_database() AND pid <> pg_backend_pid()");
                }
                engine.awaitWork();
                atOnce(engine);
                if (before == null) {
                    before = HeldByProcess.now();
                    connections = others(dataSource);
                }
            }
            long most = connections;
            before.awaitAgainAfter(ROUNDS);
            await().atMost(OutageEngine.SOON).until(() -> others(dataSource) < most + ROUNDS);
        }
    }

    @Test
    void aFileThatIsReplacedAndPutBack() throws Exception {
        Path file = folder.resolve("jobs.db");
        Path aside = folder.resolve("aside.db");
        try (OutageEngine engine = new OutageEngine(open(file))) {
            HeldByProcess before = null;
            for (int i = 0; i <= ROUNDS; i++) {
                Files.move(file, aside);
                Files.createFile(file);
                assertThatThrownBy(() -> engine.enqueue("quick", 1)).isInstanceOf(StoreUnavailableException.class);
                Files.move(aside, file, StandardCopyOption.REPLACE_EXISTING);
                engine.awaitWork();
                atOnce(engine);
                before = before == null ? HeldByProcess.now() : before;
            }
            before.awaitAgainAfter(ROUNDS);
        }
    }

    @Test
    void aSideFileThatIsRemoved() throws Exception {
        Path file = folder.resolve("jobs.db");
        Path side = folder.resolve("jobs.db-jobq.lock");
        try (OutageEngine engine = new OutageEngine(open(file))) {
            HeldByProcess before = null;
            for (int i = 0; i <= ROUNDS; i++) {
                Files.delete(side);
                await().atMost(OutageEngine.SOON).until(() -> {
                    engine.enqueue("quick", 1);
                    return Files.exists(side);
                });
                engine.awaitWork();
                before = before == null ? HeldByProcess.now() : before;
            }
            before.awaitAgainAfter(ROUNDS);
        }
    }

    /** Whoever could not see a leak would find none. */
    @Test
    void aThreadAndASocketThatAreLeftAreSeen() throws IOException {
        HeldByProcess before = HeldByProcess.now();
        CountDownLatch end = new CountDownLatch(1);
        try (ServerSocket left = new ServerSocket(0)) {
            new Thread(() -> awaitUninterrupted(end), "left-1").start();
            assertThat(HeldByProcess.now().beyond(before))
                    .containsEntry("thread left-#", 1L)
                    .containsEntry("file socket:[#]", 1L);
            assertThat(left.isClosed()).isFalse();
        } finally {
            end.countDown();
        }
        HeldByProcess again = before;
        await().atMost(OutageEngine.SOON)
                .until(() ->
                        HeldByProcess.now().beyond(again).keySet().stream().noneMatch(name -> name.contains("left")));
    }

    private static void work(OutageEngine engine) {
        engine.awaitCompleted(engine.enqueue("quick", 5), OutageEngine.SOON);
        atOnce(engine);
    }

    /** Many callers, so that all connections are in use that there may be. */
    private static void atOnce(OutageEngine engine) {
        List<CompletableFuture<List<JobId>>> callers = new ArrayList<>();
        for (int i = 0; i < 8; i++) {
            CompletableFuture<List<JobId>> enqueued = new CompletableFuture<>();
            callers.add(enqueued);
            new Thread(() -> {
                        try {
                            enqueued.complete(engine.enqueue("quick", 5));
                        } catch (RuntimeException ex) {
                            enqueued.completeExceptionally(ex);
                        }
                    })
                    .start();
        }
        callers.forEach(caller -> engine.awaitCompleted(caller.join(), OutageEngine.SOON));
    }

    private static long others(DataSource dataSource) throws SQLException {
        try (Connection connection = dataSource.getConnection();
                Statement statement = connection.createStatement();
                ResultSet row = statement.executeQuery("SELECT count(*) FROM pg_stat_activity "
                        + "WHERE datname = current_database() AND pid <> pg_backend_pid()")) {
            row.next();
            return row.getLong(1);
        }
    }

    private static void awaitUninterrupted(CountDownLatch latch) {
        try {
            latch.await();
        } catch (InterruptedException ex) {
            Thread.currentThread().interrupt();
        }
    }

    private static DataSource database() {
        return TestPostgres.create("leaks" + NUMBERS.incrementAndGet());
    }

    private static JobStore open(DataSource dataSource) {
        return PostgresJobStore.open(dataSource, true, OutageEngine.settings(), CallerTransaction.NONE);
    }

    private static JobStore open(Path file) {
        return SqliteJobStore.open(SqliteTarget.file(file), OutageEngine.settings(), CallerTransaction.NONE);
    }
}

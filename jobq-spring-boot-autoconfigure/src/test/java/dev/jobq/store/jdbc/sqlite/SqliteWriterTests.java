package dev.jobq.store.jdbc.sqlite;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import dev.jobq.JobId;
import dev.jobq.JobNotFoundException;
import dev.jobq.JobStatus;
import dev.jobq.QueueClosedException;
import dev.jobq.StoreException;
import dev.jobq.store.jdbc.CommitListeners;
import dev.jobq.store.jdbc.SqlFiles;
import dev.jobq.store.jdbc.Transactor.Work;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collections;
import java.util.HashSet;
import java.util.List;
import java.util.concurrent.Callable;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.Future;
import java.util.concurrent.FutureTask;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.function.IntFunction;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

@Timeout(60)
class SqliteWriterTests {

    @TempDir
    private Path folder;

    private SqliteTurn turn;
    private SqliteConnections connections;
    private SqliteWriter writer;
    private Connection observer;

    @BeforeEach
    void open() throws SQLException {
        SqliteTarget target = SqliteTarget.file(folder.resolve("jobs.db"));
        turn = SqliteTurn.open(target);
        connections = new SqliteConnections(target);
        execute("CREATE TABLE t (n INTEGER PRIMARY KEY)");
        observer = connections.open();
        CommitListeners listeners = new CommitListeners();
        WriterConnection connection = new WriterConnection(
                connections, new SqlFiles("sqlite", "jobq", null, null), listeners, new FileIdentity(target.file()));
        writer = new SqliteWriter(connection, turn, listeners, new SqliteErrors("jobs.db"), false);
    }

    @AfterEach
    void close() throws SQLException {
        observer.close();
        writer.close();
        turn.close();
    }

    @Test
    void manyCallersShareOneCommit() throws Exception {
        List<Integer> seenByOthers = Collections.synchronizedList(new ArrayList<>());
        List<Future<Long>> all = queued(20, n -> session -> {
            seenByOthers.add(rows().size());
            return insert(n).run(session);
        });
        for (Future<Long> one : all) {
            one.get();
        }
        assertThat(rows()).hasSize(20);
        // One commit, or a few on a machine so slow that the first was cut short; each alone would have shown 20
        // numbers.
        assertThat(seenByOthers).hasSize(20);
        assertThat(new HashSet<>(seenByOthers))
                .as("rows committed while each ran")
                .hasSizeLessThan(10);
    }

    @Test
    void aFailureUndoesItsOwnOperationAndNoOther() throws Exception {
        List<Future<Long>> all = queued(9, n -> session -> {
            Long changes = insert(n).run(session);
            if (n % 3 == 0) {
                throw new JobNotFoundException(new JobId(1));
            }
            return changes;
        });
        for (int n = 0; n < all.size(); n++) {
            Future<Long> one = all.get(n);
            if (n % 3 == 0) {
                assertThatThrownBy(one::get).hasCauseInstanceOf(JobNotFoundException.class);
            } else {
                one.get();
            }
        }
        assertThat(rows()).containsExactly(1L, 2L, 4L, 5L, 7L, 8L);
    }

    @Test
    void aViolatedConstraintIsTheCallersAlone() throws Exception {
        writer.write(insert(3));
        List<Future<Long>> all = queued(6, n -> session -> {
            insert(n + 100).run(session);
            return insert(n).run(session);
        });
        for (int n = 0; n < 6; n++) {
            Future<Long> one = all.get(n);
            if (n == 3) {
                assertThatThrownBy(one::get).hasCauseInstanceOf(StoreException.class);
            } else {
                one.get();
            }
        }
        assertThat(rows()).hasSize(11).doesNotContain(103L);
    }

    @Test
    void anErrorInAnOperationReachesItsCallerAndTheWriterGoesOn() {
        assertThatThrownBy(() -> writer.write(session -> {
                    throw new AssertionError("broken");
                }))
                .isInstanceOf(AssertionError.class);
        writer.write(insert(1));
        assertThat(rows()).containsExactly(1L);
    }

    @Test
    void whenTheTransactionIsLostAllOfItsOperationsFail() throws Exception {
        // A rollback under the writer's feet is what SQLite does by itself when the disk is full.
        List<Future<Long>> all = queued(5, n -> session -> {
            Long changes = insert(n).run(session);
            if (n == 3) {
                try (Statement statement = session.connection().createStatement()) {
                    statement.execute("ROLLBACK");
                }
            }
            return changes;
        });
        List<Long> failed = new ArrayList<>();
        for (int n = 0; n < all.size(); n++) {
            try {
                all.get(n).get();
            } catch (ExecutionException ex) {
                assertThat(ex).hasCauseInstanceOf(StoreException.class);
                failed.add((long) n);
            }
        }
        assertThat(failed).contains(3L);
        assertThat(rows()).doesNotContainAnyElementsOf(failed).hasSize(5 - failed.size());
        writer.write(insert(50));
        assertThat(rows()).contains(50L);
    }

    @Test
    void urgentWorkGoesFirst() throws Exception {
        List<String> order = Collections.synchronizedList(new ArrayList<>());
        CountDownLatch release = new CountDownLatch(1);
        Future<?> first = occupy(release);
        Future<?> normal = queue(() -> writer.write(session -> order.add("normal")));
        Future<?> urgent = queue(() -> writer.writeFirst(session -> order.add("urgent")));
        release.countDown();
        first.get();
        normal.get();
        urgent.get();
        assertThat(order).containsExactly("urgent", "normal");
    }

    @Test
    void anInterruptedCallerGetsItsOutcomeAndStaysInterrupted() throws Exception {
        CountDownLatch release = new CountDownLatch(1);
        Future<?> first = occupy(release);
        AtomicBoolean wasInterrupted = new AtomicBoolean();
        Thread caller = new Thread(() -> {
            writer.write(insert(1));
            wasInterrupted.set(Thread.currentThread().isInterrupted());
        });
        caller.start();
        awaitParked(caller);
        caller.interrupt();
        release.countDown();
        first.get();
        caller.join();
        assertThat(wasInterrupted).isTrue();
        assertThat(rows()).containsExactly(1L);
    }

    @Test
    void everyoneIsAnsweredUnderLoad() throws Exception {
        List<Future<?>> all = new ArrayList<>();
        for (int t = 0; t < 16; t++) {
            int base = t * 1_000;
            all.add(start(() -> {
                for (int n = 0; n < 100; n++) {
                    writer.write(insert(base + n));
                }
                return base;
            }));
        }
        for (Future<?> one : all) {
            one.get();
        }
        assertThat(rows()).hasSize(1_600);
    }

    @Test
    void aFailedOperationLeavesNoDepthBehind() {
        assertThatThrownBy(() -> writer.write(session -> {
                    session.depth("emails", JobStatus.AVAILABLE, 1);
                    throw new JobNotFoundException(new JobId(1));
                }))
                .isInstanceOf(JobNotFoundException.class);
        // There is no table of counters here: flushing anything would fail.
        writer.write(insert(1));
        assertThat(rows()).containsExactly(1L);
    }

    @Test
    void aForeignTransactionThatTakesNoTurnIsWaitedFor() throws Exception {
        try (Connection foreign = connections.open();
                Statement statement = foreign.createStatement()) {
            foreign.setAutoCommit(false);
            statement.execute("INSERT INTO t (n) VALUES (1)");
            Future<Long> waiting = start(() -> writer.write(insert(2)));
            await().until(this::isTurnTaken);
            foreign.commit();
            waiting.get();
        }
        assertThat(rows()).containsExactly(1L, 2L);
    }

    @Test
    void workInsideAnUnknownTransactionOnTheSameFileIsRefusedInsteadOfWaitingForItself() {
        turn.acquire();
        try {
            assertThatThrownBy(() -> writer.write(insert(1))).isInstanceOf(StoreException.class);
        } finally {
            turn.release();
        }
    }

    @Test
    void aListenerThatCallsTheStoreIsTold() {
        assertThatThrownBy(() -> writer.write(session -> writer.write(insert(1))))
                .isInstanceOf(StoreException.class)
                .hasMessageContaining("called the store");
    }

    @Test
    void closingAnswersWhoWaits() throws Exception {
        CountDownLatch release = new CountDownLatch(1);
        Future<?> first = occupy(release);
        Future<Long> waiting = queue(() -> writer.write(insert(1)));
        Future<?> closing = start(() -> {
            writer.close();
            return true;
        });
        await().until(() -> {
            try {
                writer.look(session -> 1);
                return false;
            } catch (QueueClosedException ex) {
                return true;
            }
        });
        release.countDown();
        first.get();
        closing.get();
        assertThatThrownBy(waiting::get)
                .isInstanceOf(ExecutionException.class)
                .hasCauseInstanceOf(QueueClosedException.class);
    }

    private static Work<Long> insert(long n) {
        return session -> {
            try (Statement statement = session.connection().createStatement()) {
                return statement.executeLargeUpdate("INSERT INTO t (n) VALUES (" + n + ")");
            }
        };
    }

    /** Queues operations behind one that waits, in order, then lets it go. */
    private List<Future<Long>> queued(int count, IntFunction<Work<Long>> work) throws Exception {
        CountDownLatch release = new CountDownLatch(1);
        Future<?> first = occupy(release);
        List<Future<Long>> all = new ArrayList<>();
        for (int n = 0; n < count; n++) {
            Work<Long> one = work.apply(n);
            all.add(queue(() -> writer.write(one)));
        }
        release.countDown();
        first.get();
        return all;
    }

    /** Keeps the writer busy. */
    private Future<?> occupy(CountDownLatch release) throws InterruptedException {
        CountDownLatch begun = new CountDownLatch(1);
        Future<?> occupied = start(() -> writer.look(session -> {
            begun.countDown();
            await().forever().until(() -> release.getCount() == 0);
            return true;
        }));
        begun.await();
        return occupied;
    }

    private boolean isTurnTaken() {
        boolean isMine = turn.tryAcquire(Duration.ZERO);
        if (isMine) {
            turn.release();
        }
        return !isMine;
    }

    private static <T> Future<T> start(Callable<T> action) {
        FutureTask<T> task = new FutureTask<>(action);
        new Thread(task).start();
        return task;
    }

    /** Starts a call and waits until it waits. */
    private static <T> Future<T> queue(Callable<T> action) {
        FutureTask<T> task = new FutureTask<>(action);
        Thread thread = new Thread(task);
        thread.start();
        awaitParked(thread);
        return task;
    }

    private static void awaitParked(Thread thread) {
        await().pollInterval(Duration.ofMillis(2)).until(() -> thread.getState() == Thread.State.WAITING);
    }

    private List<Long> rows() {
        List<Long> rows = new ArrayList<>();
        try (Statement statement = observer.createStatement();
                ResultSet result = statement.executeQuery("SELECT n FROM t ORDER BY n")) {
            while (result.next()) {
                rows.add(result.getLong(1));
            }
        } catch (SQLException ex) {
            throw new AssertionError(ex);
        }
        return rows;
    }

    private void execute(String sql) throws SQLException {
        try (Connection connection = connections.open();
                Statement statement = connection.createStatement()) {
            statement.execute(sql);
        }
    }
}

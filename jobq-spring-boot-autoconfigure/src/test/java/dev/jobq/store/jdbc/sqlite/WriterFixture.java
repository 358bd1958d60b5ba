package dev.jobq.store.jdbc.sqlite;

import static org.awaitility.Awaitility.await;

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
import java.util.List;
import java.util.concurrent.Callable;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.Future;
import java.util.concurrent.FutureTask;
import java.util.function.IntFunction;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.io.TempDir;

/** A writer on a file with one table of numbers, and calls that are made to meet in it. */
abstract class WriterFixture {

    @TempDir
    private Path folder;

    SqliteTurn turn;
    SqliteConnections connections;
    SqliteWriter writer;
    private Connection observer;

    @BeforeEach
    void open() throws SQLException {
        SqliteTarget target = SqliteTarget.file(folder.resolve("jobs.db"));
        turn = SqliteTurn.open(target);
        connections = new SqliteConnections(target);
        execute("CREATE TABLE jobq_ready (topic TEXT, rank INTEGER, run_at INTEGER, job INTEGER PRIMARY KEY)");
        observer = connections.open();
        CommitListeners listeners = new CommitListeners();
        WriterConnection connection =
                new WriterConnection(connections, new SqlFiles("sqlite", "jobq", null, null), listeners);
        writer = new SqliteWriter(connection, turn, listeners, new SqliteErrors("jobs.db"), false);
    }

    @AfterEach
    void close() throws SQLException {
        observer.close();
        writer.close();
        turn.close();
    }

    static Work<Long> insert(long n) {
        return session -> (long) session.call("ready_insert")
                .set("topic", "emails")
                .set("rank", 0)
                .set("runAt", 0)
                .set("job", n)
                .update();
    }

    /** Queues operations behind one that waits, in order, then lets it go. */
    List<Future<Long>> queued(int count, IntFunction<Work<Long>> work) throws Exception {
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
    Future<?> occupy(CountDownLatch release) throws InterruptedException {
        CountDownLatch begun = new CountDownLatch(1);
        Future<?> occupied = start(() -> writer.look(session -> {
            begun.countDown();
            await().forever().until(() -> release.getCount() == 0);
            return true;
        }));
        begun.await();
        return occupied;
    }

    boolean isTurnTaken() {
        boolean isMine = turn.tryAcquire(Duration.ZERO);
        if (isMine) {
            turn.release();
        }
        return !isMine;
    }

    static <T> Future<T> start(Callable<T> action) {
        FutureTask<T> task = new FutureTask<>(action);
        new Thread(task).start();
        return task;
    }

    /** Starts a call and waits until it waits. */
    static <T> Future<T> queue(Callable<T> action) {
        FutureTask<T> task = new FutureTask<>(action);
        Thread thread = new Thread(task);
        thread.start();
        awaitParked(thread);
        return task;
    }

    static void awaitParked(Thread thread) {
        await().pollInterval(Duration.ofMillis(2)).until(() -> thread.getState() == Thread.State.WAITING);
    }

    List<Long> rows() {
        List<Long> rows = new ArrayList<>();
        try (Statement statement = observer.createStatement();
                ResultSet result = statement.executeQuery("SELECT job FROM jobq_ready ORDER BY job")) {
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

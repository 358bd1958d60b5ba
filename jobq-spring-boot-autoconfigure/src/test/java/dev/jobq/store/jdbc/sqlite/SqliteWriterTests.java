package dev.jobq.store.jdbc.sqlite;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import dev.jobq.QueueClosedException;
import dev.jobq.StoreException;
import java.sql.Connection;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.Future;
import java.util.concurrent.atomic.AtomicBoolean;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** Who writes when, and who is told what. */
@Timeout(60)
class SqliteWriterTests extends WriterFixture {

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

    /** As a renewal of a lease does beside many transactions of the application's. */
    @Test
    void urgentWorkDoesNotQueueBehindTransactionsThatWaitForTheirTurn() throws Exception {
        List<String> order = Collections.synchronizedList(new ArrayList<>());
        List<Future<?>> all = new ArrayList<>();
        turn.acquire();
        for (int i = 0; i < 3; i++) {
            int before = turn.waiting();
            all.add(start(() -> {
                turn.acquire();
                order.add("transaction");
                turn.release();
                return null;
            }));
            await().until(() -> turn.waiting() > before);
        }
        all.add(start(() -> writer.write(session -> order.add("normal"))));
        await().until(() -> turn.waiting() == 4);
        all.add(queue(() -> writer.writeFirst(session -> order.add("urgent"))));
        turn.release();
        for (Future<?> one : all) {
            one.get();
        }
        assertThat(order).containsExactly("urgent", "normal", "transaction", "transaction", "transaction");
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
    void aForeignTransactionThatTakesNoTurnIsWaitedFor() throws Exception {
        try (Connection foreign = connections.open();
                Statement statement = foreign.createStatement()) {
            foreign.setAutoCommit(false);
            statement.execute("INSERT INTO jobq_ready (job) VALUES (1)");
            Future<Long> waiting = start(() -> writer.write(insert(2)));
            await().until(this::isTurnTaken);
            foreign.commit();
            waiting.get();
        }
        assertThat(rows()).containsExactly(1L, 2L);
    }

    /** What began as a reader could not write any more once somebody else did, however patient it is. */
    @Test
    void nobodyWritesBetweenWhatATransactionReadAndWhatItWrites() throws Exception {
        try (Connection foreign = connections.open();
                Statement statement = foreign.createStatement()) {
            statement.execute("PRAGMA busy_timeout = 0");
            writer.write(session -> {
                List<Long> before =
                        session.call("ready_first").set("topic", "emails").list(row -> row.getLong(1));
                assertThatThrownBy(() -> statement.execute("INSERT INTO jobq_ready (job) VALUES (1)"))
                        .isInstanceOfSatisfying(
                                SQLException.class,
                                ex -> assertThat(SqliteErrors.isBusy(ex)).isTrue());
                return before.size() + insert(2).run(session);
            });
        }
        assertThat(rows()).containsExactly(2L);
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
}

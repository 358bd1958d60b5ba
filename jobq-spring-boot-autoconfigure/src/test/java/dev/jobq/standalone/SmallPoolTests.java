package dev.jobq.standalone;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import com.zaxxer.hikari.HikariDataSource;
import dev.jobq.JobId;
import dev.jobq.JobQueue;
import dev.jobq.NewJob;
import dev.jobq.store.TestPostgres;
import java.sql.Connection;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** A queue on a pool that the application needs as well. */
@Timeout(120)
class SmallPoolTests {

    private static final AtomicInteger DATABASES = new AtomicInteger();

    @ParameterizedTest
    @ValueSource(ints = {1, 2, 5})
    void applicationTransactionsAndEnqueuesGoOnBesideEachOther(int size) throws Exception {
        try (HikariDataSource pool = pool(size);
                JobQueue queue = JobQueue.open(pool)) {
            int callers = 8;
            ExecutorService threads = Executors.newFixedThreadPool(callers);
            List<Future<List<JobId>>> answers = new ArrayList<>();
            for (int i = 0; i < callers; i++) {
                int caller = i;
                answers.add(threads.submit(() -> enqueue(pool, queue, caller)));
            }
            List<JobId> ids = new ArrayList<>();
            for (Future<List<JobId>> answer : answers) {
                ids.addAll(answer.get(60, TimeUnit.SECONDS));
            }
            threads.shutdown();
            assertThat(ids).hasSize(callers * 40).doesNotHaveDuplicates();
            assertThat(ids).allMatch(id -> queue.get(id).isPresent());
        }
    }

    /** In transactions of its own, each to a topic that is new, and without. */
    private static List<JobId> enqueue(HikariDataSource pool, JobQueue queue, int caller) throws SQLException {
        List<JobId> ids = new ArrayList<>();
        for (int i = 0; i < 20; i++) {
            try (Connection connection = pool.getConnection()) {
                connection.setAutoCommit(false);
                ids.add(queue.enqueue(connection, NewJob.of("topic" + i % 4, i).type("t" + caller)));
                connection.commit();
                connection.setAutoCommit(true);
            }
            ids.add(queue.enqueue(NewJob.of("topic" + i % 4, i).type("t" + caller)));
        }
        return ids;
    }

    @ParameterizedTest
    @CsvSource({"1, 1", "2, 1", "3, 2", "5, 4", "12, 8"})
    void theApplicationHasSoManyAtAnyTime(int size, int free) throws Exception {
        try (HikariDataSource pool = pool(size);
                JobQueue queue = JobQueue.open(pool)) {
            ExecutorService threads = Executors.newFixedThreadPool(12);
            List<Future<JobId>> answers = IntStream.range(0, 200)
                    .mapToObj(i -> threads.submit(() -> queue.enqueue("emails", i)))
                    .toList();
            for (Future<JobId> answer : answers) {
                answer.get(60, TimeUnit.SECONDS);
            }
            threads.shutdown();
            await().until(() -> pool.getHikariPoolMXBean().getActiveConnections() <= size - free);
            List<Connection> taken = new ArrayList<>();
            try {
                for (int i = 0; i < free; i++) {
                    taken.add(pool.getConnection());
                }
            } finally {
                for (Connection connection : taken) {
                    connection.close();
                }
            }
        }
    }

    private static HikariDataSource pool(int size) {
        HikariDataSource pool = new HikariDataSource();
        pool.setDataSource(TestPostgres.create("small_pool_" + DATABASES.incrementAndGet()));
        pool.setMaximumPoolSize(size);
        pool.setConnectionTimeout(10_000);
        return pool;
    }
}

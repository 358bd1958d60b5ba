package dev.jobq.store.jdbc.postgresql;

import static dev.jobq.store.jdbc.postgresql.PostgresStores.draft;
import static dev.jobq.store.jdbc.postgresql.PostgresStores.drafts;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import dev.jobq.JobId;
import dev.jobq.StoreException;
import dev.jobq.store.JobDraft;
import java.sql.Connection;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.List;
import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** Inserts of many callers, and of many jobs. */
class PostgresIntakeTests {

    private final PostgresSandbox sandbox = new PostgresSandbox();
    private final PostgresJobStore store = sandbox.store;

    @AfterEach
    void closeStore() {
        sandbox.close();
    }

    @Test
    void callersThatComeTogetherShareCommits() throws Exception {
        int callers = 40;
        Queue<Thread> threads = new ConcurrentLinkedQueue<>();
        ExecutorService executor = Executors.newFixedThreadPool(callers, task -> {
            Thread thread = new Thread(task);
            threads.add(thread);
            return thread;
        });
        List<Future<List<JobId>>> inserts = new ArrayList<>();
        try (Connection connection = PostgresSandbox.DATABASE.getConnection()) {
            connection.setAutoCommit(false);
            sandbox.execute(connection, "LOCK TABLE %1$s_job IN SHARE MODE");
            for (int i = 0; i < callers; i++) {
                inserts.add(executor.submit(() -> store.intake().insert(drafts(3))));
            }
            // Those who found a free place to write wait in the database, all others for them.
            await().until(() -> sandbox.number("SELECT count(*) FROM pg_locks"
                                    + " WHERE NOT granted AND relation = '%1$s_job'::regclass")
                            == InsertQueue.WRITERS
                    && waiting(threads) == callers - InsertQueue.WRITERS);
            connection.rollback();
        }
        List<JobId> all = new ArrayList<>();
        for (Future<List<JobId>> insert : inserts) {
            List<JobId> ids = insert.get(20, TimeUnit.SECONDS);
            assertThat(ids).hasSize(3).isSorted();
            all.addAll(ids);
        }
        executor.shutdown();
        assertThat(all).hasSize(3 * callers).doesNotHaveDuplicates();
        assertThat(sandbox.number("SELECT count(DISTINCT xmin::text) FROM %1$s_job"))
                .isLessThanOrEqualTo(2L * InsertQueue.WRITERS);
    }

    @Test
    void ofCallersThatShareACommitOnlyTheOneToBlameHearsOfIt() throws Exception {
        refuse("666");
        ExecutorService executor = Executors.newFixedThreadPool(12);
        List<Future<?>> inserts = new ArrayList<>();
        for (int i = 0; i < 60; i++) {
            String payload = i % 5 == 0 ? "666" : "1";
            inserts.add(executor.submit(() -> {
                if (payload.equals("1")) {
                    store.intake().insert(List.of(draft("1"), draft("2")));
                } else {
                    assertThatThrownBy(() -> store.intake().insert(List.of(draft("1"), draft(payload))))
                            .isInstanceOf(StoreException.class);
                }
            }));
        }
        for (Future<?> insert : inserts) {
            insert.get(20, TimeUnit.SECONDS);
        }
        executor.shutdown();
        assertThat(sandbox.number("SELECT count(*) FROM %1$s_job")).isEqualTo(48 * 2);
    }

    @Test
    void aBulkLargerThanOneStatementIsAllOrNothingAndInOrder() throws SQLException {
        List<JobDraft> drafts = new ArrayList<>(IntStream.range(0, 25_000)
                .mapToObj(i -> draft(Integer.toString(i)))
                .toList());
        List<JobId> ids = store.intake().insert(drafts);
        assertThat(ids).hasSize(25_000).isSorted();
        assertThat(sandbox.number(
                        "SELECT count(*) FROM %1$s_job WHERE payload::int + %2$d <> id",
                        ids.get(0).value()))
                .isZero();
        // PostgreSQL has no such text.
        drafts.set(24_999, draft("\0"));
        assertThatThrownBy(() -> store.intake().insert(drafts)).isInstanceOf(StoreException.class);
        assertThat(sandbox.number("SELECT count(*) FROM %1$s_ready")).isEqualTo(25_000);
    }

    private static long waiting(Queue<Thread> threads) {
        return threads.stream()
                .filter(thread -> thread.getState() == Thread.State.WAITING)
                .count();
    }

    private void refuse(String payload) throws SQLException {
        sandbox.execute("""
                CREATE FUNCTION %1$s_refuse() RETURNS trigger LANGUAGE plpgsql AS $$ BEGIN
                  IF new.payload = '%2$s' THEN RAISE EXCEPTION 'refused' USING ERRCODE = '23514'; END IF;
                  RETURN NULL;
                END $$""", payload);
        sandbox.execute("""
                CREATE CONSTRAINT TRIGGER refuse AFTER INSERT ON %1$s_job DEFERRABLE INITIALLY DEFERRED
                FOR EACH ROW EXECUTE FUNCTION %1$s_refuse()""");
    }
}

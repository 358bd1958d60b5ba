package dev.jobq.store.jdbc.postgresql;

import static dev.jobq.store.jdbc.postgresql.PostgresStores.drafts;
import static dev.jobq.store.jdbc.postgresql.PostgresStores.ended;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import dev.jobq.JobEvent;
import dev.jobq.JobId;
import dev.jobq.JobNotFoundException;
import dev.jobq.JobStatus;
import dev.jobq.store.ApplicationTransactions;
import dev.jobq.store.ClaimedJob;
import dev.jobq.store.JobDraft;
import dev.jobq.store.JobExchange.Wanted;
import dev.jobq.store.JobLog;
import dev.jobq.store.Move;
import dev.jobq.store.TestPostgres;
import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import javax.sql.DataSource;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** Two transactions that meet. */
@Timeout(60)
class BesideTransactionsTests {

    private static final DataSource DATABASE = TestPostgres.create("beside");

    private final ApplicationTransactions transactions = new ApplicationTransactions(DATABASE);
    private final PostgresJobStore store = PostgresStores.open(DATABASE, "jobq", transactions);
    private final ExecutorService other = Executors.newSingleThreadExecutor();

    @AfterEach
    void close() {
        other.shutdownNow();
        store.close();
    }

    @Test
    void aTopicThatIsNewToTwoTransactionsMakesNeitherWait() throws Exception {
        transactions.commit(() -> {
            enqueueTo("new");
            other.submit(() -> transactions.commit(() -> enqueueTo("new"))).get(30, TimeUnit.SECONDS);
            other.submit(() -> {
                        try (Connection connection = DATABASE.getConnection()) {
                            connection.setAutoCommit(false);
                            store.intake().insert(connection, List.of(draft("new")));
                            connection.commit();
                            return connection;
                        }
                    })
                    .get(30, TimeUnit.SECONDS);
            return null;
        });
        assertThat(store.topics().names()).contains("new");
        assertThat(number("SELECT count(*) FROM jobq_ready WHERE topic = 'new'"))
                .isEqualTo(3);
    }

    @Test
    void aDeleteTakesAlongWhatIsJustBeingAppended() throws Exception {
        JobId id = store.intake().insert(drafts(1)).get(0);
        Future<Boolean> delete = transactions.commit(() -> {
            store.log().append(id, "1");
            Future<Boolean> begun = other.submit(() -> store.control().delete(id));
            awaitWaiting();
            return begun;
        });
        assertThat(delete.get(30, TimeUnit.SECONDS)).isTrue();
        assertNothingIsLeftOf(id);
    }

    @Test
    void nothingIsAppendedToAJobThatIsJustBeingDeleted() throws Exception {
        JobId id = store.intake().insert(drafts(1)).get(0);
        Future<?> append = transactions.commit(() -> {
            store.control().delete(id);
            Future<?> begun = other.submit(() -> store.log().append(id, "1"));
            awaitWaiting();
            return begun;
        });
        assertThatThrownBy(() -> append.get(30, TimeUnit.SECONDS))
                .isInstanceOf(ExecutionException.class)
                .hasCauseInstanceOf(JobNotFoundException.class);
        assertNothingIsLeftOf(id);
    }

    @Test
    void whatAnAttemptSaysOfAJobThatIsJustBeingDeletedIsDropped() throws Exception {
        ClaimedJob claimed = claim();
        JobId id = claimed.job().id();
        List<JobLog.Entry> said = List.of(
                new JobLog.Entry(id, claimed.attempt().fence(), JobEvent.Type.PROGRESS, "1"),
                new JobLog.Entry(id, claimed.attempt().fence(), JobEvent.Type.MESSAGE, "2"));
        Future<?> write = transactions.commit(() -> {
            store.control().delete(id);
            Future<?> begun = other.submit(() -> store.log().write(said));
            awaitWaiting();
            return begun;
        });
        write.get(30, TimeUnit.SECONDS);
        assertNothingIsLeftOf(id);
    }

    @Test
    void aPurgeLeavesTheJobToWhichSomethingIsJustBeingAppended() throws Exception {
        ClaimedJob claimed = claim();
        long node = number("SELECT max(process) FROM jobq_node");
        store.exchange().trade(node, List.of(ended(claimed, Move.completed(null))), List.of());
        JobId id = claimed.job().id();
        transactions.commit(() -> {
            store.log().append(id, "1");
            return other.submit(() -> assertThat(purge()).isZero()).get(30, TimeUnit.SECONDS);
        });
        assertThat(purge()).isEqualTo(1);
        assertNothingIsLeftOf(id);
    }

    private int purge() {
        return store.upkeep().purge("emails", JobStatus.COMPLETED, Duration.ofMinutes(-1), 100);
    }

    private ClaimedJob claim() {
        store.topics().register(List.of("emails"));
        store.intake().insert(drafts(1));
        long node = store.nodes()
                .register(
                        new dev.jobq.ProcessId("w", 1, java.time.Instant.now()),
                        List.of("emails"),
                        Duration.ofMinutes(1));
        return store.exchange()
                .trade(node, List.of(), List.of(new Wanted("emails", 1)))
                .claimed()
                .get(0);
    }

    private List<JobId> enqueueTo(String topic) {
        store.topics().register(List.of(topic));
        return store.intake().insert(List.of(draft(topic)));
    }

    private static JobDraft draft(String topic) {
        return new JobDraft(topic, "welcome", "1", 0, JobDraft.Start.NOW, JobDraft.Limits.NONE);
    }

    private static void awaitWaiting() {
        await().until(() -> number("SELECT count(*) FROM pg_stat_activity WHERE datname = current_database()"
                        + " AND wait_event_type = 'Lock'")
                > 0);
    }

    private static void assertNothingIsLeftOf(JobId id) throws SQLException {
        for (String table : List.of("job", "ready", "running", "waiting", "done", "event", "progress", "attempt")) {
            String column = table.equals("job") ? "id" : "job";
            assertThat(number("SELECT count(*) FROM jobq_%s WHERE %s = %s".formatted(table, column, id)))
                    .as(table)
                    .isZero();
        }
    }

    private static long number(String sql) throws SQLException {
        try (Connection connection = DATABASE.getConnection();
                Statement statement = connection.createStatement();
                ResultSet row = statement.executeQuery(sql)) {
            row.next();
            return row.getLong(1);
        }
    }
}

package dev.jobq.store.jdbc.postgresql;

import static org.assertj.core.api.Assertions.assertThat;

import dev.jobq.JobId;
import dev.jobq.JobStatus;
import dev.jobq.store.ApplicationTransactions;
import dev.jobq.store.CallerTransaction;
import dev.jobq.store.ClaimedJob;
import dev.jobq.store.JobDraft;
import dev.jobq.store.JobExchange.Wanted;
import dev.jobq.store.Move;
import dev.jobq.store.TestPostgres;
import dev.jobq.store.TopicRules;
import dev.jobq.store.TopicRules.Order;
import java.sql.Connection;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import javax.sql.DataSource;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** Lines while transactions overlap. */
@Timeout(60)
class PostgresLinesTests {

    private static final DataSource DATABASE = TestPostgres.create("lines");
    private static final int MANY = 5;
    private static final AtomicInteger SYSTEMS = new AtomicInteger();

    private final String system = "l" + SYSTEMS.incrementAndGet();
    private final ApplicationTransactions transactions = new ApplicationTransactions(DATABASE);
    private final PostgresJobStore store = PostgresStores.open(DATABASE, system, transactions);
    private final PostgresJobStore other = PostgresStores.open(DATABASE, system, CallerTransaction.NONE);
    private final ExecutorService threads = Executors.newCachedThreadPool();
    private long node;

    @BeforeEach
    void beginLine() {
        store.topics().declare(List.of(TopicRules.of("emails").order(Order.KEY)));
        other.topics().rules("emails");
        node = store.nodes().register(PostgresStores.WORKER, List.of("emails"), Duration.ofMinutes(1));
    }

    @AfterEach
    void close() {
        threads.shutdownNow();
        store.close();
        other.close();
    }

    @Test
    void jobsRunInTheOrderOfCommitsNotOfInserts() throws Exception {
        JobId head = enqueue(other);
        List<JobId> ids = transactions.commit(() -> {
            JobId first = enqueue(store);
            JobId second = enqueue(store);
            return List.of(enqueue(other), first, second);
        });
        assertThat(runAll()).containsExactly(head, ids.get(0), ids.get(1), ids.get(2));
    }

    @Test
    void onAConnectionThatNobodyWatchesTheLineIsHeldUntilTheCommit() throws Exception {
        List<Future<JobId>> later = new ArrayList<>();
        JobId first;
        try (Connection connection = DATABASE.getConnection()) {
            connection.setAutoCommit(false);
            first = store.intake().insert(connection, List.of(draft("k"))).get(0);
            for (int i = 0; i < MANY; i++) {
                later.add(threads.submit(() -> enqueue(other)));
            }
            // Whoever wants another line is not kept by those who wait for this one, nor has to wait in their stead.
            for (int i = 0; i < MANY; i++) {
                other.intake().insert(List.of(draft("elsewhere")));
            }
            assertThat(later).noneMatch(Future::isDone);
            connection.commit();
        }
        for (Future<JobId> one : later) {
            one.get(30, TimeUnit.SECONDS);
        }
        store.upkeep().stage(10);
        List<JobId> ran = runAll();
        assertThat(ran).hasSize(1 + 2 * MANY);
        for (Future<JobId> one : later) {
            assertThat(ran).containsSubsequence(first, one.get());
        }
    }

    @Test
    void whoCommitsAfterTheHeadHasEndedIsNotForgotten() throws Exception {
        JobId head = enqueue(other);
        JobId next = transactions.commit(() -> {
            JobId id = enqueue(store);
            assertThat(claim()).hasSize(1).first().satisfies(this::complete);
            assertThat(other.reader().get(head).orElseThrow().status()).isEqualTo(JobStatus.COMPLETED);
            return id;
        });
        assertThat(runAll()).containsExactly(next);
    }

    @Test
    void whoCommitsUnseenAfterTheHeadHasEndedIsFoundByUpkeep() throws Exception {
        enqueue(other);
        JobId next;
        try (Connection connection = DATABASE.getConnection()) {
            connection.setAutoCommit(false);
            next = store.intake().insert(connection, List.of(draft("k"))).get(0);
            assertThat(claim()).hasSize(1).first().satisfies(this::complete);
            connection.commit();
        }
        assertThat(claim()).isEmpty();
        store.upkeep().stage(10);
        assertThat(runAll()).containsExactly(next);
        assertThat(number("SELECT count(*) FROM %s_line_due")).isZero();
    }

    @Test
    void ofATransactionThatIsRolledBackNothingIsInLine() throws Exception {
        enqueue(other);
        transactions.rollback(() -> enqueue(store));
        JobId next = enqueue(other);
        assertThat(runAll()).hasSize(2).endsWith(next);
    }

    @Test
    void aLineThatWasLeftAloneIsFoundByTheSweep() throws Exception {
        JobId head = enqueue(other);
        JobId next = enqueue(other);
        claim();
        // As if its process had died between the end of the head and the look after it.
        execute("DELETE FROM %s_running WHERE job = " + head);
        execute("DELETE FROM %s_active_key");
        store.upkeep().stage(10);
        assertThat(claim()).isEmpty();
        store.upkeep().tidy();
        assertThat(runAll()).containsExactly(next);
    }

    @Test
    void oneWhosePlaceWasNeverGivenIsFoundByTheSweep() throws Exception {
        enqueue(other);
        JobId next = enqueue(other);
        execute("UPDATE %s_waiting SET position = NULL WHERE job = " + next);
        assertThat(runAll()).hasSize(1);
        store.upkeep().tidy();
        assertThat(runAll()).containsExactly(next);
    }

    @Test
    void aFirstThatAnotherTransactionHoldsIsWaitedForAndNotOvertaken() throws Exception {
        enqueue(other);
        List<JobId> ids = List.of(enqueue(other), enqueue(other));
        try (Connection connection = DATABASE.getConnection()) {
            connection.setAutoCommit(false);
            execute(connection, "SELECT 1 FROM %s_waiting WHERE job = " + ids.get(0) + " FOR UPDATE");
            complete(claim().get(0));
            assertThat(claim()).isEmpty();
            connection.rollback();
        }
        other.upkeep().stage(10);
        assertThat(runAll()).isEqualTo(ids);
    }

    private List<JobId> runAll() {
        List<JobId> ran = new ArrayList<>();
        for (List<ClaimedJob> some = claim(); !some.isEmpty(); some = claim()) {
            some.forEach(job -> ran.add(job.job().id()));
            some.forEach(this::complete);
        }
        return ran;
    }

    private List<ClaimedJob> claim() {
        return other.exchange()
                .trade(node, List.of(), List.of(new Wanted("emails", 10)))
                .claimed();
    }

    private void complete(ClaimedJob job) {
        other.exchange().trade(node, List.of(PostgresStores.ended(job, Move.completed(null))), List.of());
    }

    private static JobId enqueue(PostgresJobStore store) {
        return store.intake().insert(List.of(draft("k"))).get(0);
    }

    private static JobDraft draft(String key) {
        return new JobDraft(
                "emails",
                "welcome",
                "1",
                0,
                JobDraft.Start.NOW,
                JobDraft.Limits.NONE,
                new JobDraft.Terms(null, null, key, null));
    }

    private long number(String sql) throws SQLException {
        try (Connection connection = DATABASE.getConnection();
                Statement statement = connection.createStatement();
                var row = statement.executeQuery(sql.formatted(system))) {
            row.next();
            return row.getLong(1);
        }
    }

    private void execute(String sql) throws SQLException {
        try (Connection connection = DATABASE.getConnection()) {
            execute(connection, sql);
        }
    }

    private void execute(Connection connection, String sql) throws SQLException {
        try (Statement statement = connection.createStatement()) {
            statement.execute(sql.formatted(system));
        }
    }
}

package dev.jobq.store.jdbc.postgresql;

import static dev.jobq.store.jdbc.postgresql.PostgresStores.draft;
import static dev.jobq.store.jdbc.postgresql.PostgresStores.drafts;
import static dev.jobq.store.jdbc.postgresql.PostgresStores.ended;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import dev.jobq.Job;
import dev.jobq.JobId;
import dev.jobq.JobStatus;
import dev.jobq.StoreException;
import dev.jobq.StoreSetupException;
import dev.jobq.StoreUnavailableException;
import dev.jobq.store.ClaimedJob;
import dev.jobq.store.FeedEvent;
import dev.jobq.store.JobDraft;
import dev.jobq.store.JobExchange.Wanted;
import dev.jobq.store.JobReader.Filter;
import dev.jobq.store.JobReader.Page;
import dev.jobq.store.Move;
import dev.jobq.store.StoreSignals;
import dev.jobq.store.TestPostgres;
import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.stream.IntStream;
import javax.sql.DataSource;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.postgresql.PGConnection;
import org.postgresql.PGNotification;
import org.postgresql.ds.PGSimpleDataSource;
import org.sqlite.SQLiteDataSource;

/** What is peculiar to PostgreSQL; on the server's own clock. */
class PostgresJobStoreTests {

    private static final DataSource DATABASE = TestPostgres.create("store");
    private static final AtomicInteger SYSTEMS = new AtomicInteger();

    private final String system = "t" + SYSTEMS.incrementAndGet();
    private PostgresJobStore store;

    @BeforeEach
    void openStore() {
        store = PostgresStores.open(DATABASE, system);
        store.topics().register(List.of("emails"));
    }

    @AfterEach
    void closeStore() {
        store.close();
    }

    @Test
    void timesAreTheServersOwn() throws SQLException {
        Instant before = serverTime();
        JobId id = store.intake().insert(drafts(1)).get(0);
        JobDraft.Start soon = new JobDraft.Start(null, Duration.ofHours(1));
        store.intake().insert(List.of(new JobDraft("emails", "welcome", "1", 0, soon, JobDraft.Limits.NONE)));
        ClaimedJob claimed = claim(10).get(0);
        store.exchange().trade(1, List.of(ended(claimed, Move.completed("1"))), List.of());
        Instant after = serverTime();
        Job job = store.reader().get(id).orElseThrow();
        assertThat(List.of(before, job.createdAt(), claimed.claimedAt(), job.finishedAt(), after))
                .isSorted();
        assertThat(store.upkeep().stage(10).untilNext()).isBetween(Duration.ofMinutes(59), Duration.ofHours(1));
        assertThat(store.reader().now()).isBetween(after, serverTime());
    }

    @Test
    void engineConnectionsSurviveTheEndOfTheServersProcesses() throws SQLException {
        BlockingQueue<String> heard = listen(store);
        JobId first = store.intake().insert(drafts(1)).get(0);
        terminateAll();
        // Neither callers nor the engine notice: nothing had been sent for commit on the connections that broke.
        JobId second = store.intake().insert(drafts(1)).get(0);
        assertThat(claim(10)).extracting(job -> job.job().id()).containsExactly(first, second);
        heard.clear();
        try (PostgresJobStore other = PostgresStores.open(DATABASE, system)) {
            await().atMost(Duration.ofSeconds(20)).until(() -> {
                other.intake().insert(drafts(1));
                return heard.poll(100, TimeUnit.MILLISECONDS) != null;
            });
        }
    }

    @Test
    void aFailureOfTheCommitIsNotTriedAgain() throws SQLException {
        execute("CREATE SEQUENCE %s_commits".formatted(system));
        refuseAtCommit("57P01", "2");
        assertThatThrownBy(() -> store.intake().insert(List.of(draft("2"))))
                .isInstanceOf(StoreUnavailableException.class);
        assertThat(number("SELECT last_value FROM %s_commits".formatted(system)))
                .isEqualTo(1);
        assertThat(number("SELECT count(*) FROM %s_job".formatted(system))).isZero();
    }

    @Test
    void aConflictWithAnotherTransactionIsTriedAgain() throws SQLException {
        execute("CREATE SEQUENCE %s_tries".formatted(system));
        execute("""
                CREATE FUNCTION %1$s_conflict() RETURNS trigger LANGUAGE plpgsql AS $$ BEGIN
                  IF nextval('%1$s_tries') < 3 THEN RAISE EXCEPTION 'in the way' USING ERRCODE = '40001'; END IF;
                  RETURN new;
                END $$""".formatted(system));
        execute("CREATE TRIGGER conflict BEFORE INSERT ON %1$s_job FOR EACH ROW EXECUTE FUNCTION %1$s_conflict()"
                .formatted(system));
        assertThat(store.intake().insert(drafts(1))).hasSize(1);
        assertThat(number("SELECT last_value FROM %s_tries".formatted(system))).isEqualTo(3);
    }

    @Test
    void callersThatComeTogetherShareCommits() throws Exception {
        int callers = 40;
        ExecutorService executor = Executors.newFixedThreadPool(callers);
        List<Future<List<JobId>>> inserts = new ArrayList<>();
        try (Connection connection = DATABASE.getConnection()) {
            connection.setAutoCommit(false);
            execute(connection, "LOCK TABLE %s_job IN SHARE MODE".formatted(system));
            for (int i = 0; i < callers; i++) {
                inserts.add(executor.submit(() -> store.intake().insert(drafts(3))));
            }
            await().until(() ->
                    number("SELECT count(*) FROM pg_locks WHERE NOT granted AND relation = '%s_job'::regclass"
                                    .formatted(system))
                            > 0);
            // Those who found nobody writing wait for the lock; give the others time to queue up behind them.
            await().pollDelay(Duration.ofMillis(300)).until(() -> true);
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
        assertThat(number("SELECT count(DISTINCT xmin::text) FROM %s_job".formatted(system)))
                .isLessThanOrEqualTo(4);
    }

    @Test
    void ofCallersThatShareACommitOnlyTheOneToBlameHearsOfIt() throws Exception {
        execute("CREATE SEQUENCE %s_commits".formatted(system));
        refuseAtCommit("23514", "666");
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
        assertThat(number("SELECT count(*) FROM %s_job".formatted(system))).isEqualTo(48 * 2);
    }

    @Test
    void aBulkLargerThanOneStatementIsAllOrNothingAndInOrder() throws SQLException {
        List<JobDraft> drafts = new ArrayList<>(IntStream.range(0, 25_000)
                .mapToObj(i -> draft(Integer.toString(i)))
                .toList());
        List<JobId> ids = store.intake().insert(drafts);
        assertThat(ids).hasSize(25_000).isSorted();
        assertThat(number("SELECT count(*) FROM %s_job WHERE payload::int + %d <> id"
                        .formatted(system, ids.get(0).value())))
                .isZero();
        drafts.set(24_999, draft(null));
        assertThatThrownBy(() -> store.intake().insert(drafts)).isInstanceOf(RuntimeException.class);
        assertThat(number("SELECT count(*) FROM %s_ready".formatted(system))).isEqualTo(25_000);
    }

    @Test
    void insertsAreToldOnTheDocumentedChannel() throws SQLException {
        try (Connection connection = DATABASE.getConnection()) {
            execute(connection, "LISTEN %s_ready".formatted(system));
            store.intake().insert(drafts(1));
            assertThat(notifications(connection)).contains("emails");
        }
    }

    @Test
    void aStoreThatIsToldNotToSignalsNobodyAndHearsNothing() throws Exception {
        try (PostgresJobStore quiet = PostgresStores.open(DATABASE, system, false);
                Connection connection = DATABASE.getConnection()) {
            BlockingQueue<String> heard = listen(quiet);
            execute(connection, "LISTEN %s_ready".formatted(system));
            quiet.intake().insert(drafts(1));
            assertThat(notifications(connection)).isEmpty();
            store.intake().insert(drafts(1));
            assertThat(notifications(connection)).contains("emails");
            assertThat(heard).isEmpty();
            assertThat(claim(10)).hasSize(2);
        }
    }

    @Test
    void aStoreDoesNotHearItself() {
        BlockingQueue<String> heard = listen(store);
        BlockingQueue<String> others;
        try (PostgresJobStore other = PostgresStores.open(DATABASE, system)) {
            others = listen(other);
            await().until(() -> {
                store.intake().insert(drafts(1));
                return others.poll(100, TimeUnit.MILLISECONDS) != null;
            });
        }
        assertThat(heard).isEmpty();
    }

    @Test
    void aTransactionThatNobodyManagesTellsWithItsCommit() throws Exception {
        BlockingQueue<String> heard = listen(store);
        try (Connection connection = DATABASE.getConnection()) {
            connection.setAutoCommit(false);
            store.intake().insert(connection, drafts(2));
            assertThat(heard.poll(300, TimeUnit.MILLISECONDS)).isNull();
            connection.commit();
        }
        assertThat(heard.poll(10, TimeUnit.SECONDS)).isEqualTo("emails");
    }

    @Test
    void aFollowerSkipsNothingThatWasWrittenBeforeButCommittedAfter() throws SQLException {
        store.intake().insert(drafts(1));
        String cursor = store.reader().feed(null, 1).get(0).cursor();
        List<Long> followed = new ArrayList<>();
        try (Connection connection = DATABASE.getConnection()) {
            connection.setAutoCommit(false);
            JobId early = store.intake().insert(connection, drafts(1)).get(0);
            JobId late = store.intake().insert(drafts(1)).get(0);
            assertThat(late).isGreaterThan(early);
            cursor = follow(cursor, followed);
            assertThat(followed).doesNotContain(late.value());
            connection.commit();
            cursor = follow(cursor, followed);
            assertThat(followed).containsExactly(early.value(), late.value());
        }
        follow(cursor, followed);
        assertThat(followed).hasSize(2);
    }

    @Test
    void discardedJobsOfATopicAreFoundBehindManyThatCompleted() throws SQLException {
        JobId discarded = store.intake().insert(drafts(1)).get(0);
        ClaimedJob claimed = claim(1).get(0);
        store.exchange().trade(1, List.of(ended(claimed, Move.discard("no", null))), List.of());
        execute("""
                WITH job AS (
                  INSERT INTO %1$s_job (topic, type, rank, run_at, created_at, process, payload)
                  SELECT 'emails', 'welcome', 0, 0, 0, 1, '1' FROM generate_series(1, 12000) RETURNING id)
                INSERT INTO %1$s_done (job, topic, status, attempt, crashes, fence, finished_at)
                SELECT id, 'emails', 10, 1, 0, 1, 0 FROM job""".formatted(system));
        Page page = store.reader().list(new Filter("emails", JobStatus.DISCARDED, null, null), 10);
        assertThat(page.jobs()).extracting(Job::id).containsExactly(discarded);
        assertThat(page.partial()).isFalse();
        assertThat(page.next()).isNull();
    }

    @Test
    void anotherProductIsRefused() {
        SQLiteDataSource sqlite = new SQLiteDataSource();
        sqlite.setUrl("jdbc:sqlite::memory:");
        assertThatThrownBy(() -> PostgresStores.open(sqlite, "jobq"))
                .isInstanceOf(StoreSetupException.class)
                .hasMessageContaining("SQLite");
    }

    @Test
    void aServerThatIsNotThereIsNamedWithoutItsPassword() {
        PGSimpleDataSource nowhere = new PGSimpleDataSource();
        nowhere.setUrl("jdbc:postgresql://localhost:1/orders?user=shop&password=sesame");
        assertThatThrownBy(() -> PostgresStores.open(nowhere, "jobq"))
                .isInstanceOf(StoreUnavailableException.class)
                .hasMessageContaining("localhost:1")
                .hasMessageNotContaining("sesame");
    }

    private List<ClaimedJob> claim(int max) {
        long node = store.nodes().register(PostgresStores.WORKER, List.of("emails"), Duration.ofMinutes(1));
        return store.exchange()
                .trade(node, List.of(), List.of(new Wanted("emails", max)))
                .claimed();
    }

    private String follow(String cursor, List<Long> followed) {
        String reached = cursor;
        for (FeedEvent event : store.reader().feed(cursor, 50)) {
            followed.add(event.event().job().id().value());
            reached = event.cursor();
        }
        return reached;
    }

    /** Listens, and waits until the listening is in force. */
    private BlockingQueue<String> listen(PostgresJobStore to) {
        BlockingQueue<String> heard = new LinkedBlockingQueue<>();
        BlockingQueue<String> begun = new LinkedBlockingQueue<>();
        to.signals().listen(new StoreSignals.Listener() {
            @Override
            public void available(@Nullable String topic) {
                (topic == null ? begun : heard).add(topic == null ? "" : topic);
            }

            @Override
            public void interrupted() {}
        });
        if (to == store) {
            await().until(() -> begun.poll() != null);
        }
        return heard;
    }

    private void refuseAtCommit(String state, String payload) throws SQLException {
        execute("""
                CREATE FUNCTION %1$s_refuse() RETURNS trigger LANGUAGE plpgsql AS $$ BEGIN
                  IF new.payload = '%3$s' THEN
                    PERFORM nextval('%1$s_commits');
                    RAISE EXCEPTION 'refused' USING ERRCODE = '%2$s';
                  END IF;
                  RETURN NULL;
                END $$""".formatted(system, state, payload));
        execute("""
                CREATE CONSTRAINT TRIGGER refuse AFTER INSERT ON %1$s_job DEFERRABLE INITIALLY DEFERRED
                FOR EACH ROW EXECUTE FUNCTION %1$s_refuse()""".formatted(system));
    }

    private static List<String> notifications(Connection connection) throws SQLException {
        List<String> payloads = new ArrayList<>();
        PGNotification[] heard = connection.unwrap(PGConnection.class).getNotifications(500);
        if (heard != null) {
            for (PGNotification notification : heard) {
                payloads.add(notification.getParameter());
            }
        }
        return payloads;
    }

    private static void terminateAll() throws SQLException {
        number("SELECT count(pg_terminate_backend(pid)) FROM pg_stat_activity "
                + "WHERE datname = current_database() AND pid <> pg_backend_pid()");
    }

    private static Instant serverTime() throws SQLException {
        long micros = number("SELECT (extract(epoch from clock_timestamp()) * 1000000)::int8");
        return Instant.EPOCH.plus(Duration.ofNanos(micros * 1_000));
    }

    private static long number(String sql) throws SQLException {
        try (Connection connection = DATABASE.getConnection();
                Statement statement = connection.createStatement();
                ResultSet row = statement.executeQuery(sql)) {
            row.next();
            return row.getLong(1);
        }
    }

    private static void execute(String sql) throws SQLException {
        try (Connection connection = DATABASE.getConnection()) {
            execute(connection, sql);
        }
    }

    private static void execute(Connection connection, String sql) throws SQLException {
        try (Statement statement = connection.createStatement()) {
            statement.execute(sql);
        }
    }
}

package dev.jobq.outage;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.jobq.Job;
import dev.jobq.JobId;
import dev.jobq.store.CallerTransaction;
import dev.jobq.store.TestPostgres;
import dev.jobq.store.jdbc.postgresql.PostgresJobStore;
import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.Statement;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import javax.sql.DataSource;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** Networks that swallow what is said, and never tell. */
@Timeout(240)
@Tag("patient")
class PostgresSilenceTests {

    @Test
    void aNetworkThatSwallowsEverythingIsNoticedAndTheHandlersAreTold() throws Exception {
        try (TcpProxy proxy = before("outage_swallowed")) {
            try (OutageEngine engine = new OutageEngine(open(through(proxy, "outage_swallowed")))) {
                List<JobId> quick = engine.enqueue("quick", 20);
                engine.awaitCompleted(quick, OutageEngine.SOON);
                List<JobId> holding = engine.enqueue("holding", 1);
                await().atMost(OutageEngine.SOON)
                        .until(() -> engine.engine.load().get("outages").runningInAll() == 1);

                proxy.swallow(true);

                // Its lease cannot be renewed, so it stops trusting its fence; nobody had to answer for that.
                await().atMost(OutageEngine.SOON).until(() -> engine.handlers.interrupted.get() == 1);
                assertThat(engine.engine.worker()).isNull();
                engine.awaitTrouble();

                proxy.swallow(false);
                engine.handlers.release.countDown();

                engine.awaitWork();
                engine.awaitCompleted(holding, OutageEngine.SOON);
                assertThat(engine.store
                                .reader()
                                .get(holding.get(0))
                                .orElseThrow()
                                .errors())
                        .isEmpty();
            }
        }
    }

    @Test
    void anAnswerThatIsLostIsAskedForAgainAsSoonAsTheNetworkIsHealed() throws Exception {
        try (TcpProxy proxy = before("outage_lost");
                PostgresJobStore store = open(through(proxy, "outage_lost"))) {
            // The connection has served before, as all have that are kept.
            assertThat(store.reader().get(new JobId(1))).isEmpty();
            proxy.swallow(true);
            CompletableFuture<Optional<Job>> asked =
                    CompletableFuture.supplyAsync(() -> store.reader().get(new JobId(1)));
            pass(Duration.ofSeconds(3));
            assertThat(asked).isNotDone();

            proxy.swallow(false);

            // Else it would be given up 15 s after it was sent.
            assertThat(asked.get(8, TimeUnit.SECONDS)).isEmpty();
            await().atMost(OutageEngine.SOON).until(() -> lookouts(through(proxy, "outage_lost")) == 0);
        }
    }

    @Test
    void aStatementThatTakesLongIsNotTakenForOneThatWasLost() throws Exception {
        DataSource dataSource = TestPostgres.create("outage_long");
        try (PostgresJobStore store = open(dataSource);
                Connection connection = dataSource.getConnection();
                Statement statement = connection.createStatement()) {
            connection.setAutoCommit(false);
            statement.execute("LOCK TABLE jobq_job IN ACCESS EXCLUSIVE MODE");
            CompletableFuture<Optional<Job>> asked =
                    CompletableFuture.supplyAsync(() -> store.reader().get(new JobId(1)));
            await().atMost(OutageEngine.SOON).until(() -> waiting(dataSource).size() == 1);
            List<Integer> before = waiting(dataSource);
            pass(Duration.ofSeconds(6));
            assertThat(waiting(dataSource)).isEqualTo(before);
            connection.commit();
            assertThat(asked.get(30, TimeUnit.SECONDS)).isEmpty();
        }
    }

    /** So long that every connection has been given up meanwhile, and others were asked for in vain. */
    @Test
    void aNetworkThatSwallowsEverythingForLongKeepsNobodyWaitingOnceItIsHealed() throws Exception {
        try (TcpProxy proxy = before("outage_dark");
                OutageEngine engine = new OutageEngine(open(through(proxy, "outage_dark")))) {
            List<JobId> acknowledged = new ArrayList<>(engine.enqueue("quick", 20));
            engine.awaitCompleted(acknowledged, OutageEngine.SOON);
            acknowledged.addAll(engine.enqueue("holding", 1));

            proxy.swallow(true);
            pass(Duration.ofSeconds(20));
            engine.handlers.release.countDown();
            proxy.swallow(false);

            engine.awaitWork();
            engine.awaitCompleted(acknowledged, OutageEngine.SOON);
        }
    }

    /** Stands before a new database. */
    private static TcpProxy before(String database) throws Exception {
        TestPostgres.create(database);
        return new TcpProxy(Integer.parseInt(TestPostgres.url(database).replaceAll(".*localhost:(\\d+)/.*", "$1")));
    }

    private static DataSource through(TcpProxy proxy, String database) {
        var dataSource = OwnServer.dataSource(proxy.port());
        dataSource.setDatabaseName(database);
        return dataSource;
    }

    private static void pass(Duration time) {
        await().pollDelay(time).atMost(time.plusSeconds(5)).until(() -> true);
    }

    /** How many connections ask what others are at. */
    private static int lookouts(DataSource dataSource) throws Exception {
        try (Connection connection = dataSource.getConnection();
                Statement statement = connection.createStatement();
                ResultSet row = statement.executeQuery(
                        "SELECT count(*) FROM pg_stat_activity"
                                + " WHERE datname = current_database() AND pid <> pg_backend_pid() AND query LIKE '%pid = ANY%'")) {
            row.next();
            return row.getInt(1);
        }
    }

    /** The processes that wait for a lock. */
    private static List<Integer> waiting(DataSource dataSource) throws Exception {
        List<Integer> found = new ArrayList<>();
        try (Connection connection = dataSource.getConnection();
                Statement statement = connection.createStatement();
                ResultSet row = statement.executeQuery("SELECT pid FROM pg_stat_activity WHERE "
                        + "datname = current_database() AND wait_event_type = 'Lock' ORDER BY pid")) {
            while (row.next()) {
                found.add(row.getInt(1));
            }
        }
        return found;
    }

    private static PostgresJobStore open(DataSource dataSource) {
        return PostgresJobStore.open(dataSource, true, OutageEngine.settings(), CallerTransaction.NONE);
    }
}

package dev.jobq.outage;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import dev.jobq.Job;
import dev.jobq.JobId;
import dev.jobq.StoreUnavailableException;
import dev.jobq.store.CallerTransaction;
import dev.jobq.store.TestPostgres;
import dev.jobq.store.jdbc.postgresql.PostgresJobStore;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.Statement;
import java.util.ArrayList;
import java.util.List;
import javax.sql.DataSource;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.springframework.boot.health.contributor.Status;

/** Every way in which a PostgreSQL server goes away and comes back. The engine never stops for good, and no job is lost. */
@Timeout(240)
@Tag("patient")
class PostgresOutageTests {

    private static final String END_ALL =
            "SELECT pg_terminate_backend(pid) FROM pg_stat_activity WHERE usename = 'app'";

    @TempDir
    Path folder;

    @Test
    void aServerThatIsStoppedOrKilledAndStartedAgainCostsNothingButTime() throws Exception {
        try (OwnServer server = new OwnServer(folder.resolve("data"));
                OutageEngine engine = new OutageEngine(open(OwnServer.dataSource(server.port())))) {
            List<JobId> acknowledged = new ArrayList<>(engine.enqueue("quick", 20));
            engine.awaitCompleted(acknowledged, OutageEngine.SOON);
            for (int round = 0; round < 2; round++) {
                List<JobId> holding = engine.enqueue("holding", 1);
                acknowledged.addAll(engine.enqueue("quick", 50));
                if (round == 0) {
                    server.stop();
                } else {
                    server.kill();
                }
                engine.awaitTrouble();
                assertThatThrownBy(() -> engine.enqueue("quick", 1)).isInstanceOf(StoreUnavailableException.class);
                assertThat(engine.health().getStatus()).isEqualTo(Status.OUT_OF_SERVICE);
                server.start();
                engine.awaitWork();
                engine.awaitCompleted(acknowledged, OutageEngine.SOON);
                assertThat(engine.health().getStatus()).isEqualTo(Status.UP);
                engine.store.control().delete(holding.get(0));
            }
            for (JobId id : acknowledged) {
                Job job = engine.store.reader().get(id).orElseThrow();
                assertThat(job.attempt()).isEqualTo(1);
                assertThat(job.errors()).isEmpty();
            }
        }
    }

    @Test
    void brokenConnectionsCostNothing() throws Exception {
        DataSource dataSource = TestPostgres.create("outage_terminated");
        try (OutageEngine engine = new OutageEngine(open(dataSource))) {
            List<JobId> acknowledged = new ArrayList<>();
            for (int round = 0; round < 10; round++) {
                acknowledged.addAll(engine.enqueue("quick", 50));
                try (Connection connection = dataSource.getConnection();
                        Statement statement = connection.createStatement()) {
                    statement.execute("SELECT pg_terminate_backend(pid) FROM pg_stat_activity "
                            + "WHERE datname = current_database() AND pid <> pg_backend_pid()");
                }
                acknowledged.addAll(engine.enqueue("quick", 1));
            }
            engine.awaitCompleted(acknowledged, OutageEngine.SOON);
            engine.awaitWork();
            for (JobId id : acknowledged) {
                assertThat(engine.store.reader().get(id).orElseThrow().crashes())
                        .isZero();
            }
        }
    }

    @Test
    void aServerThatLetsNobodyInForAWhileCostsNothingButTime() throws Exception {
        try (OwnServer server = new OwnServer(folder.resolve("data"))) {
            server.execute("CREATE ROLE app LOGIN");
            server.execute("GRANT ALL ON SCHEMA public TO app");
            var dataSource = OwnServer.dataSource(server.port());
            dataSource.setUser("app");
            try (OutageEngine engine = new OutageEngine(open(dataSource))) {
                JobId held = engine.enqueue("holding", 1).get(0);
                await().atMost(OutageEngine.SOON)
                        .until(() -> engine.engine.load().get("outages").runningInAll() == 1);

                server.execute("ALTER ROLE app NOLOGIN");
                server.execute(END_ALL);
                engine.handlers.release.countDown();
                engine.awaitTrouble();
                assertThatThrownBy(() -> engine.enqueue("quick", 1)).isInstanceOf(StoreUnavailableException.class);
                server.execute("ALTER ROLE app LOGIN");

                engine.awaitWork();
                engine.awaitCompleted(List.of(held), OutageEngine.SOON);
                Job job = engine.store.reader().get(held).orElseThrow();
                assertThat(job.attempt()).isEqualTo(1);
                assertThat(job.errors()).isEmpty();

                JobId refused = engine.enqueue("quick", 1).get(0);
                engine.awaitCompleted(List.of(refused), OutageEngine.SOON);
            }
        }
    }

    @Test
    void statementsThatAreCancelledAreSentAgain() throws Exception {
        DataSource dataSource = TestPostgres.create("outage_cancelled");
        try (OutageEngine engine = new OutageEngine(open(dataSource));
                Connection connection = dataSource.getConnection();
                Statement statement = connection.createStatement();
                Connection apart = dataSource.getConnection();
                Statement cancel = apart.createStatement()) {
            // Until one of them meets it, every end waits for this lock, and is cancelled there.
            JobId held = engine.enqueue("holding", 1).get(0);
            await().atMost(OutageEngine.SOON)
                    .until(() -> engine.engine.load().get("outages").runningInAll() == 1);
            connection.setAutoCommit(false);
            statement.execute("LOCK TABLE jobq_done IN ACCESS EXCLUSIVE MODE");
            engine.handlers.release.countDown();
            int cancelled = 0;
            long deadline = System.nanoTime() + OutageEngine.SOON.toNanos();
            while (cancelled < 10 && System.nanoTime() < deadline) {
                try (ResultSet row = cancel.executeQuery(
                        "SELECT count(*) FILTER (WHERE pg_cancel_backend(pid)) FROM pg_stat_activity "
                                + "WHERE datname = current_database() AND wait_event_type = 'Lock'")) {
                    row.next();
                    cancelled += row.getInt(1);
                }
            }
            connection.commit();
            assertThat(cancelled).isGreaterThanOrEqualTo(10);

            engine.awaitCompleted(List.of(held), OutageEngine.SOON);
            engine.awaitWork();
            Job job = engine.store.reader().get(held).orElseThrow();
            assertThat(job.attempt()).isEqualTo(1);
            assertThat(job.errors()).isEmpty();
        }
    }

    @Test
    void workGoesOnOnAReplicaThatIsPromoted() throws Exception {
        try (OwnServer first = new OwnServer(folder.resolve("first"));
                OwnServer second = first.follower(folder.resolve("second"));
                TcpProxy proxy = new TcpProxy(first.port());
                OutageEngine engine = new OutageEngine(open(OwnServer.dataSource(proxy.port())))) {
            List<JobId> acknowledged = new ArrayList<>(engine.enqueue("quick", 50));
            engine.awaitCompleted(acknowledged, OutageEngine.SOON);
            List<JobId> holding = engine.enqueue("holding", 1);
            acknowledged.addAll(engine.enqueue("quick", 200));

            first.kill();
            second.promote();
            // As a name or an address that moves does.
            proxy.target(second.port());
            proxy.cut();

            engine.awaitWork();
            engine.handlers.release.countDown();
            acknowledged.addAll(holding);
            engine.awaitCompleted(acknowledged, OutageEngine.SOON);
        }
    }

    private static PostgresJobStore open(DataSource dataSource) {
        return PostgresJobStore.open(dataSource, true, OutageEngine.settings(), CallerTransaction.NONE);
    }
}

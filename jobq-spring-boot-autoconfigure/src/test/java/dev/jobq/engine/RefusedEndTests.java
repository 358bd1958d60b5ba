package dev.jobq.engine;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import dev.jobq.Job;
import dev.jobq.JobHandler;
import dev.jobq.JobId;
import dev.jobq.JobStatus;
import dev.jobq.ProcessId;
import dev.jobq.StoreException;
import dev.jobq.StoreUnavailableException;
import dev.jobq.store.ClaimedJob;
import dev.jobq.store.JobDraft;
import dev.jobq.store.JobExchange.Wanted;
import dev.jobq.store.JobStore;
import dev.jobq.store.Leases;
import dev.jobq.store.NodeRegistry.Rescued;
import dev.jobq.store.NodeView;
import dev.jobq.store.Refusals;
import dev.jobq.store.jdbc.StatusCode;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** A database that does not let one job move, by triggers of the tests'. */
@Timeout(240)
class RefusedEndTests {

    /** As the tables say it. */
    private static final int COMPLETED = StatusCode.of(JobStatus.COMPLETED);

    @TempDir
    Path folder;

    static class Counting {
        final AtomicInteger runs = new AtomicInteger();
        final CountDownLatch go = new CountDownLatch(1);

        @JobHandler(topic = "counted", type = "held")
        void held() throws InterruptedException {
            runs.incrementAndGet();
            go.await();
        }

        @JobHandler(topic = "counted", type = "quick")
        void quick() {}
    }

    private final Counting handler = new Counting();

    @ParameterizedTest
    @EnumSource
    void anEndThatIsRefusedForAWhileIsRecordedAfterItAndTheJobDoesNotRunAgain(Database database) throws Exception {
        Database.Place place = database.place(folder);
        try (EngineHarness harness = start(place)) {
            JobId id = runOneWhoseEndIsRefused(harness, place);
            await().atMost(EngineHarness.SOON)
                    .until(() -> harness.engine.load().get("counted").running().isEmpty());
            JobId other = harness.enqueue("counted", "quick", 1);
            harness.awaitStatus(other, JobStatus.COMPLETED);
            assertThat(harness.job(id).status()).isEqualTo(JobStatus.EXECUTING);

            allow(place);

            Job job = harness.awaitStatus(id, JobStatus.COMPLETED);
            assertThat(handler.runs).hasValue(1);
            assertThat(job.errors()).isEmpty();
        }
    }

    @ParameterizedTest
    @EnumSource
    void aSuccessThatIsRefusedIsAFailureAndAfterTheLastAttemptTheEnd(Database database) throws Exception {
        Database.Place place = database.place(folder);
        try (EngineHarness harness = start(place)) {
            JobId id = harness.enqueue("counted", "held", 1, new JobDraft.Limits(1, null));
            harness.awaitStatus(id, JobStatus.EXECUTING);
            Refusals.on(place.fixture())
                    .refuseInserts("done", "NEW.job = %s AND NEW.status = %d".formatted(id, COMPLETED));
            handler.go.countDown();

            Job job = harness.awaitStatus(id, JobStatus.DISCARDED);
            assertThat(job.errors())
                    .singleElement()
                    .satisfies(error -> assertThat(error.message()).contains("not this one"));
            assertThat(handler.runs).hasValue(1);
        }
    }

    /** Takes as long as the engine is patient, on either store; what it then asks of them is shown by SharingContract. */
    @ParameterizedTest
    @EnumSource(names = "SQLITE")
    @Tag("patient")
    void aJobWhoseEndStaysRefusedGoesBackAndRunsAgain(Database database) throws Exception {
        Database.Place place = database.place(folder);
        try (EngineHarness harness = start(place)) {
            JobId id = runOneWhoseEndIsRefused(harness, place);

            await().atMost(Duration.ofSeconds(100)).until(() -> handler.runs.get() == 2);

            allow(place);
            Job job = harness.awaitStatus(id, JobStatus.COMPLETED);
            assertThat(job.crashes()).isZero();
            assertThat(job.errors()).isEmpty();
        }
    }

    @ParameterizedTest
    @EnumSource
    void aNodeThatCannotBeRescuedHoldsUpNoOther(Database database) throws Exception {
        Database.Place place = database.place(folder);
        try (JobStore store = place.open()) {
            Dead dead = new Dead(store);
            refuse(place, "ready", dead.ids.get(0));

            assertThat(store.nodes().rescue(dead.rescuer, Leases.TRUSTED)).containsExactly(new Rescued(dead.second, 1));
            assertThat(store.reader().get(dead.ids.get(1)).orElseThrow().status())
                    .isEqualTo(JobStatus.AVAILABLE);
            assertThatThrownBy(() -> store.nodes().rescue(dead.rescuer, Leases.TRUSTED))
                    .isInstanceOf(StoreException.class);

            allow(place);
            assertThat(store.nodes().rescue(dead.rescuer, Leases.TRUSTED)).containsExactly(new Rescued(dead.first, 1));
        }
    }

    @Test
    void aStoreThatGoesAwayMeanwhileMakesNobodyForgetWhatWasRescuedBefore() throws Exception {
        Database.Place place = Database.POSTGRESQL.place(folder);
        try (JobStore store = place.open()) {
            Dead dead = new Dead(store);
            execute(
                    place,
                    "CREATE FUNCTION away() RETURNS trigger LANGUAGE plpgsql AS $$ BEGIN RAISE 'no memory' USING ERRCODE = '53200'; END $$");
            execute(
                    place,
                    "CREATE TRIGGER no_ready BEFORE INSERT ON %s_ready FOR EACH ROW WHEN (NEW.job = %s) EXECUTE FUNCTION away()"
                            .formatted(place.fixture().system(), dead.ids.get(1)));

            assertThat(store.nodes().rescue(dead.rescuer, Leases.TRUSTED)).containsExactly(new Rescued(dead.first, 1));
            assertThatThrownBy(() -> store.nodes().rescue(dead.rescuer, Leases.TRUSTED))
                    .isInstanceOf(StoreUnavailableException.class);

            allow(place);
            assertThat(store.nodes().rescue(dead.rescuer, Leases.TRUSTED)).containsExactly(new Rescued(dead.second, 1));
        }
    }

    /** Two workers whose leases have lapsed, each with a job, and one who may rescue. */
    private static final class Dead {

        final ProcessId first = EngineHarness.workerId();
        final ProcessId second = EngineHarness.workerId();
        final List<JobId> ids;
        final long rescuer;

        Dead(JobStore store) {
            store.topics().register(List.of("counted"));
            ids = store.intake()
                    .insert(List.of(
                            EngineHarness.draft("counted", "quick", 1), EngineHarness.draft("counted", "quick", 2)));
            assertThat(claimBy(store, first)).isEqualTo(ids.get(0));
            assertThat(claimBy(store, second)).isEqualTo(ids.get(1));
            rescuer = store.nodes().register(EngineHarness.workerId(), List.of("counted"), Duration.ofMinutes(1));
            await().until(() -> store.reader().workers().stream()
                            .filter(node -> node.state() == NodeView.State.STALE)
                            .count()
                    == 2);
        }
    }

    private static JobId claimBy(JobStore store, ProcessId worker) {
        long node = store.nodes().register(worker, List.of("counted"), Duration.ofMillis(1));
        List<ClaimedJob> claimed = store.exchange()
                .trade(node, List.of(), List.of(new Wanted("counted", 1)))
                .claimed();
        return claimed.get(0).job().id();
    }

    private JobId runOneWhoseEndIsRefused(EngineHarness harness, Database.Place place) throws SQLException {
        JobId id = harness.enqueue("counted", "held", 1);
        harness.awaitStatus(id, JobStatus.EXECUTING);
        refuse(place, "done", id);
        refuse(place, "waiting", id);
        handler.go.countDown();
        return id;
    }

    private EngineHarness start(Database.Place place) {
        EngineHarness harness = EngineHarness.start(place.open(), List.of(EngineFixture.topic("counted", 2)), handler);
        harness.awaitRegistered();
        return harness;
    }

    private static void refuse(Database.Place place, String table, JobId id) throws SQLException {
        Refusals.on(place.fixture()).refuse(table, id);
    }

    private static void allow(Database.Place place) throws SQLException {
        Refusals.on(place.fixture()).allow();
    }

    private static void execute(Database.Place place, String sql) throws SQLException {
        try (Connection connection = place.fixture().dataSource().getConnection();
                Statement statement = connection.createStatement()) {
            statement.execute(sql);
        }
    }
}

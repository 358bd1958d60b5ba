package dev.jobq.store.jdbc.postgresql;

import static dev.jobq.store.jdbc.postgresql.PostgresStores.drafts;
import static dev.jobq.store.jdbc.postgresql.PostgresStores.ended;
import static org.assertj.core.api.Assertions.assertThat;

import dev.jobq.Job;
import dev.jobq.JobId;
import dev.jobq.JobStatus;
import dev.jobq.Limits;
import dev.jobq.ProcessId;
import dev.jobq.store.ClaimedJob;
import dev.jobq.store.EndedAttempt;
import dev.jobq.store.JobExchange.Trade;
import dev.jobq.store.JobExchange.Wanted;
import dev.jobq.store.Leases;
import dev.jobq.store.Move;
import dev.jobq.store.NodeRegistry.Rescued;
import dev.jobq.store.Served;
import dev.jobq.store.TopicRules;
import java.sql.Connection;
import java.sql.SQLException;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Set;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;

/** The engine's moves beside transactions of the application's that have jobs locked. */
@Timeout(20)
class PostgresExchangeTests {

    @Test
    void whatOthersHaveLockedWhenANodeStopsIsGivenBackLaterAndIsNoCrash() throws Exception {
        try (PostgresSandbox other = new PostgresSandbox();
                PostgresJobStore second = other.openAnother();
                Connection connection = PostgresSandbox.DATABASE.getConnection()) {
            JobId id = other.store
                    .intake()
                    .insert(List.of(PostgresStores.draft("1")))
                    .get(0);
            ProcessId worker = new ProcessId("test.example.org", 7, Instant.now());
            long node = other.store.nodes().register(worker, List.of("emails"), Duration.ofMillis(1));
            other.store.exchange().trade(node, List.of(), List.of(new Wanted("emails", 1)));
            connection.setAutoCommit(false);
            other.execute(connection, "SELECT 1 FROM %1$s_running FOR UPDATE");

            other.store.nodes().unregister(node);

            long self = second.nodes().register(PostgresStores.WORKER, List.of("emails"), Duration.ofMinutes(1));
            assertThat(second.nodes().rescue(self, null)).isEmpty();
            assertThat(second.reader().get(id).orElseThrow().status()).isEqualTo(JobStatus.EXECUTING);
            connection.rollback();
            // At once, and whether or not leases may be trusted.
            assertThat(second.nodes().rescue(self, null)).containsExactly(new Rescued(worker, 1));
            Job job = second.reader().get(id).orElseThrow();
            assertThat(job.status()).isEqualTo(JobStatus.AVAILABLE);
            assertThat(job.crashes()).isZero();
        }
    }

    private final PostgresSandbox sandbox = new PostgresSandbox();
    private final PostgresJobStore store = sandbox.store;

    @AfterEach
    void closeStore() {
        sandbox.close();
    }

    @Test
    void aLookWhereNothingIsAvailableSparesTheTrade() {
        long node = store.nodes().register(PostgresStores.WORKER, List.of("emails"), Duration.ofMinutes(1));
        store.intake().insert(drafts(3));
        assertThat(store.exchange().mayHaveJobs(node, List.of("emails"))).isTrue();
        assertThat(store.exchange().mayHaveJobs(node, List.of("reports"))).isFalse();
        assertThat(store.exchange()
                        .trade(node, List.of(), List.of(new Wanted("emails", 3)))
                        .claimed())
                .hasSize(3);
        assertThat(store.exchange().mayHaveJobs(node, List.of("emails"))).isFalse();
        // Limits let more start although nothing came: nobody can tell by a look.
        store.topics().declare(List.of(TopicRules.of("emails").limits(Limits.NONE.globalConcurrency(3))));
        assertThat(store.exchange().mayHaveJobs(node, List.of("emails"))).isTrue();
    }

    static Stream<Move> moves() {
        return Stream.of(
                Move.completed("1"),
                Move.discard("no", null),
                Move.retry(Duration.ofHours(1), new Move.Failure("E", "no", "E: no")),
                Move.release());
    }

    @ParameterizedTest
    @MethodSource("moves")
    void aTradePutsOffTheJobThatAnotherTransactionHasLocked(Move move) throws SQLException {
        store.intake().insert(drafts(3));
        List<ClaimedJob> claimed = sandbox.claim(3);
        List<EndedAttempt> ends = claimed.stream().map(job -> ended(job, move)).toList();
        try (Connection application = PostgresSandbox.DATABASE.getConnection()) {
            application.setAutoCommit(false);
            sandbox.execute(application, "UPDATE %1$s_running SET cancel = cancel WHERE job = " + id(claimed.get(1)));
            for (int i = 0; i < 2; i++) {
                Trade trade = store.exchange().trade(1, i == 0 ? ends : ends.subList(1, 2), List.of());
                assertThat(trade.busy()).containsExactly(ends.get(1));
                assertThat(trade.lost()).isEmpty();
            }
            assertThat(Stream.of(0, 2).map(i -> status(claimed.get(i)))).containsOnly(move.to());
            assertThat(status(claimed.get(1))).isEqualTo(JobStatus.EXECUTING);
            application.rollback();
        }
        assertThat(store.exchange().trade(1, ends.subList(1, 2), List.of()))
                .isEqualTo(new Trade(List.of(), List.of(), List.of()));
        assertThat(status(claimed.get(1))).isEqualTo(move.to());
    }

    @Test
    void aJobThatAnotherTransactionIsDeletingIsLostOnlyOnceThatIsCommitted() throws SQLException {
        store.intake().insert(drafts(2));
        List<ClaimedJob> claimed = sandbox.claim(2);
        List<EndedAttempt> ends =
                claimed.stream().map(job -> ended(job, Move.completed("1"))).toList();
        try (Connection application = PostgresSandbox.DATABASE.getConnection()) {
            application.setAutoCommit(false);
            sandbox.execute(application, "DELETE FROM %1$s_running WHERE job = " + id(claimed.get(0)));
            assertThat(store.exchange().trade(1, ends, List.of()).busy()).containsExactly(ends.get(0));
            application.commit();
        }
        Trade trade = store.exchange().trade(1, ends, List.of());
        assertThat(trade.busy()).isEmpty();
        assertThat(trade.lost()).containsExactlyElementsOf(ends);
    }

    @Test
    void claimsGoOnBesideAnEndThatIsPutOff() throws SQLException {
        List<JobId> jobs = store.intake().insert(drafts(2));
        long node = store.nodes().register(worker(1), List.of("emails"), Duration.ofMinutes(1));
        ClaimedJob first = store.exchange()
                .trade(node, List.of(), List.of(new Wanted("emails", 1)))
                .claimed()
                .get(0);
        try (Connection application = PostgresSandbox.DATABASE.getConnection()) {
            application.setAutoCommit(false);
            sandbox.execute(application, "SELECT 1 FROM %1$s_running WHERE job = " + id(first) + " FOR UPDATE");
            Trade trade = store.exchange()
                    .trade(node, List.of(ended(first, Move.completed("1"))), List.of(new Wanted("emails", 1)));
            assertThat(trade.busy()).hasSize(1);
            assertThat(trade.claimed()).extracting(job -> job.job().id()).containsExactly(jobs.get(1));
        }
    }

    @Test
    void anEndBesideOneThatIsPutOffFreesItsSlot() throws SQLException {
        store.topics().declare(List.of(TopicRules.of("emails").limits(Limits.NONE.globalConcurrency(2))));
        long node = store.nodes().register(worker(1), List.of("emails"), Duration.ofMinutes(1));
        assertThat(claim(node)).isEmpty();
        // Long ago, so that claims do not look at all slots.
        sandbox.execute("UPDATE %1$s_limit SET since = 0");
        assertThat(claim(node)).isEmpty();
        store.intake().insert(drafts(5));
        List<ClaimedJob> running = claim(node);
        assertThat(running).hasSize(2);
        try (Connection application = PostgresSandbox.DATABASE.getConnection()) {
            application.setAutoCommit(false);
            sandbox.execute(
                    application, "SELECT 1 FROM %1$s_running WHERE job = " + id(running.get(0)) + " FOR UPDATE");
            List<EndedAttempt> ends =
                    running.stream().map(job -> ended(job, Move.completed("1"))).toList();
            assertThat(store.exchange().trade(node, ends, List.of()).busy()).containsExactly(ends.get(0));
            assertThat(claim(node)).hasSize(1);
        }
    }

    private List<ClaimedJob> claim(long node) {
        return store.exchange()
                .trade(node, List.of(), List.of(new Wanted("emails", 10)))
                .claimed();
    }

    @Test
    void aRescueTakesWhatIsFreeAndComesBackForTheRest() throws SQLException {
        store.intake().insert(drafts(3));
        ProcessId dead = worker(1);
        long node = store.nodes().register(dead, List.of("emails"), Duration.ZERO);
        long rescuer = store.nodes().register(worker(2), List.of("emails"), Duration.ofMinutes(1));
        List<ClaimedJob> claimed = store.exchange()
                .trade(node, List.of(), List.of(new Wanted("emails", 3)))
                .claimed();
        try (Connection application = PostgresSandbox.DATABASE.getConnection()) {
            application.setAutoCommit(false);
            sandbox.execute(application, "UPDATE %1$s_running SET cancel = 1 WHERE job = " + id(claimed.get(1)));
            assertThat(store.nodes().rescue(rescuer, Leases.TRUSTED)).containsExactly(new Rescued(dead, 2));
            assertThat(store.nodes().rescue(rescuer, Leases.TRUSTED)).isEmpty();
            assertThat(claimed)
                    .extracting(this::status)
                    .containsExactly(JobStatus.AVAILABLE, JobStatus.EXECUTING, JobStatus.AVAILABLE);
            application.commit();
        }
        assertThat(store.nodes().rescue(rescuer, Leases.TRUSTED)).containsExactly(new Rescued(dead, 1));
        assertThat(status(claimed.get(1))).isEqualTo(JobStatus.CANCELLED);
        assertThat(store.nodes().renew(node, null)).isEmpty();
    }

    /** One ran, the other one waited for its slot, whichever of them others are changing when the node is found dead. */
    @ParameterizedTest
    @ValueSource(ints = {0, 1})
    void whatOthersAreChangingHadItsSlotWhenCrashesAreCounted(int locked) throws SQLException {
        store.intake().insert(drafts(2));
        long rescuer = store.nodes().register(worker(2), List.of("emails"), Duration.ofMinutes(1));
        long node = store.nodes()
                .register(worker(1), Duration.ZERO, List.of(new Served("emails", 1, Set.of(), false)), List.of());
        List<ClaimedJob> claimed = claim(node);
        try (Connection application = PostgresSandbox.DATABASE.getConnection()) {
            application.setAutoCommit(false);
            sandbox.execute(
                    application, "SELECT 1 FROM %1$s_running WHERE job = " + id(claimed.get(locked)) + " FOR UPDATE");
            assertThat(store.nodes().rescue(rescuer, Leases.TRUSTED)).hasSize(1);
            assertThat(store.nodes().renew(node, null)).isEmpty();
            // The server frees the locks of a closed connection some time later.
            application.rollback();
        }
        assertThat(store.nodes().rescue(rescuer, Leases.TRUSTED)).hasSize(1);
        assertThat(crashes(claimed.get(0))).isOne();
        assertThat(crashes(claimed.get(1))).isZero();
    }

    private int crashes(ClaimedJob job) {
        return store.reader().get(job.job().id()).orElseThrow().crashes();
    }

    @Test
    void aNodeSignsOffWithoutWaiting() throws SQLException {
        store.intake().insert(drafts(2));
        long node = store.nodes().register(worker(1), List.of("emails"), Duration.ZERO);
        List<ClaimedJob> claimed = store.exchange()
                .trade(node, List.of(), List.of(new Wanted("emails", 2)))
                .claimed();
        try (Connection application = PostgresSandbox.DATABASE.getConnection()) {
            application.setAutoCommit(false);
            sandbox.execute(application, "UPDATE %1$s_running SET cancel = cancel WHERE job = " + id(claimed.get(0)));
            store.nodes().unregister(node);
            assertThat(claimed).extracting(this::status).containsExactly(JobStatus.EXECUTING, JobStatus.AVAILABLE);
            application.rollback();
        }
        long rescuer = store.nodes().register(worker(2), List.of("emails"), Duration.ofMinutes(1));
        assertThat(store.nodes().rescue(rescuer, Leases.TRUSTED))
                .extracting(Rescued::jobs)
                .containsExactly(1);
        assertThat(status(claimed.get(0))).isEqualTo(JobStatus.AVAILABLE);
    }

    private JobStatus status(ClaimedJob job) {
        return store.reader().get(job.job().id()).orElseThrow().status();
    }

    private static String id(ClaimedJob job) {
        return job.job().id().toString();
    }

    private static ProcessId worker(int pid) {
        return new ProcessId("worker.example.org", pid, Instant.parse("2026-11-01T12:00:00Z"));
    }
}

package dev.jobq.store;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.junit.jupiter.api.Assumptions.assumeFalse;

import dev.jobq.FenceLostException;
import dev.jobq.JobEvent;
import dev.jobq.JobId;
import dev.jobq.JobStatus;
import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** Attempts that end in a transaction of the application's. */
@Timeout(60)
abstract class JointEndContract extends StoreContract {

    private final List<JobEvent> told = Collections.synchronizedList(new ArrayList<>());
    private final AtomicInteger committed = new AtomicInteger();
    private ApplicationTransactions transactions;
    private JobStore outside;
    private boolean isGivenUp;
    private boolean isTakenBack;

    @BeforeEach
    void openInsideTransactions() throws SQLException {
        transactions = new ApplicationTransactions(fixture().dataSource());
        outside = store;
        store = open(settings(usualMode()), transactions);
        worker = Worker.register(store);
        onDatabase("CREATE TABLE IF NOT EXISTS effect (job BIGINT)");
        onDatabase("DELETE FROM effect");
        store.onCommit(told::addAll);
    }

    @Test
    void anEndTakesEffectWithTheCommitAndIsToldOnce() throws Exception {
        JobId id = enqueueOne();
        ClaimedJob claimed = worker.claimOne();
        told.clear();
        transactions.commit(() -> {
            affect(id);
            end(claimed, Move.completed("7"));
            assertThat(status(id)).isEqualTo(JobStatus.COMPLETED);
            assertThat(outside.reader().get(id).orElseThrow().status()).isEqualTo(JobStatus.EXECUTING);
            assertThat(told).isEmpty();
            assertThat(committed).hasValue(0);
            return null;
        });
        assertThat(committed).hasValue(1);
        assertThat(outside.reader().get(id).orElseThrow().result().text()).isEqualTo("7");
        assertThat(told).extracting(JobEvent::type).containsExactly(JobEvent.Type.COMPLETED);
        assertThat(worker.end(claimed, Move.retry(java.time.Duration.ZERO, FAILURE)))
                .isFalse();
        assertThat(status(id)).isEqualTo(JobStatus.COMPLETED);
        assertThat(effects()).isEqualTo(1);
        assertThat(store.nodes().look(worker.node()).cancelled().keySet()).isEmpty();
        assertDepthsAreExact();
    }

    @Test
    void anEndThatWasRolledBackNeverWas() throws Exception {
        JobId id = enqueueOne();
        ClaimedJob claimed = worker.claimOne();
        told.clear();
        transactions.rollback(() -> {
            affect(id);
            end(claimed, Move.completed("7"));
            return null;
        });
        assertThat(isTakenBack).isTrue();
        assertThat(status(id)).isEqualTo(JobStatus.EXECUTING);
        assertThat(committed).hasValue(0);
        assertThat(told).isEmpty();
        assertThat(effects()).isZero();
        assertThat(worker.end(claimed, Move.completed("8"))).isTrue();
        assertThat(job(id).result().text()).isEqualTo("8");
        assertDepthsAreExact();
    }

    @Test
    void aTransactionWhoseEndWasTakenBackDoesNotCommitTheRest() {
        JobId id = enqueueOne();
        ClaimedJob claimed = worker.claimOne();
        told.clear();
        assertThatThrownBy(() -> transactions.commit(() -> {
                    affect(id);
                    transactions.rollbackToSavepoint(() -> {
                        end(claimed, Move.completed("7"));
                        return null;
                    });
                    assertThat(isTakenBack).isTrue();
                    return null;
                }))
                .isInstanceOf(IllegalStateException.class)
                .hasMessageContaining("savepoint");
        assertThat(effects()).isZero();
        assertThat(committed).hasValue(0);
        assertThat(told).isEmpty();
        assertThat(status(id)).isEqualTo(JobStatus.EXECUTING);
        assertThat(worker.end(claimed, Move.completed("8"))).isTrue();
        assertDepthsAreExact();
    }

    @Test
    void aLostFenceRollsTheWholeTransactionBack() {
        JobId id = enqueueOne();
        ClaimedJob stale = worker.claimOne();
        rescueAll();
        told.clear();
        assertThatThrownBy(() -> transactions.commit(() -> {
                    affect(id);
                    // Whatever the application makes of it.
                    assertThatThrownBy(() -> end(stale, Move.completed("7"))).isInstanceOf(FenceLostException.class);
                    return null;
                }))
                .isInstanceOfSatisfying(FenceLostException.class, lost -> {
                    assertThat(lost.id()).isEqualTo(id);
                    assertThat(lost.fence()).isEqualTo(stale.attempt().fence());
                });
        assertThat(effects()).isZero();
        assertThat(status(id)).isEqualTo(JobStatus.AVAILABLE);
        assertThat(committed).hasValue(0);
        assertThat(told).isEmpty();
        assertDepthsAreExact();
    }

    @Test
    void anAttemptThatWasGivenUpEndsNothing() {
        JobId id = enqueueOne();
        ClaimedJob claimed = worker.claimOne();
        isGivenUp = true;
        assertThatThrownBy(() -> transactions.commit(() -> {
                    affect(id);
                    end(claimed, Move.completed("7"));
                    return null;
                }))
                .isInstanceOf(FenceLostException.class);
        assertThat(effects()).isZero();
        assertThat(status(id)).isEqualTo(JobStatus.EXECUTING);
    }

    @Test
    void outsideATransactionItIsRefused() {
        JobId id = enqueueOne();
        ClaimedJob claimed = worker.claimOne();
        assertThatThrownBy(() -> end(claimed, Move.completed(null)))
                .isInstanceOf(IllegalStateException.class)
                .hasMessageContaining("no transaction");
        assertThat(status(id)).isEqualTo(JobStatus.EXECUTING);
    }

    @ParameterizedTest
    @EnumSource(
            value = JobStatus.class,
            names = {"COMPLETED", "RETRYABLE", "SCHEDULED", "DISCARDED", "CANCELLED", "PARKED", "AVAILABLE"})
    void everyMoveCanBeMade(JobStatus to) throws Exception {
        JobId id = enqueueOne();
        ClaimedJob claimed = worker.claimOne();
        transactions.commit(() -> {
            end(claimed, FenceContract.moveTo(to));
            return null;
        });
        assertThat(status(id)).isEqualTo(to);
        assertDepthsAreExact();
    }

    @Test
    void nobodyTakesAJobWhoseEndWaitsForItsCommit() throws Exception {
        // With one writer the others wait for the transaction instead.
        assumeFalse(fixture().hasOneWriter());
        JobId id = enqueueOne();
        ClaimedJob claimed = worker.claimOne();
        clock.advance(Worker.LEASE.multipliedBy(2));
        Worker rescuer = Worker.register(outside);
        transactions.commit(() -> {
            end(claimed, Move.completed("7"));
            outside.nodes().rescue(rescuer.node(), Leases.TRUSTED);
            assertThat(rescuer.claim(1)).isEmpty();
            return null;
        });
        outside.nodes().rescue(rescuer.node(), Leases.TRUSTED);
        assertThat(status(id)).isEqualTo(JobStatus.COMPLETED);
        assertThat(job(id).crashes()).isZero();
    }

    @Test
    void theApplicationsPatienceWithLocksStaysAsItWas() throws Exception {
        assumeFalse(fixture().hasOneWriter());
        enqueueOne();
        ClaimedJob claimed = worker.claimOne();
        String after = transactions.commit(() -> {
            try (Statement statement = transactions.connection().createStatement()) {
                statement.execute("SET LOCAL lock_timeout = '1234ms'");
                end(claimed, Move.completed(null));
                try (ResultSet row = statement.executeQuery("SHOW lock_timeout")) {
                    row.next();
                    return row.getString(1);
                }
            }
        });
        assertThat(after).isEqualTo("1234ms");
    }

    private void end(ClaimedJob claimed, Move move) {
        store.exchange().endInTransaction(worker.node(), Worker.ended(claimed, move), new JobExchange.Owner() {
            @Override
            public boolean holds() {
                return !isGivenUp;
            }

            @Override
            public void committed() {
                committed.incrementAndGet();
            }

            @Override
            public void undone() {
                isTakenBack = true;
            }

            @Override
            public boolean isWritten() {
                return !isTakenBack;
            }
        });
    }

    private void affect(JobId id) throws SQLException {
        try (Statement statement = transactions.connection().createStatement()) {
            statement.executeUpdate("INSERT INTO effect VALUES (" + id + ")");
        }
    }

    private int effects() {
        try (Connection connection = fixture().dataSource().getConnection();
                Statement statement = connection.createStatement();
                ResultSet row = statement.executeQuery("SELECT count(*) FROM effect")) {
            row.next();
            return row.getInt(1);
        } catch (SQLException ex) {
            throw new IllegalStateException(ex);
        }
    }

    private void onDatabase(String sql) throws SQLException {
        try (Connection connection = fixture().dataSource().getConnection();
                Statement statement = connection.createStatement()) {
            statement.execute(sql);
        }
    }
}

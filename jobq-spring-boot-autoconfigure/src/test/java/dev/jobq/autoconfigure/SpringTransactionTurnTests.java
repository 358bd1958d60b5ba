package dev.jobq.autoconfigure;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.zaxxer.hikari.HikariDataSource;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.springframework.jdbc.core.JdbcTemplate;
import org.springframework.transaction.CannotCreateTransactionException;
import org.springframework.transaction.TransactionDefinition;
import org.springframework.transaction.support.TransactionSynchronization;
import org.springframework.transaction.support.TransactionSynchronizationManager;
import org.springframework.transaction.support.TransactionTemplate;

/** Whoever writes to SQLite in a Spring transaction has the turn for as long as that. */
class SpringTransactionTurnTests extends CallerTransactionFixture {

    @Test
    void theTurnIsHeldFromBeginToCommit() {
        List<Boolean> afterCommit = new ArrayList<>();

        watched().executeWithoutResult(status -> {
            assertThat(lock.isHeldByCurrentThread()).isTrue();
            caller.afterCommit(() -> afterCommit.add(lock.isHeldByCurrentThread()));
        });

        assertThat(afterCommit).containsExactly(false);
        assertThat(lock.isLocked()).isFalse();
    }

    @Test
    void theTurnIsGivenBackAfterARollback() {
        assertThatThrownBy(() -> watched().executeWithoutResult(status -> {
                    throw new IllegalStateException("wanted");
                }))
                .hasMessage("wanted");

        assertThat(lock.isLocked()).isFalse();
    }

    @Test
    void theTurnIsGivenBackWhenTheTransactionCannotBegin() {
        TransactionTemplate transactions = watched();
        dataSource.close();

        assertThatExceptionOfType(CannotCreateTransactionException.class)
                .isThrownBy(() -> transactions.executeWithoutResult(status -> {}));

        assertThat(lock.isLocked()).isFalse();
    }

    @Test
    void aSecondTransactionInsideTheFirstIsRefusedAtOnce() {
        TransactionTemplate outer = watched();
        TransactionTemplate inner = new TransactionTemplate(outer.getTransactionManager());
        inner.setPropagationBehavior(TransactionDefinition.PROPAGATION_REQUIRES_NEW);

        outer.executeWithoutResult(status -> {
            assertThatExceptionOfType(CannotCreateTransactionException.class)
                    .isThrownBy(() -> inner.executeWithoutResult(none -> {}))
                    .withMessageContaining("REQUIRES_NEW");
            assertThat(lock.isHeldByCurrentThread()).isTrue();
            assertThat(caller.connection()).isNotNull();
        });

        assertThat(lock.isLocked()).isFalse();
        outer.executeWithoutResult(status -> assertThat(caller.connection()).isNotNull());
    }

    @Test
    void aSavepointInsideATransactionHasItsTurnAndKeepsIt() {
        TransactionTemplate outer = watched();
        TransactionTemplate inner = new TransactionTemplate(outer.getTransactionManager());
        inner.setPropagationBehavior(TransactionDefinition.PROPAGATION_NESTED);

        outer.executeWithoutResult(status -> {
            for (boolean rollsBack : List.of(true, false)) {
                inner.executeWithoutResult(nested -> {
                    new JdbcTemplate(dataSource).update("INSERT INTO t VALUES (1)");
                    if (rollsBack) {
                        nested.setRollbackOnly();
                    }
                });
                assertThat(lock.isHeldByCurrentThread()).isTrue();
            }
        });

        assertThat(rows()).isEqualTo(1);
        assertThat(lock.isLocked()).isFalse();
    }

    @Test
    void aTransactionBegunAfterTheCommitTakesItsOwnTurn() {
        TransactionTemplate outer = watched();
        TransactionTemplate inner = new TransactionTemplate(outer.getTransactionManager());
        inner.setPropagationBehavior(TransactionDefinition.PROPAGATION_REQUIRES_NEW);

        outer.executeWithoutResult(status -> caller.afterCommit(() ->
                inner.executeWithoutResult(second -> new JdbcTemplate(dataSource).update("INSERT INTO t VALUES (2)"))));

        assertThat(rows()).isEqualTo(1);
        assertThat(lock.isLocked()).isFalse();
    }

    @Test
    void theWriteLockIsFreeForWhateverFollowsTheTransaction() {
        List<Integer> written = new ArrayList<>();
        try (HikariDataSource other = pool("app.db")) {
            other.addDataSourceProperty("busy_timeout", "100");
            TransactionSynchronization following = new TransactionSynchronization() {
                @Override
                public void afterCompletion(int completion) {
                    written.add(new JdbcTemplate(other).update("INSERT INTO t VALUES (3)"));
                }
            };

            for (boolean rollsBack : List.of(false, true)) {
                watched().executeWithoutResult(status -> {
                    TransactionSynchronizationManager.registerSynchronization(following);
                    new JdbcTemplate(dataSource).update("INSERT INTO t VALUES (1)");
                    if (rollsBack) {
                        status.setRollbackOnly();
                    }
                });
            }
        }

        assertThat(written).containsExactly(1, 1);
        assertThat(rows()).isEqualTo(3);
    }
}

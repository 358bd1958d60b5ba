package dev.jobq.autoconfigure;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.List;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.locks.ReentrantLock;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.springframework.jdbc.datasource.DataSourceTransactionManager;
import org.springframework.jdbc.datasource.SingleConnectionDataSource;
import org.springframework.transaction.TransactionExecution;
import org.springframework.transaction.TransactionExecutionListener;
import org.springframework.transaction.support.TransactionTemplate;

/** Whose turn it is when other listeners take part; the rest is in {@link SpringCallerTransactionTests}. */
class StoreTransactionListenerTests {

    private final SingleConnectionDataSource dataSource = new SingleConnectionDataSource("jdbc:sqlite::memory:", true);
    private final ReentrantLock lock = new ReentrantLock();
    private final StoreTransactionListener listener = new StoreTransactionListener(
            new SpringCallerTransaction(dataSource, true), new TransactionTurn(lock::lock, lock::unlock));

    @AfterEach
    void close() {
        dataSource.destroy();
    }

    @Test
    void aTransactionThatAnotherListenerRefusesLeavesNoTurnBehind() {
        DataSourceTransactionManager transactions = new DataSourceTransactionManager(dataSource);
        AtomicBoolean refuses = new AtomicBoolean(true);
        new StoreTransactionPostProcessor(() -> dataSource, () -> listener)
                .postProcessAfterInitialization(transactions, "transactions");
        // Added by the application when everything has been set up.
        transactions.addListener(new TransactionExecutionListener() {
            @Override
            public void beforeBegin(TransactionExecution transaction) {
                if (refuses.get()) {
                    throw new IllegalStateException("refused");
                }
            }
        });
        TransactionTemplate template = new TransactionTemplate(transactions);
        assertThatThrownBy(() -> template.executeWithoutResult(status -> {})).hasMessage("refused");

        assertThat(lock.isLocked()).isFalse();
        refuses.set(false);
        template.executeWithoutResult(
                status -> assertThat(lock.isHeldByCurrentThread()).isTrue());
        assertThat(lock.isLocked()).isFalse();
    }

    @Test
    void listenersOfTheApplicationStayInTheirOrderAndCanBeRemoved() {
        DataSourceTransactionManager transactions = new DataSourceTransactionManager(dataSource);
        TransactionExecutionListener first = new TransactionExecutionListener() {};
        TransactionExecutionListener second = new TransactionExecutionListener() {};
        TransactionExecutionListener third = new TransactionExecutionListener() {};
        transactions.addListener(first);
        new StoreTransactionPostProcessor(() -> dataSource, () -> listener)
                .postProcessAfterInitialization(transactions, "transactions");
        transactions.addListener(second);
        transactions.getTransactionExecutionListeners().addAll(List.of(third));

        assertThat(transactions.getTransactionExecutionListeners()).containsExactly(first, second, third, listener);
        transactions.getTransactionExecutionListeners().remove(second);
        assertThat(transactions.getTransactionExecutionListeners()).containsExactly(first, third, listener);
    }
}

package dev.jobq.autoconfigure;

import static org.assertj.core.api.Assertions.assertThat;

import com.zaxxer.hikari.HikariDataSource;
import java.sql.Connection;
import java.util.ArrayList;
import java.util.List;
import javax.sql.DataSource;
import org.junit.jupiter.api.Test;
import org.springframework.jdbc.core.JdbcTemplate;
import org.springframework.jdbc.datasource.DataSourceTransactionManager;
import org.springframework.jdbc.datasource.DataSourceUtils;
import org.springframework.jdbc.datasource.LazyConnectionDataSourceProxy;
import org.springframework.jdbc.datasource.TransactionAwareDataSourceProxy;
import org.springframework.jdbc.support.JdbcTransactionManager;
import org.springframework.transaction.PlatformTransactionManager;
import org.springframework.transaction.TransactionDefinition;
import org.springframework.transaction.support.TransactionSynchronization;
import org.springframework.transaction.support.TransactionSynchronizationManager;
import org.springframework.transaction.support.TransactionTemplate;

class SpringCallerTransactionTests extends CallerTransactionFixture {

    @Test
    void outsideATransactionThereIsNoConnection() {
        assertThat(caller.connection()).isNull();
    }

    @Test
    void theTransactionsOwnConnectionIsGiven() {
        for (PlatformTransactionManager transactions :
                List.of(new DataSourceTransactionManager(dataSource), new JdbcTransactionManager(dataSource))) {
            new TransactionTemplate(transactions).executeWithoutResult(status -> {
                Connection connection = DataSourceUtils.getConnection(dataSource);
                assertThat(caller.connection()).isSameAs(connection);
                DataSourceUtils.releaseConnection(connection, dataSource);
            });
        }
    }

    @Test
    void aTransactionOnAWrapperIsOneOnTheStoresDataSource() {
        for (DataSource wrapper : List.of(
                new LazyConnectionDataSourceProxy(dataSource), new TransactionAwareDataSourceProxy(dataSource))) {
            new TransactionTemplate(new DataSourceTransactionManager(wrapper))
                    .executeWithoutResult(
                            status -> assertThat(caller.connection()).isNotNull());
        }
    }

    @Test
    void aStoreOnAWrapperSeesTheTransactionOnItsTarget() {
        SpringCallerTransaction onWrapper =
                new SpringCallerTransaction(new TransactionAwareDataSourceProxy(dataSource), true);

        new TransactionTemplate(new DataSourceTransactionManager(dataSource))
                .executeWithoutResult(
                        status -> assertThat(onWrapper.connection()).isNotNull());
    }

    @Test
    void aTransactionOnAnotherDataSourceIsNone() {
        try (HikariDataSource other = pool("other.db")) {
            new TransactionTemplate(new DataSourceTransactionManager(other)).executeWithoutResult(status -> {
                assertThat(caller.connection()).isNull();

                // Borrowing a connection of the store's DataSource binds it to the thread, in auto-commit mode.
                new JdbcTemplate(dataSource).update("INSERT INTO t VALUES (1)");
                assertThat(caller.connection()).isNull();
            });
        }
    }

    @Test
    void actionsRunAfterTheCommitInOrderAndNeverAfterARollback() {
        List<String> ran = new ArrayList<>();
        TransactionTemplate transactions = new TransactionTemplate(new DataSourceTransactionManager(dataSource));

        transactions.executeWithoutResult(status -> {
            caller.afterCommit(() -> ran.add("first " + rows()));
            caller.afterCommit(() -> ran.add("second"));
            new JdbcTemplate(dataSource).update("INSERT INTO t VALUES (1)");
            assertThat(ran).isEmpty();
        });
        transactions.executeWithoutResult(status -> {
            caller.afterCommit(() -> ran.add("rolled back"));
            status.setRollbackOnly();
        });

        assertThat(ran).containsExactly("first 1", "second");
    }

    @Test
    void whatARollbackToASavepointUndidIsFollowedByNothing() {
        List<String> ran = new ArrayList<>();
        PlatformTransactionManager manager = new DataSourceTransactionManager(dataSource);
        TransactionTemplate transactions = new TransactionTemplate(manager);
        TransactionTemplate nested = new TransactionTemplate(manager);
        nested.setPropagationBehavior(TransactionDefinition.PROPAGATION_NESTED);

        transactions.executeWithoutResult(status -> {
            nested.executeWithoutResult(inner -> {
                caller.afterCommit(() -> ran.add("undone, first of all"));
                inner.setRollbackOnly();
            });
            caller.afterCommit(() -> ran.add("before"));
            nested.executeWithoutResult(inner -> {
                caller.afterCommit(() -> ran.add("undone"));
                inner.setRollbackOnly();
            });
            nested.executeWithoutResult(inner -> caller.afterCommit(() -> ran.add("kept")));
            caller.afterCommit(() -> ran.add("after"));
        });

        assertThat(ran).containsExactly("before", "kept", "after");
    }

    @Test
    void anActionThatFailsDoesNotTellTheCallerThatTheCommitFailed() {
        List<String> ran = new ArrayList<>();

        new TransactionTemplate(new DataSourceTransactionManager(dataSource)).executeWithoutResult(status -> {
            caller.afterCommit(() -> {
                throw new IllegalStateException("wanted");
            });
            caller.afterCommit(() -> ran.add("next"));
        });

        assertThat(ran).containsExactly("next");
    }

    @Test
    void afterTheCommitTheTransactionCountsAsNone() {
        List<Object> seen = new ArrayList<>();

        watched()
                .executeWithoutResult(status ->
                        TransactionSynchronizationManager.registerSynchronization(new TransactionSynchronization() {
                            @Override
                            public void afterCommit() {
                                seen.add(caller.connection() == null);
                            }

                            @Override
                            public void afterCompletion(int completion) {
                                seen.add(caller.connection() == null);
                            }
                        }));

        assertThat(seen).containsExactly(true, true);
    }

    @Test
    void anInnerTransactionIsKnownApartFromTheSuspendedOne() {
        TransactionTemplate outer = new TransactionTemplate(new DataSourceTransactionManager(dataSource));
        TransactionTemplate other = new TransactionTemplate(outer.getTransactionManager());
        other.setPropagationBehavior(TransactionDefinition.PROPAGATION_NOT_SUPPORTED);

        outer.executeWithoutResult(status -> {
            Connection connection = caller.connection();
            other.executeWithoutResult(inner -> assertThat(caller.connection()).isNull());
            assertThat(caller.connection()).isSameAs(connection).isNotNull();
        });
    }
}

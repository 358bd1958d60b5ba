package dev.jobq.autoconfigure;

import dev.jobq.engine.HandlerTransactions;
import java.sql.Connection;
import java.sql.SQLException;
import java.util.List;
import java.util.Map;
import javax.sql.DataSource;
import org.apache.commons.logging.Log;
import org.apache.commons.logging.LogFactory;
import org.jspecify.annotations.Nullable;
import org.springframework.jdbc.datasource.ConnectionHolder;
import org.springframework.jdbc.datasource.DataSourceUtils;
import org.springframework.transaction.PlatformTransactionManager;
import org.springframework.transaction.TransactionStatus;
import org.springframework.transaction.support.DefaultTransactionDefinition;
import org.springframework.transaction.support.TransactionSynchronization;
import org.springframework.transaction.support.TransactionSynchronizationManager;

/** Transactions of the manager that works on jobq's DataSource. */
final class SpringHandlerTransactions implements HandlerTransactions {

    private static final Log log = LogFactory.getLog(SpringHandlerTransactions.class);

    private final @Nullable PlatformTransactionManager manager;

    private SpringHandlerTransactions(@Nullable PlatformTransactionManager manager) {
        this.manager = manager;
    }

    /** Those of the first manager that works on this DataSource, if there is one. */
    static SpringHandlerTransactions on(DataSource dataSource, List<PlatformTransactionManager> managers) {
        return new SpringHandlerTransactions(managers.stream()
                .filter(manager -> {
                    DataSource theirs = DataSourceTargets.of(manager);
                    return theirs != null && DataSourceTargets.same(theirs, dataSource);
                })
                .findFirst()
                .orElse(null));
    }

    @Override
    public boolean areAvailable() {
        return manager != null;
    }

    @Override
    public @Nullable Object inTransaction(Work work) throws Exception {
        if (manager == null) {
            throw new IllegalStateException("There is no transaction manager on jobq's DataSource");
        }
        TransactionStatus status = manager.getTransaction(new DefaultTransactionDefinition());
        Object result;
        try {
            result = work.run();
        } catch (Throwable ex) {
            rollback(manager, status, ex);
            throw ex;
        }
        manager.commit(status);
        return result;
    }

    private static void rollback(PlatformTransactionManager manager, TransactionStatus status, Throwable cause) {
        try {
            if (!status.isCompleted()) {
                manager.rollback(status);
            }
        } catch (RuntimeException ex) {
            cause.addSuppressed(ex);
        }
    }

    @Override
    public boolean endLeftovers() {
        if (!TransactionSynchronizationManager.isSynchronizationActive()
                && !TransactionSynchronizationManager.isActualTransactionActive()) {
            return false;
        }
        Map<Object, Object> resources = Map.copyOf(TransactionSynchronizationManager.getResourceMap());
        resources.values().forEach(SpringHandlerTransactions::rollback);
        if (TransactionSynchronizationManager.isSynchronizationActive()) {
            TransactionSynchronizationManager.getSynchronizations().forEach(SpringHandlerTransactions::end);
        }
        TransactionSynchronizationManager.clear();
        resources.keySet().forEach(TransactionSynchronizationManager::unbindResourceIfPossible);
        resources.forEach(SpringHandlerTransactions::release);
        return true;
    }

    private static void rollback(Object resource) {
        if (resource instanceof ConnectionHolder holder) {
            try {
                Connection connection = holder.getConnection();
                if (!connection.getAutoCommit()) {
                    connection.rollback();
                    connection.setAutoCommit(true);
                }
            } catch (SQLException | RuntimeException ex) {
                log.warn("A transaction that a handler left open could not be rolled back", ex);
            }
        }
    }

    private static void end(TransactionSynchronization synchronization) {
        try {
            synchronization.afterCompletion(TransactionSynchronization.STATUS_ROLLED_BACK);
        } catch (RuntimeException ex) {
            log.warn("What follows a rollback failed", ex);
        }
    }

    private static void release(Object key, Object resource) {
        if (key instanceof DataSource dataSource && resource instanceof ConnectionHolder holder) {
            DataSourceUtils.releaseConnection(holder.getConnection(), dataSource);
        }
    }
}

package dev.jobq.autoconfigure;

import dev.jobq.store.CallerTransaction;
import java.sql.Connection;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.IdentityHashMap;
import java.util.List;
import java.util.function.Supplier;
import javax.sql.DataSource;
import org.apache.commons.logging.Log;
import org.apache.commons.logging.LogFactory;
import org.jspecify.annotations.Nullable;
import org.springframework.core.Ordered;
import org.springframework.jdbc.datasource.ConnectionHolder;
import org.springframework.transaction.support.TransactionSynchronization;
import org.springframework.transaction.support.TransactionSynchronizationManager;

/**
 * The Spring transaction that the calling thread is in, if it is one on the store's DataSource.
 *
 * <p>After the commit Spring still shows the transaction's connection to whoever runs in its after-commit callbacks, but
 * what is written there is lost or, worse, depends on the pool. So a transaction is watched from its beginning
 * ({@link #watch()}), and from the commit on it counts as none: a job enqueued there is durable on return.
 */
final class SpringCallerTransaction implements CallerTransaction {

    private static final Log log = LogFactory.getLog(SpringCallerTransaction.class);

    private final List<DataSource> targets;
    private final boolean beginsAgain;
    /** The key under which a thread finds the innermost transaction that is suspended. */
    private final Object suspended = new Object();

    /**
     * The transactions on a DataSource.
     *
     * @param beginsAgain whether the driver begins the next transaction in the very commit of the last, as SQLite's does,
     *     and with it takes the write lock again
     */
    SpringCallerTransaction(DataSource dataSource, boolean beginsAgain) {
        this.targets = DataSourceTargets.of(dataSource);
        this.beginsAgain = beginsAgain;
    }

    @Override
    public @Nullable Connection connection() {
        if (!TransactionSynchronizationManager.isActualTransactionActive()
                || !TransactionSynchronizationManager.isSynchronizationActive()) {
            return null;
        }
        // Before the connection: after the commit, JPA may have given it back and would fetch another one.
        if (TransactionSynchronizationManager.getResource(this) instanceof Watch watched && watched.isCommitted) {
            return null;
        }
        ConnectionHolder holder = holder();
        if (holder == null) {
            return null;
        }
        Connection connection = holder.getConnection();
        if (!isOpen(connection)) {
            return null;
        }
        watch();
        return connection;
    }

    @Override
    public void afterCommit(Runnable action) {
        afterEnd(action, () -> {});
    }

    @Override
    public void afterEnd(Runnable committed, Runnable undone) {
        FollowUp registered = new FollowUp(committed, undone);
        watch().actions.add(registered);
        TransactionSynchronizationManager.registerSynchronization(registered);
    }

    @Override
    public boolean isInsideAnother() {
        return TransactionSynchronizationManager.getResource(suspended) != null;
    }

    @Override
    public <T extends Runnable> @Nullable T beforeCommit(Class<T> type, Supplier<T> work) {
        Watch watch = watch();
        for (LastWork last : watch.lastWorks) {
            if (type.isInstance(last.work())) {
                return last.isDone() ? null : type.cast(last.work());
            }
        }
        if (watch.isCommitting) {
            return null;
        }
        T made = work.get();
        LastWork last = new LastWork(made);
        watch.lastWorks.add(last);
        TransactionSynchronizationManager.registerSynchronization(last);
        return made;
    }

    @Override
    public void refuseCommit(Supplier<? extends @Nullable RuntimeException> reason) {
        TransactionSynchronizationManager.registerSynchronization(new Refusal(reason));
    }

    /** Begins to watch the current transaction's end, if that was not begun before. */
    Watch watch() {
        Watch watch = (Watch) TransactionSynchronizationManager.getResource(this);
        if (watch == null) {
            watch = new Watch();
            TransactionSynchronizationManager.bindResource(this, watch);
            TransactionSynchronizationManager.registerSynchronization(watch);
        }
        return watch;
    }

    private @Nullable ConnectionHolder holder() {
        for (DataSource target : targets) {
            if (TransactionSynchronizationManager.getResource(target) instanceof ConnectionHolder holder) {
                return holder;
            }
        }
        // Begun on a wrapper of the store's DataSource that the store was not given.
        for (var resource : TransactionSynchronizationManager.getResourceMap().entrySet()) {
            if (resource.getKey() instanceof DataSource key
                    && resource.getValue() instanceof ConnectionHolder holder
                    && DataSourceTargets.same(key, targets.get(0))) {
                return holder;
            }
        }
        return null;
    }

    /**
     * A connection that was merely borrowed while another resource's transaction runs is bound to the thread as well, but
     * is in auto-commit mode. What the holder says of itself is no help: the plain JDBC transaction manager marks it as
     * synchronized with the transaction, so does whoever borrows, and JPA's transaction manager does not.
     */
    private static boolean isOpen(Connection connection) {
        try {
            return !connection.getAutoCommit();
        } catch (SQLException ex) {
            log.debug("The transaction's connection cannot tell whether it is in a transaction", ex);
            return true;
        }
    }

    /**
     * Spring keeps the connection until all that follows the transaction has run. What the driver began meanwhile has to
     * end before that, or whoever writes there waits for a lock that his own thread holds.
     */
    private void endWhatBeganAgain() {
        ConnectionHolder holder = beginsAgain ? holder() : null;
        if (holder != null) {
            try {
                holder.getConnection().setAutoCommit(true);
            } catch (SQLException ex) {
                log.debug("The connection could not leave the transaction that it began after the last", ex);
            }
        }
    }

    /** Knows whether one transaction was committed; steps aside while it is suspended. */
    final class Watch implements TransactionSynchronization, Ordered {

        private final List<LastWork> lastWorks = new ArrayList<>();
        private final List<FollowUp> actions = new ArrayList<>();
        /** How many actions there were at each savepoint. */
        private final IdentityHashMap<Object, Integer> savepoints = new IdentityHashMap<>();

        private boolean isCommitting;
        private boolean isCommitted;
        private boolean isEnded;
        private @Nullable Object suspendedBefore;
        private @Nullable Runnable atEnd;

        /** What to do first of all when the transaction has ended, either way; at once and on its thread. */
        void atEnd(Runnable action) {
            atEnd = action;
        }

        @Override
        public int getOrder() {
            return Ordered.HIGHEST_PRECEDENCE;
        }

        /** First of all; what is registered from now on is not called before the commit any more. */
        @Override
        public void beforeCommit(boolean readOnly) {
            isCommitting = true;
        }

        @Override
        public void savepoint(Object savepoint) {
            savepoints.put(savepoint, actions.size());
        }

        /** What was done since is undone, and nothing follows it. What was not told to this watch was before it. */
        @Override
        public void savepointRollback(Object savepoint) {
            List<FollowUp> undone = actions.subList(savepoints.getOrDefault(savepoint, 0), actions.size());
            undone.forEach(FollowUp::undo);
            undone.clear();
        }

        @Override
        public void suspend() {
            TransactionSynchronizationManager.unbindResource(SpringCallerTransaction.this);
            suspendedBefore = TransactionSynchronizationManager.unbindResourceIfPossible(suspended);
            TransactionSynchronizationManager.bindResource(suspended, this);
        }

        @Override
        public void resume() {
            TransactionSynchronizationManager.unbindResourceIfPossible(suspended);
            if (suspendedBefore != null) {
                TransactionSynchronizationManager.bindResource(suspended, suspendedBefore);
            }
            TransactionSynchronizationManager.bindResource(SpringCallerTransaction.this, this);
        }

        @Override
        public void afterCommit() {
            isCommitted = true;
            end();
        }

        @Override
        public void afterCompletion(int status) {
            TransactionSynchronizationManager.unbindResourceIfPossible(SpringCallerTransaction.this);
            end();
        }

        private void end() {
            if (!isEnded) {
                isEnded = true;
                endWhatBeganAgain();
                if (atEnd != null) {
                    atEnd.run();
                }
            }
        }
    }
}

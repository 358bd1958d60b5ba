package dev.jobq.store;

import java.sql.Connection;
import java.sql.SQLException;
import java.sql.Savepoint;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.Callable;
import java.util.function.Supplier;
import javax.sql.DataSource;

/** Transactions as an application runs them: bound to its thread, with actions after the commit. */
public final class ApplicationTransactions implements CallerTransaction {

    private final DataSource dataSource;
    // One for each DataSource, as Spring binds them too.
    @SuppressWarnings("ThreadLocalUsage")
    private final ThreadLocal<Open> open = new ThreadLocal<>();

    public ApplicationTransactions(DataSource dataSource) {
        this.dataSource = dataSource;
    }

    @Override
    public Connection connection() {
        Open current = open.get();
        return current == null ? null : current.connection;
    }

    @Override
    public void afterCommit(Runnable action) {
        afterEnd(action, () -> {});
    }

    @Override
    public void afterEnd(Runnable committed, Runnable undone) {
        open.get().followUps.add(new FollowUp(committed, undone));
    }

    @Override
    public <T extends Runnable> T beforeCommit(Class<T> type, Supplier<T> work) {
        return type.cast(open.get().beforeCommit.computeIfAbsent(type, key -> work.get()));
    }

    @Override
    public void refuseCommit(Supplier<? extends RuntimeException> reason) {
        open.get().refusals.add(reason);
    }

    /** Does the work in a transaction and commits it. */
    public <T> T commit(Callable<T> work) throws Exception {
        return run(work, true);
    }

    /** Does the work in a transaction and rolls it back. */
    public <T> T rollback(Callable<T> work) throws Exception {
        return run(work, false);
    }

    /** Does the work in the transaction that is open and takes it back. */
    public void rollbackToSavepoint(Callable<?> work) throws Exception {
        Open current = open.get();
        Savepoint savepoint = current.connection.setSavepoint();
        int before = current.followUps.size();
        work.call();
        current.connection.rollback(savepoint);
        List<FollowUp> undone = current.followUps.subList(before, current.followUps.size());
        undone.forEach(one -> one.undone.run());
        undone.clear();
    }

    private <T> T run(Callable<T> work, boolean isCommitted) throws Exception {
        T result;
        boolean isDone = false;
        Open current = null;
        try (Connection connection = dataSource.getConnection()) {
            connection.setAutoCommit(false);
            current = new Open(connection, new ArrayList<>(), new HashMap<>(), new ArrayList<>());
            open.set(current);
            try {
                result = work.call();
                if (isCommitted) {
                    refuse(current);
                    current.beforeCommit.values().forEach(Runnable::run);
                }
                finish(connection, isCommitted);
                isDone = isCommitted;
            } catch (Exception | Error ex) {
                connection.rollback();
                throw ex;
            } finally {
                open.remove();
                connection.setAutoCommit(true);
            }
        } finally {
            if (!isDone && current != null) {
                current.followUps.forEach(one -> one.undone.run());
            }
        }
        if (isDone) {
            current.followUps.forEach(one -> one.committed.run());
        }
        return result;
    }

    private static void refuse(Open current) {
        for (Supplier<? extends RuntimeException> refusal : current.refusals) {
            RuntimeException reason = refusal.get();
            if (reason != null) {
                throw reason;
            }
        }
    }

    private static void finish(Connection connection, boolean isCommitted) throws SQLException {
        if (isCommitted) {
            connection.commit();
        } else {
            connection.rollback();
        }
    }

    private record FollowUp(Runnable committed, Runnable undone) {}

    private record Open(
            Connection connection,
            List<FollowUp> followUps,
            Map<Class<?>, Runnable> beforeCommit,
            List<Supplier<? extends RuntimeException>> refusals) {}
}

package dev.jobq.store;

import java.sql.Connection;
import java.sql.SQLException;
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
        open.get().afterCommit.add(action);
    }

    @Override
    public <T extends Runnable> T beforeCommit(Class<T> type, Supplier<T> work) {
        return type.cast(open.get().beforeCommit.computeIfAbsent(type, key -> work.get()));
    }

    @Override
    public void refuseCommit(RuntimeException reason) {
        open.get().beforeCommit.put(Refusal.class, (Refusal) () -> {
            throw reason;
        });
    }

    private interface Refusal extends Runnable {}

    /** Does the work in a transaction and commits it. */
    public <T> T commit(Callable<T> work) throws Exception {
        return run(work, true);
    }

    /** Does the work in a transaction and rolls it back. */
    public <T> T rollback(Callable<T> work) throws Exception {
        return run(work, false);
    }

    private <T> T run(Callable<T> work, boolean isCommitted) throws Exception {
        List<Runnable> afterCommit = new ArrayList<>();
        T result;
        try (Connection connection = dataSource.getConnection()) {
            connection.setAutoCommit(false);
            Map<Class<?>, Runnable> beforeCommit = new HashMap<>();
            open.set(new Open(connection, afterCommit, beforeCommit));
            try {
                result = work.call();
                if (isCommitted) {
                    beforeCommit.values().forEach(Runnable::run);
                }
                finish(connection, isCommitted);
            } catch (Exception | Error ex) {
                connection.rollback();
                throw ex;
            } finally {
                open.remove();
                connection.setAutoCommit(true);
            }
        }
        if (isCommitted) {
            afterCommit.forEach(Runnable::run);
        }
        return result;
    }

    private static void finish(Connection connection, boolean isCommitted) throws SQLException {
        if (isCommitted) {
            connection.commit();
        } else {
            connection.rollback();
        }
    }

    private record Open(Connection connection, List<Runnable> afterCommit, Map<Class<?>, Runnable> beforeCommit) {}
}

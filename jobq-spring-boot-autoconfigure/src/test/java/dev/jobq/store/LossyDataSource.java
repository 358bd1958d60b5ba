package dev.jobq.store;

import java.lang.reflect.InvocationHandler;
import java.lang.reflect.InvocationTargetException;
import java.lang.reflect.Method;
import java.lang.reflect.Proxy;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.SQLException;
import java.util.concurrent.atomic.AtomicReference;
import javax.sql.DataSource;
import org.jspecify.annotations.Nullable;

/**
 * A database that loses answers: a commit takes effect there, but here the connection breaks. In auto-commit mode the commit is
 * that of the statement itself.
 */
public final class LossyDataSource {

    private final DataSource target;
    private final AtomicReference<@Nullable String> lost = new AtomicReference<>();

    public LossyDataSource(DataSource target) {
        this.target = target;
    }

    public DataSource dataSource() {
        return proxy(DataSource.class, (proxy, method, arguments) -> {
            Object result = invoke(target, method, arguments);
            return result instanceof Connection connection ? connection(connection) : result;
        });
    }

    /** Loses the answer to the next commit of a transaction in which a statement with this text found rows. */
    public void loseCommitOf(String sql) {
        lost.set(sql);
    }

    /** Whether the answer was lost. */
    public boolean hasLost() {
        return lost.get() == null;
    }

    private Connection connection(Connection connection) {
        boolean[] isDoomed = {false};
        return proxy(Connection.class, (proxy, method, arguments) -> {
            Object result = invoke(connection, method, arguments);
            if (method.getName().equals("prepareStatement")) {
                return statement(connection, (PreparedStatement) result, (String) arguments[0], isDoomed);
            }
            if (method.getName().equals("commit") && isDoomed[0]) {
                isDoomed[0] = false;
                throw lose();
            }
            return result;
        });
    }

    private SQLException lose() {
        lost.set(null);
        return new SQLException("An I/O error occurred while sending to the backend.", "08006");
    }

    private PreparedStatement statement(
            Connection connection, PreparedStatement statement, String text, boolean[] isDoomed) {
        return proxy(PreparedStatement.class, (proxy, method, arguments) -> {
            Object result = invoke(statement, method, arguments);
            String sql = lost.get();
            if (sql != null
                    && text.contains(sql)
                    && result instanceof java.sql.ResultSet rows
                    && rows.isBeforeFirst()) {
                if (connection.getAutoCommit()) {
                    throw lose();
                }
                isDoomed[0] = true;
            }
            return result;
        });
    }

    private static @Nullable Object invoke(Object target, Method method, Object[] arguments) throws Throwable {
        try {
            return method.invoke(target, arguments);
        } catch (InvocationTargetException ex) {
            throw ex.getTargetException();
        }
    }

    private static <T> T proxy(Class<T> type, InvocationHandler handler) {
        return type.cast(Proxy.newProxyInstance(type.getClassLoader(), new Class<?>[] {type}, handler));
    }
}

package dev.jobq.store.jdbc.postgresql;

import java.lang.reflect.InvocationTargetException;
import java.lang.reflect.Proxy;
import java.sql.Connection;
import java.sql.SQLException;
import java.sql.Statement;
import javax.sql.DataSource;
import org.postgresql.PGConnection;

/**
 * Connections to a real server that behave in two ways as those of a pooler which lends its own for a transaction each: what
 * listens is a session that is not the caller's, and the number of the process that serves it is made up.
 */
final class ThroughAPooler {

    private final DataSource server;
    /** Whether a LISTEN stays with a session from which nobody reads. */
    volatile boolean isDeaf = true;

    ThroughAPooler(DataSource server) {
        this.server = server;
    }

    DataSource dataSource() {
        return proxy(DataSource.class, server);
    }

    /** The driver's connection is both. */
    private <T> T proxy(Class<T> type, Object target) {
        Class<?>[] types = type == PGConnection.class ? new Class<?>[] {type, Connection.class} : new Class<?>[] {type};
        return type.cast(Proxy.newProxyInstance(ThroughAPooler.class.getClassLoader(), types, (self, method, given) -> {
            if (method.getName().equals("execute") && isDeaf && ((String) given[0]).startsWith("LISTEN")) {
                return false;
            }
            Object answer;
            try {
                answer = method.invoke(target, given);
            } catch (InvocationTargetException ex) {
                throw ex.getCause();
            }
            if (method.getName().equals("getBackendPID")) {
                return (Integer) answer + 1_000_000;
            }
            return wrapped(method.getReturnType(), answer);
        }));
    }

    private Object wrapped(Class<?> declared, Object answer) throws SQLException {
        if (answer instanceof PGConnection driver && declared == Object.class) {
            return proxy(PGConnection.class, driver);
        }
        if (declared == Connection.class) {
            return proxy(Connection.class, answer);
        }
        return declared == Statement.class ? proxy(Statement.class, answer) : answer;
    }
}

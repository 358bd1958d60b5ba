package dev.jobq.store.jdbc.postgresql;

import static org.assertj.core.api.Assertions.assertThat;

import dev.jobq.store.jdbc.CommitListeners;
import dev.jobq.store.jdbc.SqlFiles;
import java.lang.reflect.InvocationTargetException;
import java.lang.reflect.Proxy;
import java.sql.Connection;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.List;
import javax.sql.DataSource;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** The connection of the life locks, seen from below. */
class PostgresLifeLockTests {

    private final List<Connection> opened = new ArrayList<>();
    private final List<String> calls = new ArrayList<>();
    private boolean isFailing;
    private final SqlFiles files = new SqlFiles(PostgresDatabase.DIALECT, "jobq", PostgresDatabase.NOW, null);
    private final EngineConnections connections =
            new EngineConnections(dataSource(), PoolShare.unbounded(), files, new CommitListeners());
    private final PostgresLifeLock life =
            new PostgresLifeLock(connections, files, true, PostgresStores.WORKER, "lives");

    @AfterEach
    void close() {
        life.close();
        connections.close();
    }

    @Test
    void whatCannotBeSetUpIsClosed() throws SQLException {
        isFailing = true;
        assertThat(life.hold(1)).isZero();
        assertThat(opened).hasSize(1);
        assertThat(opened.get(0).isClosed()).isTrue();

        isFailing = false;
        assertThat(life.hold(1)).isEqualTo(1);
    }

    @Test
    void nothingIsAskedWithoutALimitOnTheWait() {
        assertThat(life.hold(1)).isEqualTo(1);
        assertThat(calls).contains("setNetworkTimeout", "createStatement");
        assertThat(calls.indexOf("setNetworkTimeout")).isLessThan(calls.indexOf("createStatement"));
    }

    private DataSource dataSource() {
        return (DataSource) Proxy.newProxyInstance(
                getClass().getClassLoader(), new Class<?>[] {DataSource.class}, (self, method, given) -> {
                    if (!method.getName().equals("getConnection")) {
                        throw new UnsupportedOperationException(method.getName());
                    }
                    Connection connection = PostgresSandbox.DATABASE.getConnection();
                    opened.add(connection);
                    return watched(connection);
                });
    }

    private Connection watched(Connection connection) {
        return (Connection) Proxy.newProxyInstance(
                getClass().getClassLoader(), new Class<?>[] {Connection.class}, (self, method, given) -> {
                    calls.add(method.getName());
                    if (isFailing && method.getName().equals("createStatement")) {
                        throw new SQLException("Not now", "08006");
                    }
                    try {
                        return method.invoke(connection, given);
                    } catch (InvocationTargetException ex) {
                        throw ex.getCause();
                    }
                });
    }
}

package dev.jobq.store.jdbc.postgresql;

import dev.jobq.store.ClaimedJob;
import dev.jobq.store.JobExchange.Wanted;
import dev.jobq.store.TestPostgres;
import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.atomic.AtomicInteger;
import javax.sql.DataSource;

/** A store on tables of its own that knows the topic "emails", and SQL beside it, where %1$s stands for the system. */
final class PostgresSandbox implements AutoCloseable {

    static final DataSource DATABASE = TestPostgres.create("sandbox");

    private static final AtomicInteger SYSTEMS = new AtomicInteger();

    final PostgresJobStore store;
    final String system = "t" + SYSTEMS.incrementAndGet();

    PostgresSandbox() {
        store = openAnother();
        store.topics().register(List.of("emails"));
    }

    /** What another process has. */
    PostgresJobStore openAnother() {
        return PostgresStores.open(DATABASE, system);
    }

    /** What another process has that neither tells nor hears. */
    PostgresJobStore openQuiet() {
        return PostgresStores.open(DATABASE, system, false);
    }

    /** Claims on a node of its own. */
    List<ClaimedJob> claim(int max) {
        long node = store.nodes().register(PostgresStores.WORKER, List.of("emails"), Duration.ofMinutes(1));
        return store.exchange()
                .trade(node, List.of(), List.of(new Wanted("emails", max)))
                .claimed();
    }

    long number(String sql, Object... more) throws SQLException {
        try (Connection connection = DATABASE.getConnection();
                Statement statement = connection.createStatement();
                ResultSet row = statement.executeQuery(complete(sql, more))) {
            row.next();
            return row.getLong(1);
        }
    }

    void execute(String sql, Object... more) throws SQLException {
        try (Connection connection = DATABASE.getConnection()) {
            execute(connection, sql, more);
        }
    }

    void execute(Connection connection, String sql, Object... more) throws SQLException {
        try (Statement statement = connection.createStatement()) {
            statement.execute(complete(sql, more));
        }
    }

    @Override
    public void close() {
        store.close();
    }

    private String complete(String sql, Object... more) {
        Object[] values = new Object[more.length + 1];
        values[0] = system;
        System.arraycopy(more, 0, values, 1, more.length);
        return sql.formatted(values);
    }
}

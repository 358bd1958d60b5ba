package dev.jobq.benchmarks.simulation;

import dev.jobq.Enqueuer;
import dev.jobq.JsonCodec;
import dev.jobq.ProcessId;
import dev.jobq.json.JacksonJsonCodec;
import dev.jobq.store.CallerTransaction;
import dev.jobq.store.JobStore;
import dev.jobq.store.StoreSettings;
import dev.jobq.store.StoreSettings.SchemaMode;
import dev.jobq.store.jdbc.sqlite.SqliteJobStore;
import dev.jobq.store.jdbc.sqlite.SqliteTarget;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Clock;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.atomic.AtomicLong;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import tools.jackson.databind.json.JsonMapper;

/**
 * A database in memory that several stores share, each of them a process as far as the others can see. The tables are copied
 * from a first one: migrating each would take most of the time.
 */
final class MemoryDatabase implements AutoCloseable {

    private static final AtomicLong NUMBERS = new AtomicLong();
    private static final JsonCodec CODEC = new JacksonJsonCodec(JsonMapper.shared());

    private static final Queue<MemoryDatabase> USED = new ConcurrentLinkedQueue<>();
    private static final Pattern TABLE = Pattern.compile("CREATE TABLE \"?(\\w+)");

    private final SqliteTarget target;
    private final Connection connection;

    private MemoryDatabase(SqliteTarget target, Connection connection) {
        this.target = target;
        this.connection = connection;
    }

    /** What makes the tables: read once from a database that was migrated. */
    static List<String> schema() throws SQLException {
        SqliteTarget target = SqliteTarget.memory();
        List<String> script = new ArrayList<>();
        try (JobStore store = open(target, Clock.systemUTC(), 0, SchemaMode.CREATE);
                Connection connection = DriverManager.getConnection(target.url());
                Statement statement = connection.createStatement()) {
            store.topics();
            try (ResultSet row = statement.executeQuery("SELECT sql FROM sqlite_schema WHERE sql IS NOT NULL"
                    + " AND name NOT LIKE 'sqlite%' ORDER BY type = 'table' DESC, rowid")) {
                while (row.next()) {
                    script.add(row.getString(1));
                }
            }
        }
        // The rows that the migrations put there.
        script.add("INSERT INTO jobq_counter VALUES ('', -1, 0)");
        script.add("INSERT INTO jobq_topic_control (topic, worker, setting, value, version, changed_at, changed_by)"
                + " VALUES ('', '', '', 'null', 0, 0, '')");
        return script;
    }

    /** An empty one: one that was used before if there is, as making tables takes longer than emptying them. */
    static MemoryDatabase open(List<String> schema) throws SQLException {
        MemoryDatabase used = USED.poll();
        if (used == null) {
            return create(schema);
        }
        try (Statement statement = used.connection.createStatement()) {
            for (String sql : schema) {
                Matcher table = TABLE.matcher(sql);
                if (table.lookingAt()) {
                    statement.execute("DELETE FROM " + table.group(1));
                } else if (sql.startsWith("INSERT")) {
                    statement.execute(sql);
                }
            }
            statement.execute("DELETE FROM sqlite_sequence");
        }
        return used;
    }

    private static MemoryDatabase create(List<String> schema) throws SQLException {
        SqliteTarget target = new SqliteTarget(
                "jdbc:sqlite:file:simulation-%d?mode=memory&cache=shared".formatted(NUMBERS.incrementAndGet()),
                null,
                SqliteTarget.Durability.FULL);
        Connection connection = DriverManager.getConnection(target.url());
        try (Statement statement = connection.createStatement()) {
            for (String sql : schema) {
                statement.execute(sql);
            }
        }
        return new MemoryDatabase(target, connection);
    }

    /** Looks at, and in planted faults changes, what is there, past the library. */
    Connection connection() {
        return connection;
    }

    /** A connection of an application's own. */
    Connection applications() throws SQLException {
        Connection own = DriverManager.getConnection(target.url());
        own.setAutoCommit(false);
        return own;
    }

    /** A store for a process. */
    JobStore open(Clock clock, long process) {
        return open(target, clock, process, SchemaMode.NONE);
    }

    /** The id of a process as an enqueuer, or of one of its lives as a worker. */
    static ProcessId processId(long process, long life) {
        return new ProcessId("simulated", process, Instant.EPOCH.plusMillis(life));
    }

    private static JobStore open(SqliteTarget target, Clock clock, long process, SchemaMode schema) {
        Enqueuer self = new Enqueuer(processId(process, 0), "simulation", null, null, null);
        return SqliteJobStore.open(
                target, new StoreSettings("jobq", schema, self, CODEC, clock), CallerTransaction.NONE);
    }

    /** Lets others have it. */
    @Override
    public void close() {
        USED.add(this);
    }
}

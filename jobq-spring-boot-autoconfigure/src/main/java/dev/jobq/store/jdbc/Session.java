package dev.jobq.store.jdbc;

import dev.jobq.JobEvent;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/**
 * A connection with its prepared statements and the events of the transaction that runs on it. One thread at a time.
 */
public final class Session implements AutoCloseable {

    private final Connection connection;
    private final SqlFiles files;
    private final Map<String, PreparedStatement> prepared = new HashMap<>();
    private List<JobEvent> events = new ArrayList<>();

    public Session(Connection connection, SqlFiles files) {
        this.connection = connection;
        this.files = files;
    }

    /** The connection itself. */
    public Connection connection() {
        return connection;
    }

    /** The statements' source. */
    public SqlFiles files() {
        return files;
    }

    /** Begins a call of the named statement, prepared once for this session. */
    public Call call(String name) throws SQLException {
        Sql sql = files.get(name);
        PreparedStatement statement = prepared.get(name);
        if (statement == null) {
            statement = connection.prepareStatement(sql.text());
            prepared.put(name, statement);
        }
        return new Call(sql, statement, files);
    }

    /** Adds an event, to be published after the commit. */
    public void emit(JobEvent event) {
        events.add(event);
    }

    /** Takes the events emitted since the last call. */
    public List<JobEvent> takeEvents() {
        List<JobEvent> taken = events;
        events = new ArrayList<>();
        return taken;
    }

    /** Closes the prepared statements; the connection stays open. */
    @Override
    public void close() throws SQLException {
        for (PreparedStatement statement : prepared.values()) {
            statement.close();
        }
        prepared.clear();
    }
}

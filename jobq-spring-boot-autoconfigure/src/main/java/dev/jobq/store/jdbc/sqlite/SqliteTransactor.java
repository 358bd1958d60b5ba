package dev.jobq.store.jdbc.sqlite;

import dev.jobq.JobEvent;
import dev.jobq.store.CallerTransaction;
import dev.jobq.store.jdbc.CommitListeners;
import dev.jobq.store.jdbc.Session;
import dev.jobq.store.jdbc.SqlFiles;
import dev.jobq.store.jdbc.Transactor;
import java.sql.Connection;
import java.sql.SQLException;
import java.sql.Savepoint;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** Sends work to where it belongs: the caller's own transaction, the writer, or a reading connection. */
final class SqliteTransactor implements Transactor {

    private final CallerTransaction caller;
    private final SqliteWriter writer;
    private final SqliteReads reads;
    private final SqlFiles files;
    private final CommitListeners listeners;
    private final SqliteErrors errors;

    SqliteTransactor(
            CallerTransaction caller,
            SqliteWriter writer,
            SqliteReads reads,
            SqlFiles files,
            CommitListeners listeners,
            SqliteErrors errors) {
        this.caller = caller;
        this.writer = writer;
        this.reads = reads;
        this.files = files;
        this.listeners = listeners;
        this.errors = errors;
    }

    @Override
    public <T> T write(Work<T> work) {
        Connection connection = caller.connection();
        return connection == null ? writer.write(work) : writeOn(connection, work);
    }

    @Override
    public <T> T writeApart(Work<T> work) {
        return writer.writeFirst(work);
    }

    @Override
    public <T> T writeBehind(Work<T> work) {
        return writer.write(work);
    }

    @Override
    public <T> T read(Work<T> work) {
        Connection connection = caller.connection();
        if (connection == null) {
            return reads.read(work);
        }
        try (Session session = new Session(connection, files, listeners)) {
            return work.run(session);
        } catch (SQLException ex) {
            throw errors.translate(ex);
        }
    }

    /** In the caller's transaction, if there is one: nobody else writes while it lasts, and in memory nobody else may read. */
    @Override
    public <T> T readApart(Work<T> work) {
        return read(work);
    }

    @Override
    public boolean isInCallersTransaction() {
        return caller.connection() != null;
    }

    /** Runs work in the transaction that is open on a connection; what it throws undoes what it did and nothing else. */
    <T> T writeOn(Connection connection, Work<T> work) {
        try (Session session = new Session(connection, files, listeners)) {
            Savepoint savepoint = connection.setSavepoint();
            T result;
            boolean isDone = false;
            try {
                result = work.run(session);
                session.takeDepths().flush(session);
                session.numbers().flush(session);
                isDone = true;
            } finally {
                if (!isDone) {
                    connection.rollback(savepoint);
                }
                connection.releaseSavepoint(savepoint);
            }
            publishAfterCommit(
                    connection, session.takeEvents(), session.takeSignals().actions());
            return result;
        } catch (SQLException ex) {
            throw errors.translate(ex);
        }
    }

    private void publishAfterCommit(@Nullable Connection connection, List<JobEvent> events, List<Runnable> actions) {
        // When a connection was handed over that no transaction manager knows, nobody can tell when it commits.
        if (connection != caller.connection()) {
            actions.forEach(Runnable::run);
        } else if (!events.isEmpty() || !actions.isEmpty()) {
            caller.afterCommit(() -> {
                actions.forEach(Runnable::run);
                listeners.publish(events);
            });
        }
    }
}

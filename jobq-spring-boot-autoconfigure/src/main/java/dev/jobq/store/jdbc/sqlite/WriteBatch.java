package dev.jobq.store.jdbc.sqlite;

import dev.jobq.JobEvent;
import dev.jobq.store.jdbc.Depths;
import dev.jobq.store.jdbc.Session;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * One transaction that many operations share. An operation that fails is undone alone; if the transaction itself is lost, all
 * of them have failed.
 */
final class WriteBatch {

    private final WriterConnection writer;
    private final List<WriteOperation<?>> operations = new ArrayList<>();
    private final List<JobEvent> events = new ArrayList<>();
    private final Depths depths = new Depths();
    private boolean hasWritten;

    /** Begins the transaction. */
    WriteBatch(WriterConnection writer) throws SQLException {
        this.writer = writer;
        writer.begin();
        writer.session().depthsBefore(depths);
    }

    int size() {
        return operations.size();
    }

    /** Runs an operation in the transaction. */
    void run(WriteOperation<?> operation) throws SQLException {
        operations.add(operation);
        // What fails first is undone with the whole transaction, so a caller on its own needs no savepoint.
        boolean isSaved = hasWritten;
        if (isSaved) {
            writer.savepoint();
        }
        Session session = writer.session();
        Throwable failure = attempt(operation, session);
        List<JobEvent> emitted = session.takeEvents();
        Depths noted = session.takeDepths();
        // Other processes see every commit by themselves.
        session.takeSignals();
        if (failure != null) {
            operation.fail(failure);
            if (isSaved) {
                writer.undoToSavepoint();
            } else {
                writer.rollback();
                writer.begin();
            }
            return;
        }
        hasWritten = true;
        events.addAll(emitted);
        depths.addAll(noted);
        if (isSaved) {
            writer.releaseSavepoint();
        }
    }

    /** Commits what succeeded. */
    void commit() throws SQLException {
        if (hasWritten) {
            depths.flush(writer.session());
            writer.commit();
        } else {
            writer.rollback();
        }
    }

    /** Gives the transaction up; every operation that had succeeded so far has failed with it. */
    void abandon(Throwable cause) {
        writer.rollback();
        events.clear();
        for (WriteOperation<?> operation : operations) {
            if (!operation.hasFailed()) {
                operation.fail(cause);
            }
        }
    }

    /** What happened, once committed. */
    List<JobEvent> events() {
        return events;
    }

    /** The operations that were run. */
    List<WriteOperation<?>> operations() {
        return operations;
    }

    @SuppressWarnings("CatchAndPrintStackTrace")
    private static @Nullable Throwable attempt(WriteOperation<?> operation, Session session) {
        try {
            operation.run(session);
            return null;
        } catch (SQLException | RuntimeException | Error ex) {
            // It is the caller's to handle, on the caller's thread.
            return ex;
        }
    }
}

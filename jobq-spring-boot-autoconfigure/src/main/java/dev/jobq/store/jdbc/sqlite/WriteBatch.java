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
 *
 * <p>Failures that have anything to be undone are rare, so no operation is given a savepoint until there is one. It is then
 * undone with the whole transaction, and those that had succeeded are run again, each with a savepoint from now on.
 */
final class WriteBatch {

    private final WriterConnection writer;
    private final List<WriteOperation<?>> operations = new ArrayList<>();
    private final List<JobEvent> events = new ArrayList<>();
    private final List<Runnable> actions = new ArrayList<>(0);
    private Depths depths = new Depths();
    private boolean isCareful;
    private boolean hasWritten;

    /** Begins the transaction. */
    WriteBatch(WriterConnection writer) throws SQLException {
        this.writer = writer;
        begin();
    }

    int size() {
        return operations.size();
    }

    /** Runs an operation in the transaction. */
    void run(WriteOperation<?> operation) throws SQLException {
        operations.add(operation);
        if (isCareful) {
            runSaved(operation);
            return;
        }
        Session session = writer.session();
        Throwable failure = attempt(operation, session);
        Session.Effect effect = session.takeEffect();
        if (failure != null) {
            operation.fail(failure);
        }
        if (failure == null && effect != Session.Effect.DOUBTFUL) {
            keep(session);
        } else {
            drop(session);
            if (effect != Session.Effect.NONE) {
                startAgain();
            }
        }
    }

    /** Undoes everything and runs all but those that have failed again. */
    private void startAgain() throws SQLException {
        isCareful = true;
        writer.rollback();
        events.clear();
        actions.clear();
        depths = new Depths();
        hasWritten = false;
        begin();
        for (WriteOperation<?> operation : List.copyOf(operations)) {
            if (!operation.hasFailed()) {
                runSaved(operation);
            }
        }
    }

    private void runSaved(WriteOperation<?> operation) throws SQLException {
        writer.savepoint();
        Session session = writer.session();
        long mark = session.numbers().mark();
        Throwable failure = attempt(operation, session);
        if (failure == null) {
            keep(session);
            writer.releaseSavepoint();
        } else {
            operation.fail(failure);
            drop(session);
            session.numbers().backTo(mark);
            writer.undoToSavepoint();
        }
    }

    /** Commits what succeeded. */
    void commit() throws SQLException {
        if (hasWritten) {
            Session session = writer.session();
            depths.flush(session);
            session.numbers().flush(session);
            writer.commit();
        } else {
            writer.rollback();
        }
    }

    /** Gives the transaction up; every operation that had succeeded so far has failed with it, of which they are to be told. */
    void abandon() {
        events.clear();
        actions.clear();
        writer.rollback();
    }

    /** What happened, once committed. */
    List<JobEvent> events() {
        return events;
    }

    /** What is to be done, once committed. */
    List<Runnable> actions() {
        return actions;
    }

    private void begin() throws SQLException {
        writer.begin();
        Session session = writer.session();
        session.numbers().forget();
        session.takeEffect();
        session.depthsBefore(depths);
    }

    private void keep(Session session) {
        hasWritten = true;
        events.addAll(session.takeEvents());
        depths.addAll(session.takeDepths());
        // Other processes see every commit by themselves.
        actions.addAll(session.takeSignals().actions());
    }

    private static void drop(Session session) {
        session.takeEvents();
        session.takeDepths();
        session.takeSignals();
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

package dev.jobq.store.jdbc.postgresql;

import dev.jobq.JobEvent;
import dev.jobq.JobStatus;
import dev.jobq.store.CallerTransaction;
import dev.jobq.store.jdbc.Depths;
import dev.jobq.store.jdbc.Line;
import dev.jobq.store.jdbc.Session;
import dev.jobq.store.jdbc.SqlFiles;
import dev.jobq.store.jdbc.Transactor;
import java.sql.Connection;
import java.sql.SQLException;
import java.sql.Savepoint;
import java.util.EnumSet;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import java.util.function.Consumer;
import org.apache.commons.logging.Log;
import org.apache.commons.logging.LogFactory;

/**
 * Runs work on one of the engine's connections, or on the connection of the transaction that the caller is in.
 *
 * <p>Work on an engine connection is tried again when another transaction got in its way, and when a connection that had
 * served before turns out to be dead before the commit was sent: a restart of the database costs callers nothing but time. A
 * failure while the commit is under way is never tried again, for it may have taken effect, unless the server itself says that
 * it has not.
 */
final class PostgresTransactor implements Transactor {

    private static final Log log = LogFactory.getLog(PostgresTransactor.class);

    private static final int TRIES = 5;

    /** Jobs that others may claim, or that change when others must look next. */
    private static final Set<JobStatus> TOLD =
            EnumSet.of(JobStatus.AVAILABLE, JobStatus.SCHEDULED, JobStatus.RETRYABLE);

    private final EngineConnections connections;
    private final CallerTransaction caller;
    private final PostgresErrors errors;
    private final Publisher publisher;
    private final SqlFiles files;
    private Consumer<Set<Line>> lineKeeper = lines -> {};

    PostgresTransactor(
            EngineConnections connections,
            CallerTransaction caller,
            PostgresErrors errors,
            Publisher publisher,
            SqlFiles files) {
        this.connections = connections;
        this.caller = caller;
        this.errors = errors;
        this.publisher = publisher;
        this.files = files;
    }

    /** Sets who looks after lines once transactions have committed; before any transaction runs. */
    void lineKeeper(Consumer<Set<Line>> keeper) {
        lineKeeper = keeper;
    }

    @Override
    public <T> T write(Work<T> work) {
        Connection connection = caller.connection();
        return connection == null ? writeApart(work) : enlist(connection, session -> withSavepoint(session, work));
    }

    /**
     * Runs work in the caller's transaction if there is one. It must be one statement, which PostgreSQL undoes as a whole with
     * the transaction: it gets no savepoint of its own.
     */
    <T> T writeOne(Work<T> work) {
        Connection connection = caller.connection();
        return connection == null ? writeApart(work) : enlist(connection, work);
    }

    @Override
    public boolean isInCallersTransaction() {
        return caller.connection() != null;
    }

    @Override
    public <T> T writeApart(Work<T> work) {
        Set<Line> lines = new TreeSet<>();
        T result = retrying(false, connection -> transact(connection, work, lines));
        // Not before the connection is given back: who holds one must not wait for another.
        if (!lines.isEmpty()) {
            lineKeeper.accept(lines);
        }
        return result;
    }

    /** As {@link #writeApart}, by whoever looks after lines and needs not be told to. */
    <T> T writeQuietly(Work<T> work) {
        return retrying(false, connection -> transact(connection, work, new TreeSet<>()));
    }

    @Override
    public <T> T writeUrgently(Work<T> work) {
        return retrying(true, connection -> transact(connection, work, new TreeSet<>()));
    }

    @Override
    public <T> T writeBehind(Work<T> work) {
        return writeApart(work);
    }

    @Override
    public <T> T read(Work<T> work) {
        Connection connection = caller.connection();
        if (connection == null) {
            return readApart(work);
        }
        connections.requireOpen();
        try (Session session = open(connection)) {
            return work.run(session);
        } catch (SQLException ex) {
            throw errors.translate(ex);
        }
    }

    @Override
    public <T> T readApart(Work<T> work) {
        return retrying(false, own -> work.run(own.session()));
    }

    /** Runs work on a connection that is in a transaction which jobq knows nothing of. Tells nobody: the commit is not seen. */
    <T> T writeOn(Connection connection, Work<T> work) {
        connections.requireOpen();
        try (Session session = open(connection)) {
            return work.run(session);
        } catch (SQLException ex) {
            throw errors.translate(ex, connection);
        }
    }

    /** As {@link #writeOn}, but what the work throws undoes all that it did. */
    <T> T writeSafelyOn(Connection connection, Work<T> work) {
        return writeOn(connection, session -> withSavepoint(session, work));
    }

    private <T> T enlist(Connection connection, Work<T> work) {
        connections.requireOpen();
        try (Session session = open(connection)) {
            T result = work.run(session);
            Publisher.Changes changes = flush(session);
            if (!changes.isEmpty()) {
                caller.afterCommit(() -> {
                    publisher.publish(changes);
                    if (!changes.signals().lines().isEmpty()) {
                        lineKeeper.accept(changes.signals().lines());
                    }
                });
            }
            return result;
        } catch (SQLException ex) {
            throw errors.translate(ex);
        }
    }

    private static <T> T withSavepoint(Session session, Work<T> work) throws SQLException {
        Connection connection = session.connection();
        Savepoint savepoint = connection.setSavepoint();
        try {
            T result = work.run(session);
            connection.releaseSavepoint(savepoint);
            return result;
        } catch (SQLException | RuntimeException | Error ex) {
            try {
                connection.rollback(savepoint);
            } catch (SQLException rollback) {
                ex.addSuppressed(rollback);
            }
            throw ex;
        }
    }

    private <T> T transact(EngineConnection own, Work<T> work, Set<Line> lines) throws SQLException, CommitFailure {
        Session session = own.session();
        Connection connection = session.connection();
        connection.setAutoCommit(false);
        T result = work.run(session);
        Publisher.Changes changes = flush(session);
        CommitOrder.Place place = publisher.order().enter();
        List<JobEvent> events = List.of();
        try {
            connection.commit();
            events = changes.events();
        } catch (SQLException ex) {
            throw new CommitFailure(ex);
        } finally {
            publisher.order().leave(place, events);
        }
        publisher.tellOthers(changes);
        lines.addAll(changes.signals().lines());
        endTransaction(own);
        return result;
    }

    /** What was committed stays so: a connection that fails now is dropped, and nobody is told of a failure. */
    private static void endTransaction(EngineConnection own) {
        try {
            own.session().connection().setAutoCommit(true);
        } catch (SQLException ex) {
            log.debug("A connection failed after its commit", ex);
            own.markBroken();
        }
    }

    private <T> T retrying(boolean isUrgent, Use<T> use) {
        for (int tries = 1; ; tries++) {
            EngineConnection connection;
            try {
                connection = isUrgent ? connections.borrowReserved() : connections.borrow();
            } catch (SQLException ex) {
                throw errors.translate(ex);
            }
            boolean isUsable = false;
            try {
                T result = use.run(connection);
                isUsable = !connection.isBroken();
                return result;
            } catch (CommitFailure failure) {
                isUsable = rollback(connection, failure.cause);
                if (!PostgresErrors.isConflict(failure.cause) || tries >= TRIES) {
                    throw errors.translateCommit(failure.cause);
                }
            } catch (SQLException ex) {
                isUsable = rollback(connection, ex);
                boolean isStale = !isUsable && connection.isUsed();
                if ((!isStale && !PostgresErrors.isConflict(ex)) || tries >= TRIES) {
                    throw errors.translate(ex);
                }
                log.debug("Trying again", ex);
            } catch (RuntimeException | Error ex) {
                isUsable = rollback(connection, ex);
                throw ex;
            } finally {
                if (isUsable) {
                    connections.giveBack(connection);
                } else {
                    connections.discard(connection);
                }
            }
        }
    }

    /** Rolls back and forgets what the session collected; whether the connection may be used on. */
    private static boolean rollback(EngineConnection own, Throwable cause) {
        Session session = own.session();
        session.takeEvents();
        session.takeDepths();
        session.takeSignals();
        if (cause instanceof SQLException ex && PostgresErrors.isConnectionLost(ex)) {
            return false;
        }
        try {
            if (!session.connection().getAutoCommit()) {
                session.connection().rollback();
                session.connection().setAutoCommit(true);
            }
            return true;
        } catch (SQLException ex) {
            cause.addSuppressed(ex);
            return false;
        }
    }

    private Session open(Connection connection) {
        return new Session(connection, files, publisher.listeners());
    }

    private static Publisher.Changes flush(Session session) throws SQLException {
        Depths depths = session.takeDepths();
        depths.flush(session);
        Session.Signals signals = session.takeSignals();
        signals.topics().addAll(depths.grown(TOLD));
        return new Publisher.Changes(session.takeEvents(), signals);
    }

    private interface Use<T> {
        T run(EngineConnection connection) throws SQLException, CommitFailure;
    }

    /** Keeps a failure of the commit itself apart from failures before it. */
    private static final class CommitFailure extends Exception {

        private final SQLException cause;

        CommitFailure(SQLException cause) {
            super(cause);
            this.cause = cause;
        }
    }
}

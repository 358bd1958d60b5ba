package dev.jobq.store.jdbc.postgresql;

import dev.jobq.store.CallerTransaction;
import dev.jobq.store.jdbc.Line;
import dev.jobq.store.jdbc.Session;
import dev.jobq.store.jdbc.SqlFiles;
import dev.jobq.store.jdbc.Transactor;
import java.sql.Connection;
import java.sql.SQLException;
import java.sql.Savepoint;
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

    private final EngineConnections connections;
    private final CallerTransaction caller;
    private final PostgresErrors errors;
    private final Publisher publisher;
    private final SqlFiles files;
    private final Commits commits;
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
        this.commits = new Commits(publisher);
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
        T result = retrying(connections::borrow, connection -> commits.transact(connection, work, lines));
        // Not before the connection is given back: who holds one must not wait for another.
        if (!lines.isEmpty()) {
            lineKeeper.accept(lines);
        }
        return result;
    }

    /** As {@link #writeApart}, by whoever looks after lines and needs not be told to. */
    <T> T writeQuietly(Work<T> work) {
        return retrying(connections::borrow, connection -> commits.transact(connection, work, new TreeSet<>()));
    }

    @Override
    public <T> T writeUrgently(Work<T> work) {
        return readUrgently(work);
    }

    @Override
    public <T> T readUrgently(Work<T> work) {
        return retrying(connections::borrowReserved, own -> work.run(own.session()));
    }

    /** Whether there are connections for two transactions of one caller at the same time. */
    boolean hasSeveralConnections() {
        return connections.areSeveral();
    }

    /**
     * Runs work that is a single statement in a transaction of its own, which the server begins and commits with it: one way
     * to the server and back. When the connection breaks meanwhile, nobody knows what became of it, and it is not tried again;
     * so it is only sent on a connection that is known to be alive. Nothing that the statement depends on may be under way in
     * this process, for its events take their place before it is sent.
     */
    <T> T writeAtOnce(Work<T> work) {
        return retrying(connections::borrowAlive, connection -> commits.commitWith(connection, work));
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
        return retrying(connections::borrow, own -> work.run(own.session()));
    }

    /** Runs work on a connection that is in a transaction which jobq knows nothing of. Tells nobody: the commit is not seen. */
    <T> T writeOn(Connection connection, Work<T> work) {
        connections.requireOpen();
        try (Session session = open(connection)) {
            T result = work.run(session);
            session.takeSignals().actions().forEach(Runnable::run);
            return result;
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
            Publisher.Changes changes = Commits.flush(session);
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

    private <T> T retrying(Lender lender, Use<T> use) {
        for (int tries = 1; ; tries++) {
            EngineConnection connection;
            try {
                connection = lender.borrow();
            } catch (SQLException ex) {
                throw errors.translate(ex);
            }
            boolean isUsable = false;
            try {
                T result = use.run(connection);
                isUsable = !connection.isBroken();
                return result;
            } catch (Commits.Failure failure) {
                isUsable = rollback(connection, failure.cause());
                if (!PostgresErrors.isConflict(failure.cause()) || tries >= TRIES) {
                    throw errors.translateCommit(failure.cause());
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
    private boolean rollback(EngineConnection own, Throwable cause) {
        // What was claimed is there again.
        publisher.floors().forgetAll();
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
        return Session.ofOthers(connection, files, publisher.listeners());
    }

    private interface Lender {
        EngineConnection borrow() throws SQLException;
    }

    private interface Use<T> {
        T run(EngineConnection connection) throws SQLException, Commits.Failure;
    }
}

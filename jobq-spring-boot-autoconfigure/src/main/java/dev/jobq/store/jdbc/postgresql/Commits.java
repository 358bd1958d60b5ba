package dev.jobq.store.jdbc.postgresql;

import dev.jobq.JobEvent;
import dev.jobq.JobStatus;
import dev.jobq.JobqException;
import dev.jobq.store.jdbc.Depths;
import dev.jobq.store.jdbc.Line;
import dev.jobq.store.jdbc.Session;
import dev.jobq.store.jdbc.Transactor.Work;
import java.sql.Connection;
import java.sql.SQLException;
import java.util.EnumSet;
import java.util.List;
import java.util.Set;
import org.apache.commons.logging.Log;
import org.apache.commons.logging.LogFactory;

/** Commits work on the engine's own connections, and tells of it: listeners in the order of the commits. */
final class Commits {

    private static final Log log = LogFactory.getLog(Commits.class);

    /** Jobs that others may claim, or that change when others must look next. */
    private static final Set<JobStatus> TOLD =
            EnumSet.of(JobStatus.AVAILABLE, JobStatus.SCHEDULED, JobStatus.RETRYABLE);

    private static final Set<JobStatus> CLAIMABLE = EnumSet.of(JobStatus.AVAILABLE);

    private final Publisher publisher;

    Commits(Publisher publisher) {
        this.publisher = publisher;
    }

    /**
     * Runs work in a transaction.
     *
     * @param lines gets those that somebody must look after now
     */
    <T> T transact(EngineConnection own, Work<T> work, Set<Line> lines) throws SQLException, Failure {
        Session session = own.session();
        Connection connection = session.connection();
        connection.setAutoCommit(false);
        T result = work.run(session);
        Publisher.Changes changes = flush(session);
        CommitOrder.Place place = publisher.order().enter();
        List<JobEvent> events = List.of();
        try {
            connection.commit();
            own.answered();
            publisher.tellClaims(changes);
            events = changes.events();
        } catch (SQLException ex) {
            throw new Failure(ex);
        } catch (RuntimeException ex) {
            throw odd(ex);
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

    /** Runs work that is one statement and, the session being in auto-commit mode, its own transaction. */
    <T> T commitWith(EngineConnection own, Work<T> work) throws SQLException, Failure {
        Session session = own.session();
        CommitOrder.Place place = publisher.order().enter();
        List<JobEvent> events = List.of();
        Publisher.Changes changes;
        T result;
        try {
            result = work.run(session);
            changes = flush(session);
            own.answered();
            publisher.tellClaims(changes);
            events = changes.events();
        } catch (SQLException ex) {
            if (PostgresErrors.isRefused(ex) || PostgresErrors.isEndOfSession(ex)) {
                throw ex;
            }
            throw new Failure(ex);
        } catch (JobqException ex) {
            throw ex;
        } catch (RuntimeException ex) {
            throw odd(ex);
        } finally {
            publisher.order().leave(place, events);
        }
        publisher.tellOthers(changes);
        return result;
    }

    /** A pool's connection may throw anything, before or after the server has committed. */
    private static Failure odd(RuntimeException ex) {
        return new Failure(new SQLException(ex.toString(), ex));
    }

    /** Writes what the session collected, and takes from it what is to be told. */
    static Publisher.Changes flush(Session session) throws SQLException {
        Depths depths = session.takeDepths();
        depths.flush(session);
        Session.Signals signals = session.takeSignals();
        signals.topics().addAll(depths.grown(TOLD));
        signals.returned().addAll(depths.grown(CLAIMABLE));
        return new Publisher.Changes(session.takeEvents(), signals);
    }

    /** Keeps a failure of the commit itself apart from failures before it. */
    static final class Failure extends Exception {

        private final transient SQLException cause;

        Failure(SQLException cause) {
            super(cause);
            this.cause = cause;
        }

        SQLException cause() {
            return cause;
        }
    }
}

package dev.jobq.store.jdbc.postgresql;

import dev.jobq.ProcessId;
import dev.jobq.store.jdbc.CommitListeners;
import dev.jobq.store.jdbc.LifeLock;
import dev.jobq.store.jdbc.Session;
import dev.jobq.store.jdbc.SqlFiles;
import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Duration;
import java.util.Set;
import java.util.TreeSet;
import org.apache.commons.logging.Log;
import org.apache.commons.logging.LogFactory;
import org.jspecify.annotations.Nullable;
import org.postgresql.PGConnection;

/**
 * Advisory locks of a session that does nothing else: the server frees them when the process at its other end is gone. A broken
 * network or a restart of the server frees them as well, so a free lock is taken for proof only of a process of this very host
 * that the host does not know any more either. For all others the lease decides.
 */
final class PostgresLifeLock implements LifeLock, AutoCloseable {

    private static final Log log = LogFactory.getLog(PostgresLifeLock.class);

    private static final int VALID_SECONDS = 2;
    /** What breaks one session, as a restart of the server does, may have broken all: so long all may take to come back. */
    private static final Duration UNTIL_ALL_ARE_BACK = Duration.ofMinutes(1);

    private final EngineConnections connections;
    private final SqlFiles files;
    private final boolean isEnabled;
    private final ProcessId self;
    private final int space;
    private final Set<Long> held = new TreeSet<>();
    private @Nullable Session session;
    /** Whether some may not be held at the moment. */
    private boolean isIncomplete;
    /** Whether there is no session that is ours for as long as we live, but one of a pooler's. */
    private boolean isPooled;
    /** When the connection failed last. */
    private @Nullable Long brokenAt;

    /**
     * Locks.
     *
     * @param isEnabled whether there may be a connection for it
     * @param self a process of this host
     * @param system whose nodes
     */
    PostgresLifeLock(EngineConnections connections, SqlFiles files, boolean isEnabled, ProcessId self, String system) {
        this.connections = connections;
        this.files = files;
        this.isEnabled = isEnabled;
        this.self = self;
        this.space = ("jobq life " + system).hashCode();
    }

    @Override
    public synchronized long hold(long node) {
        if (!isEnabled) {
            return 0;
        }
        try {
            if (!call("life_hold", node)) {
                return 0;
            }
            held.add(node);
            return 1;
        } catch (SQLException ex) {
            drop(ex);
            return 0;
        }
    }

    /** After a failure of its connection. Others may find the locks free meanwhile, but they find this process alive, too. */
    @Override
    public synchronized void keep() {
        if (held.isEmpty()) {
            return;
        }
        try {
            Session current = session;
            if (current == null || !current.connection().isValid(VALID_SECONDS)) {
                drop(null);
            }
            if (isIncomplete) {
                boolean isComplete = true;
                for (long node : held) {
                    // The server may not know yet that the session which held it is gone.
                    isComplete &= call("life_hold", node);
                }
                isIncomplete = !isComplete;
            }
        } catch (SQLException ex) {
            drop(ex);
        }
    }

    @Override
    public synchronized void release(long node) {
        if (!held.remove(node)) {
            return;
        }
        try {
            if (held.isEmpty()) {
                close();
            } else {
                call("life_release", node);
            }
        } catch (SQLException ex) {
            drop(ex);
        }
    }

    @Override
    public synchronized boolean isFree(long node, ProcessId worker, long proof) {
        // What this very session holds it could lock once more.
        if (!isEnabled
                || held.contains(node)
                || isBrokenLately()
                || !worker.host().equals(self.host())
                || isKnownHere(worker)) {
            return false;
        }
        try {
            return call("life_is_free", node);
        } catch (SQLException ex) {
            drop(ex);
            return false;
        }
    }

    /** Then others, too, may have lost locks that they have not taken again. */
    private boolean isBrokenLately() {
        Long at = brokenAt;
        return at != null && System.nanoTime() - at < UNTIL_ALL_ARE_BACK.toNanos();
    }

    /** Of a process with the number of this one, as the first in its container, the lock alone tells. */
    private static boolean isKnownHere(ProcessId worker) {
        return worker.pid() != ProcessHandle.current().pid()
                && ProcessHandle.of(worker.pid()).map(ProcessHandle::isAlive).orElse(false);
    }

    @Override
    public synchronized void close() {
        Session last = session;
        session = null;
        held.clear();
        if (last != null) {
            try (var connection = last.connection()) {
                last.close();
            } catch (SQLException ex) {
                log.debug("The connection of the life locks was not closed cleanly", ex);
            }
        }
    }

    private boolean call(String statement, long node) throws SQLException {
        if (isPooled) {
            return false;
        }
        Session current = session();
        if (current == null) {
            return false;
        }
        int backend = current.connection().unwrap(PGConnection.class).getBackendPID();
        Lookout.Wait wait = connections.lookout().begin(current.connection(), backend, () -> {});
        try {
            return current.call(statement)
                    .set("space", space)
                    .set("node", node % Integer.MAX_VALUE)
                    .first(row -> row.getInt(1) != 0)
                    .orElse(false);
        } finally {
            wait.end();
        }
    }

    /** The session of the locks, opened if need be; null if there is none of our own to be had. */
    private @Nullable Session session() throws SQLException {
        if (session != null) {
            return session;
        }
        Connection connection = connections.openSeparate();
        try {
            if (isOfPooler(connection)) {
                isPooled = true;
                connection.close();
                log.info(
                        "The connection to PostgreSQL leads through a pooler, whose sessions prove nothing: leases alone"
                                + " decide whether a worker is dead");
                return null;
            }
            connection.setAutoCommit(true);
        } catch (SQLException | RuntimeException ex) {
            EngineConnections.closeAfter(connection, ex);
            throw ex;
        }
        session = new Session(connection, files, new CommitListeners());
        return session;
    }

    /** A pooler tells a number of its own for the process that serves the connection. */
    static boolean isOfPooler(Connection connection) throws SQLException {
        try (Statement statement = connection.createStatement();
                ResultSet row = statement.executeQuery("SELECT pg_backend_pid()")) {
            row.next();
            return row.getInt(1) != connection.unwrap(PGConnection.class).getBackendPID();
        }
    }

    private void drop(@Nullable SQLException reason) {
        if (reason != null) {
            log.debug("The connection of the life locks failed", reason);
        }
        Session last = session;
        session = null;
        isIncomplete = true;
        brokenAt = System.nanoTime();
        if (last != null) {
            try (var connection = last.connection()) {
                connection.abort(Runnable::run);
            } catch (SQLException ex) {
                log.debug("The connection of the life locks was not closed cleanly", ex);
            }
        }
    }
}

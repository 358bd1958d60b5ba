package dev.jobq.store.jdbc.postgresql;

import dev.jobq.QueueClosedException;
import dev.jobq.StoreUnavailableException;
import dev.jobq.store.jdbc.CommitListeners;
import dev.jobq.store.jdbc.Session;
import dev.jobq.store.jdbc.SqlFiles;
import java.sql.Connection;
import java.sql.SQLException;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.List;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.Semaphore;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.ReentrantLock;
import javax.sql.DataSource;
import org.jspecify.annotations.Nullable;

/** The few connections of the engine's own: opened when needed, kept open as far as there are enough, lent to one at a time. */
final class EngineConnections implements AutoCloseable {

    private static final Duration PATIENCE = Duration.ofSeconds(30);

    /** For whoever keeps one for itself; what is sent on it is answered at once. */
    private static final Duration SEPARATE_TIMEOUT = Duration.ofSeconds(10);

    private final Openings openings;
    private final Lookout lookout;
    private final SqlFiles files;
    private final CommitListeners listeners;
    private final PoolShare share;
    private final Semaphore permits;
    /** For the one that must not wait for all the others; of a pool there is none to spare. */
    private final Semaphore reserve;

    private final ReentrantLock lock = new ReentrantLock();
    private final Deque<EngineConnection> idle = new ArrayDeque<>();
    private final Set<Integer> backends = ConcurrentHashMap.newKeySet();
    private volatile boolean isClosed;

    EngineConnections(DataSource dataSource, PoolShare share, SqlFiles files, CommitListeners listeners) {
        this.openings = new Openings(dataSource);
        // Of a pool there is none to spare for it.
        this.lookout = new Lookout(openings, !share.isOfPool());
        this.share = share;
        this.files = files;
        this.listeners = listeners;
        this.permits = new Semaphore(share.size(), true);
        this.reserve = share.isOfPool() ? permits : new Semaphore(1, true);
    }

    /**
     * Lends a connection, in auto-commit mode; to be given back or discarded.
     *
     * @throws SQLException if a new one is needed and cannot be opened
     */
    EngineConnection borrow() throws SQLException {
        return borrow(permits);
    }

    private EngineConnection borrow(Semaphore permits) throws SQLException {
        requireOpen();
        if (!acquire(permits)) {
            throw new StoreUnavailableException(
                    "All %d connections of the store were busy for %s".formatted(share.size(), PATIENCE));
        }
        try {
            requireOpen();
            EngineConnection reused = takeIdle();
            EngineConnection lent = reused != null ? reused : open();
            lent.lend(permits, lookout);
            return lent;
        } catch (SQLException | RuntimeException | Error ex) {
            permits.release();
            throw ex;
        }
    }

    /**
     * Opens those that are kept now. A caller that has one of a pool's and needs one of these must not have to wait for the pool.
     *
     * @throws SQLException if that is not possible
     */
    void prepare() throws SQLException {
        List<EngineConnection> opened = new ArrayList<>();
        try {
            while (share.isOfPool() && share.isKept() && opened.size() < share.size()) {
                opened.add(borrow());
            }
        } finally {
            opened.forEach(this::giveBack);
        }
    }

    /** Lends a connection that answered a moment ago, or does so now. */
    EngineConnection borrowAlive() throws SQLException {
        return borrowAlive(permits);
    }

    /** As {@link #borrowAlive}, not waiting for those who borrow otherwise, where there is one to spare. */
    EngineConnection borrowReserved() throws SQLException {
        return borrowAlive(reserve);
    }

    private EngineConnection borrowAlive(Semaphore permits) throws SQLException {
        EngineConnection connection = borrow(permits);
        while (!isAlive(connection)) {
            discard(connection);
            connection = borrow(permits);
        }
        return connection;
    }

    private static boolean isAlive(EngineConnection connection) {
        try {
            return connection.isAlive();
        } catch (SQLException ex) {
            return false;
        }
    }

    /** Takes one back that may be lent again. */
    void giveBack(EngineConnection connection) {
        connection.markUsed();
        Semaphore permit = connection.endLoan();
        boolean isKept;
        lock.lock();
        try {
            isKept = !isClosed && share.isKept() && !connection.isBroken();
            if (isKept) {
                idle.push(connection);
            }
        } finally {
            lock.unlock();
        }
        if (!isKept) {
            backends.remove(connection.backend());
            connection.close();
        }
        permit.release();
    }

    /** Takes one back that failed, and drops the idle ones with it: they most likely lead to the same dead server. */
    void discard(EngineConnection connection) {
        Semaphore permit = connection.endLoan();
        backends.remove(connection.backend());
        connection.discard();
        for (EngineConnection other : takeAllIdle()) {
            backends.remove(other.backend());
            other.discard();
        }
        permit.release();
    }

    /** Whether one caller may use two of them and leave some for others. */
    boolean areSeveral() {
        return share.size() > 2;
    }

    /** Whether they are kept between uses. If not, a caller must not need one while it has one of the pool's. */
    boolean areKept() {
        return share.isKept();
    }

    /** Whether a process of the server serves one of these connections. */
    boolean isOwn(int backend) {
        return backends.contains(backend);
    }

    /** A connection like those of the engine, but to be kept by whoever asks. */
    Connection openSeparate() throws SQLException {
        requireOpen();
        Connection opened = openings.open();
        try {
            opened.setNetworkTimeout(Runnable::run, Math.toIntExact(SEPARATE_TIMEOUT.toMillis()));
            return opened;
        } catch (SQLException | RuntimeException ex) {
            closeAfter(opened, ex);
            throw ex;
        }
    }

    /** Watches over what waits for the server. */
    Lookout lookout() {
        return lookout;
    }

    /** Closes what could not be set up. */
    static void closeAfter(Connection connection, Exception failure) {
        try {
            connection.close();
        } catch (SQLException closing) {
            failure.addSuppressed(closing);
        }
    }

    void requireOpen() {
        if (isClosed) {
            throw new QueueClosedException("The store is closed");
        }
    }

    @Override
    public void close() {
        isClosed = true;
        lookout.close();
        takeAllIdle().forEach(EngineConnection::close);
    }

    private EngineConnection open() throws SQLException {
        Connection connection = openings.open();
        try {
            connection.setAutoCommit(true);
            EngineConnection opened = EngineConnection.pin(new Session(connection, files, listeners));
            backends.add(opened.backend());
            return opened;
        } catch (SQLException | RuntimeException ex) {
            closeAfter(connection, ex);
            throw ex;
        }
    }

    private @Nullable EngineConnection takeIdle() {
        lock.lock();
        try {
            return idle.poll();
        } finally {
            lock.unlock();
        }
    }

    private List<EngineConnection> takeAllIdle() {
        lock.lock();
        try {
            List<EngineConnection> all = new ArrayList<>(idle);
            idle.clear();
            return all;
        } finally {
            lock.unlock();
        }
    }

    /** Waits for a connection. An interrupt does not end the wait; the thread stays interrupted. */
    private static boolean acquire(Semaphore permits) {
        long deadline = System.nanoTime() + PATIENCE.toNanos();
        boolean isInterrupted = false;
        try {
            while (true) {
                try {
                    return permits.tryAcquire(deadline - System.nanoTime(), TimeUnit.NANOSECONDS);
                } catch (InterruptedException ex) {
                    isInterrupted = true;
                }
            }
        } finally {
            if (isInterrupted) {
                Thread.currentThread().interrupt();
            }
        }
    }
}

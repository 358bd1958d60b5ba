package dev.jobq.store.jdbc.sqlite;

import dev.jobq.StoreException;
import dev.jobq.StoreUnavailableException;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.HashMap;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.ReentrantLock;
import org.jspecify.annotations.Nullable;

/**
 * Whose turn it is to write a database: one for each file and process, however often it is opened. Everybody who writes the
 * file takes it before BEGIN and gives it back after COMMIT, the application's transactions too, because SQLite itself lets a
 * writer that begins again at once starve all others. Fair within the process and between processes. The holder may take it
 * again; it is given back when it was released as often.
 */
public final class SqliteTurn implements AutoCloseable {

    /** How long anybody waits: longer than a transaction that writes should ever take. */
    static final Duration PATIENCE = Duration.ofSeconds(60);

    private static final Map<Object, SqliteTurn> OPEN = new HashMap<>();

    private final Object key;
    private final ReentrantLock lock = new ReentrantLock(true);
    private final @Nullable SideFiles beside;
    private final Set<Long> nodes = ConcurrentHashMap.newKeySet();
    private int openings;

    private SqliteTurn(Object key) {
        this.key = key;
        if (key instanceof Path path) {
            this.beside = new SideFiles(
                    path.resolveSibling(path.getFileName() + "-jobq.lock"), "jobq-turn-" + path.getFileName());
        } else {
            this.beside = null;
        }
    }

    /** Opens the turn of a database, the same object for the same file; to be closed as often as opened. */
    public static SqliteTurn open(SqliteTarget target) {
        if (target.file() != null) {
            SqliteConnections.prepareFolder(target.file());
        }
        Object key = target.key();
        synchronized (OPEN) {
            SqliteTurn turn = OPEN.computeIfAbsent(key, SqliteTurn::new);
            turn.openings++;
            return turn;
        }
    }

    /**
     * Takes the turn.
     *
     * @throws StoreUnavailableException if others keep it for a minute
     */
    public void acquire() {
        if (!tryAcquire(PATIENCE)) {
            throw new StoreUnavailableException(
                    "%s has been locked by another transaction for %s".formatted(key, PATIENCE));
        }
    }

    /**
     * Takes the turn if it comes in time. An interrupt does not end the wait; the thread stays interrupted.
     *
     * @return whether it was taken
     */
    public boolean tryAcquire(Duration patience) {
        long deadline = System.nanoTime() + patience.toNanos();
        if (!lockWithin(patience.toNanos())) {
            return false;
        }
        boolean isTaken = false;
        try {
            isTaken = lock.getHoldCount() > 1 || beside == null || beside.take(deadline - System.nanoTime());
            return isTaken;
        } catch (IOException ex) {
            throw new StoreException("The side file of %s cannot be locked: %s".formatted(key, ex), ex);
        } finally {
            if (!isTaken) {
                lock.unlock();
            }
        }
    }

    /**
     * Gives the turn back.
     *
     * @throws IllegalMonitorStateException if this thread does not have it
     */
    public void release() {
        try {
            if (lock.getHoldCount() == 1 && beside != null) {
                beside.give();
            }
        } catch (IOException ex) {
            throw new UncheckedIOException("The side file of %s cannot be unlocked".formatted(key), ex);
        } finally {
            lock.unlock();
        }
    }

    /** Whether the current thread has it. */
    public boolean isMine() {
        return lock.isHeldByCurrentThread();
    }

    /**
     * Holds the lock of a node that runs in this process.
     *
     * @return what {@link #isFree} has to be asked with; 0 if another process has it
     */
    long hold(long node) {
        nodes.add(node);
        try {
            return beside == null ? 1 : beside.hold(node);
        } catch (IOException ex) {
            throw new StoreException("The side file of %s cannot be locked: %s".formatted(key, ex), ex);
        }
    }

    /** Frees it. */
    void free(long node) {
        nodes.remove(node);
        try {
            if (beside != null) {
                beside.free(node);
            }
        } catch (IOException ex) {
            throw new StoreException("The side file of %s cannot be unlocked: %s".formatted(key, ex), ex);
        }
    }

    /**
     * Whether neither this nor another process holds it.
     *
     * @param held what {@link #hold} told when it was held; if that was elsewhere, nothing is known of it here
     */
    boolean isFree(long node, long held) {
        try {
            return !nodes.contains(node) && (beside == null || beside.isFree(node, held));
        } catch (IOException ex) {
            throw new StoreException("The side file of %s cannot be locked: %s".formatted(key, ex), ex);
        }
    }

    /** Closes one opening; the last one closes the side file and so frees its locks. */
    @Override
    public void close() {
        synchronized (OPEN) {
            if (openings == 0 || --openings > 0) {
                return;
            }
            OPEN.remove(key);
            // Before anybody opens it anew: a close drops the locks of all this process's channels on the file.
            closeFile();
        }
    }

    private void closeFile() {
        try {
            if (beside != null) {
                beside.close();
            }
        } catch (IOException ex) {
            throw new UncheckedIOException("The side file of %s cannot be closed".formatted(key), ex);
        }
    }

    private boolean lockWithin(long nanos) {
        boolean isInterrupted = false;
        long deadline = System.nanoTime() + nanos;
        try {
            while (true) {
                try {
                    return lock.tryLock(deadline - System.nanoTime(), TimeUnit.NANOSECONDS);
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

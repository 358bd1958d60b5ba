package dev.jobq.store.jdbc.sqlite;

import dev.jobq.StoreUnavailableException;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.HashMap;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.BooleanSupplier;
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
    private final TurnQueue queue = new TurnQueue();
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
        acquire(() -> false);
    }

    /**
     * Takes the turn, before others of this process if it is urgent or {@link #hurry} is called meanwhile.
     *
     * @throws StoreUnavailableException if others keep it for a minute
     */
    void acquire(BooleanSupplier isUrgent) {
        if (!tryAcquire(isUrgent, PATIENCE)) {
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
        return tryAcquire(() -> false, patience);
    }

    private boolean tryAcquire(BooleanSupplier isUrgent, Duration patience) {
        long deadline = System.nanoTime() + patience.toNanos();
        if (!queue.acquire(isUrgent, patience.toNanos())) {
            return false;
        }
        boolean isTaken = false;
        try {
            isTaken = queue.holds() > 1 || beside == null || beside.take(deadline - System.nanoTime());
            return isTaken;
        } catch (IOException ex) {
            throw unavailable("locked", ex);
        } finally {
            if (!isTaken) {
                queue.release();
            }
        }
    }

    /** What a thread waits for has become urgent. */
    void hurry(Thread waiting) {
        queue.hurry(waiting);
    }

    /** How many of this process wait for the turn. */
    int waiting() {
        return queue.waiting();
    }

    /**
     * Gives the turn back.
     *
     * @throws IllegalMonitorStateException if this thread does not have it
     */
    public void release() {
        try {
            if (queue.holds() == 1 && beside != null) {
                beside.give();
            }
        } catch (IOException ex) {
            throw unavailable("unlocked", ex);
        } finally {
            queue.release();
        }
    }

    /** Whether the current thread has it. */
    public boolean isMine() {
        return queue.holds() > 0;
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
            throw unavailable("locked", ex);
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
            throw unavailable("unlocked", ex);
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
            throw unavailable("locked", ex);
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
            throw unavailable("closed", ex);
        }
    }

    /** Whatever keeps the file from being reached, as a right that was withdrawn, may be mended, and is waited for. */
    private StoreUnavailableException unavailable(String done, IOException cause) {
        return new StoreUnavailableException("The side file of %s cannot be %s: %s".formatted(key, done, cause), cause);
    }
}

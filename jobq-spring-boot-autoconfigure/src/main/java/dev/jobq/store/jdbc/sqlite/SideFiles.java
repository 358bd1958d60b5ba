package dev.jobq.store.jdbc.sqlite;

import dev.jobq.StoreSetupException;
import dev.jobq.StoreUnavailableException;
import java.io.Closeable;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.apache.commons.logging.Log;
import org.apache.commons.logging.LogFactory;
import org.jspecify.annotations.Nullable;

/**
 * The side file of a database, though somebody removes or replaces it: then turns are taken by the one that others find, too.
 * Those of before stay open for as long as nodes of this process hold their locks on them; closed, these would seem dead to
 * everybody who still looks there.
 */
final class SideFiles implements Closeable {

    /** Only who is next depends on it: SQLite's own lock keeps two writers apart. */
    private static final long PERIOD_NANOS = TimeUnit.MILLISECONDS.toNanos(100);

    private static final Log log = LogFactory.getLog(SideFiles.class);

    private final Path path;
    private final String name;
    private final List<Beside> all = new ArrayList<>();
    private volatile Beside current;
    private volatile long checkedAt = System.nanoTime();
    /** Whether there may be files of before that hold nothing any more. */
    private volatile boolean mayForget;
    /** Where the turn was taken. Only whoever has the process's turn touches it. */
    private @Nullable TurnKeeper taken;

    /**
     * Opens the file, or makes it.
     *
     * @param name for its thread
     */
    SideFiles(Path path, String name) {
        this.path = path;
        this.name = name;
        this.current = open();
    }

    /**
     * Takes the turn.
     *
     * @return false if the time is over
     */
    boolean take(long nanos) throws IOException {
        long deadline = System.nanoTime() + nanos;
        while (true) {
            if (System.nanoTime() - checkedAt >= PERIOD_NANOS) {
                lookAgain();
            }
            Beside beside = current;
            if (beside.keeper.take(deadline - System.nanoTime())) {
                taken = beside.keeper;
                if (mayForget) {
                    forget(beside);
                }
                return true;
            }
            if (System.nanoTime() - deadline >= 0) {
                return false;
            }
            // The wait was given up, as others wait at another file by now.
            lookAgain();
        }
    }

    /** Gives it back where it was taken. */
    void give() throws IOException {
        TurnKeeper keeper = taken;
        taken = null;
        if (keeper != null) {
            keeper.give();
        }
    }

    /**
     * Holds a node's lock.
     *
     * @return which file proves by it that the node lives; 0 if another process has it
     */
    synchronized long hold(long node) throws IOException {
        lookAgain();
        SideFile file = current.file;
        return file.hold(node) ? file.mark() : 0;
    }

    synchronized void free(long node) throws IOException {
        for (Beside beside : all) {
            beside.file.free(node);
        }
        mayForget = all.size() > 1;
    }

    /** Whether nobody holds a node's lock on the file that proves by it that the node lives; false if that is not known here. */
    synchronized boolean isFree(long node, long mark) throws IOException {
        for (Beside beside : all) {
            if (beside.file.mark() == mark) {
                return beside.file.isFree(node);
            }
        }
        return false;
    }

    @Override
    public synchronized void close() throws IOException {
        for (Beside beside : all) {
            beside.file.close();
            beside.keeper.close();
        }
    }

    /** Closes those of before that hold nothing. Whoever has the turn is the only one here who takes any. */
    @SuppressWarnings("ReferenceEquality") // each is one place, whatever it holds
    private synchronized void forget(Beside used) throws IOException {
        mayForget = false;
        for (Beside beside : List.copyOf(all)) {
            if (!beside.equals(used) && !beside.equals(current) && beside.file.holdsNothing()) {
                all.remove(beside);
                beside.file.close();
                beside.keeper.close();
            }
        }
    }

    /** Goes over to the file that the path leads to now. */
    private synchronized void lookAgain() throws IOException {
        checkedAt = System.nanoTime();
        if (current.file.isCurrent()) {
            return;
        }
        Object key = SideFile.keyOf(path);
        for (Beside beside : all) {
            if (key != null && beside.file.is(key)) {
                // Not opened again: to close a second channel would drop the locks of the first.
                current = beside;
                mayForget = true;
                log.warn("The side file %s was put back".formatted(path));
                return;
            }
        }
        try {
            current = open();
        } catch (StoreSetupException ex) {
            throw new StoreUnavailableException(
                    "The side file %s was removed and cannot be made again".formatted(path), ex);
        }
        mayForget = true;
        log.warn(
                "The side file %s was removed or replaced. Turns go on with what is there now; until they are started again, this process's workers are known to have died by their lease only"
                        .formatted(path));
    }

    private Beside open() {
        SideFile file = new SideFile(path);
        Beside opened = new Beside(file, new TurnKeeper(file, name));
        all.add(opened);
        return opened;
    }

    private record Beside(SideFile file, TurnKeeper keeper) {}
}

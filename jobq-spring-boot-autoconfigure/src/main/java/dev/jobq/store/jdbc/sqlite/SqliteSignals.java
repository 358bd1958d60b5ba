package dev.jobq.store.jdbc.sqlite;

import dev.jobq.QueueClosedException;
import dev.jobq.store.StoreSignals;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import org.apache.commons.logging.Log;
import org.apache.commons.logging.LogFactory;
import org.jspecify.annotations.Nullable;

/**
 * Notices what others commit, while somebody listens. SQLite counts on each connection the commits of all the others; seen
 * from the writing connection these are other processes' and the application's own, so jobq does not wake itself. In memory
 * there are no other processes, and all connections share one count, which tells nothing.
 */
final class SqliteSignals implements StoreSignals, AutoCloseable {

    private static final Log log = LogFactory.getLog(SqliteSignals.class);

    private final SqliteWriter writer;
    private final SqliteTarget target;
    private final List<Listener> listeners = new CopyOnWriteArrayList<>();
    private final List<EndListener> endListeners = new CopyOnWriteArrayList<>();
    private @Nullable LookPace pace;
    private volatile boolean isFailing;
    private volatile long period;

    SqliteSignals(SqliteWriter writer, SqliteTarget target) {
        this.writer = writer;
        this.target = target;
    }

    @Override
    public synchronized Subscription listen(Listener listener) {
        listeners.add(listener);
        start();
        return () -> remove(listener);
    }

    @Override
    public synchronized Subscription listenForEnds(EndListener listener) {
        endListeners.add(listener);
        start();
        return () -> remove(listener);
    }

    @Override
    public boolean areHeard() {
        return !target.isMemory() && !isFailing;
    }

    /**
     * What others commit is seen with the next look: the time between the last two is the longest that it takes. Those that
     * the system is relied on to call for do not count.
     */
    @Override
    public Hearing hearing() {
        if (target.isMemory() || (listeners.isEmpty() && endListeners.isEmpty())) {
            return Hearing.OFF;
        }
        long nanos = period;
        return new Hearing(
                isFailing ? Hearing.State.UNHEARD : Hearing.State.HEARD,
                isFailing || nanos == 0 ? null : Duration.ofNanos(nanos));
    }

    private void start() {
        Path file = target.file();
        if (pace == null && file != null) {
            LookPace started = new LookPace(FolderWatch.over(file), System::nanoTime);
            Thread thread = new Thread(() -> watch(started), "jobq-watch-" + target.name());
            thread.setDaemon(true);
            try {
                thread.start();
                pace = started;
            } finally {
                // If it cannot be had, whoever listens next tries again.
                if (pace == null) {
                    started.close();
                }
            }
        }
    }

    @Override
    public synchronized void close() {
        listeners.clear();
        endListeners.clear();
        stopIfUnheard();
    }

    private synchronized void remove(Object listener) {
        listeners.remove(listener);
        endListeners.remove(listener);
        stopIfUnheard();
    }

    private void stopIfUnheard() {
        if (listeners.isEmpty() && endListeners.isEmpty() && pace != null) {
            pace.close();
            pace = null;
        }
    }

    private void watch(LookPace looks) {
        long seen = -1;
        long lookedAt = System.nanoTime();
        try (looks) {
            while (looks.awaitLook()) {
                try {
                    long version = version();
                    // The first time, too: what was committed before it was seen by nobody here.
                    if (version != seen) {
                        listeners.forEach(SqliteSignals::tell);
                        endListeners.forEach(SqliteSignals::tell);
                    }
                    looks.saw(version != seen);
                    seen = version;
                    long now = System.nanoTime();
                    if (!looks.isRelying()) {
                        period = now - lookedAt;
                    }
                    lookedAt = now;
                    isFailing = false;
                } catch (QueueClosedException ex) {
                    return;
                } catch (RuntimeException | Error ex) {
                    if (!isFailing) {
                        log.warn("Cannot see whether others changed the store; the poll will", ex);
                        isFailing = true;
                        listeners.forEach(SqliteSignals::tell);
                    }
                }
            }
        } catch (InterruptedException ex) {
            // Nobody but the JVM's end interrupts it.
            Thread.currentThread().interrupt();
        }
    }

    private long version() {
        return writer.look(session ->
                session.call("data_version").first(row -> row.getLong(1)).orElse(0L));
    }

    private static void tell(Listener listener) {
        try {
            listener.available(null);
            listener.interrupted();
        } catch (RuntimeException | Error ex) {
            log.error("A listener to other processes' changes failed", ex);
        }
    }

    private static void tell(EndListener listener) {
        try {
            listener.ended(null);
        } catch (RuntimeException | Error ex) {
            log.error("A listener to other processes' changes failed", ex);
        }
    }
}

package dev.jobq.store.jdbc.sqlite;

import java.io.IOException;
import java.nio.file.ClosedWatchServiceException;
import java.nio.file.Path;
import java.nio.file.StandardWatchEventKinds;
import java.nio.file.WatchKey;
import java.nio.file.WatchService;
import java.time.Duration;
import java.util.concurrent.TimeUnit;
import org.apache.commons.logging.Log;
import org.apache.commons.logging.LogFactory;
import org.jspecify.annotations.Nullable;

/**
 * Tells that a file in a folder is written, by whichever process. Each write costs a little while it listens, so it does not
 * go on after the first: it is armed anew. Only on Linux, whose {@code inotify} tells at once; elsewhere a
 * {@link WatchService} looks every few seconds, or is told when a file is closed. Not for use by several threads, but for its
 * end.
 */
final class FolderWatch implements AutoCloseable {

    private static final Log log = LogFactory.getLog(FolderWatch.class);

    private final Path folder;
    private final WatchService service;
    private @Nullable WatchKey armed;

    private FolderWatch(Path folder, WatchService service) {
        this.folder = folder;
        this.service = service;
    }

    /** A watch over a file's folder, or null where the system does not tell. */
    static @Nullable FolderWatch over(Path file) {
        if (!System.getProperty("os.name", "").equals("Linux")) {
            return null;
        }
        try {
            // Its journals lie beside the file itself, not beside a link to it.
            Path folder = file.toRealPath().getParent();
            return folder == null
                    ? null
                    : new FolderWatch(folder, folder.getFileSystem().newWatchService());
        } catch (IOException | UnsupportedOperationException ex) {
            log.debug("The system does not tell what is written to %s".formatted(file), ex);
            return null;
        }
    }

    /** Listens from now on, until the first write; whether the system lets it. */
    boolean arm() {
        try {
            armed = folder.register(service, StandardWatchEventKinds.ENTRY_MODIFY);
            return true;
        } catch (IOException | ClosedWatchServiceException ex) {
            log.debug("The system does not tell what is written to %s".formatted(folder), ex);
            return false;
        }
    }

    /** Waits for a write since it was armed; whether there was one. Then it listens no more. */
    boolean await(Duration patience) throws InterruptedException {
        boolean isWritten = service.poll(patience.toNanos(), TimeUnit.NANOSECONDS) != null;
        if (isWritten) {
            disarm();
        }
        return isWritten;
    }

    /** Listens no more. */
    void disarm() {
        WatchKey listening = armed;
        armed = null;
        try {
            if (listening != null) {
                listening.cancel();
                // It may have told something meanwhile, which is not to be taken for what the next one tells.
                service.poll();
            }
        } catch (ClosedWatchServiceException ex) {
            log.trace("It ended meanwhile", ex);
        }
    }

    /** Ends it; whoever waits gets a {@link ClosedWatchServiceException}. */
    @Override
    public void close() {
        try {
            service.close();
        } catch (IOException ex) {
            log.debug("The watch over %s was not closed cleanly".formatted(folder), ex);
        }
    }
}

package dev.jobq.store.jdbc.sqlite;

import dev.jobq.StoreUnavailableException;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.BasicFileAttributes;
import java.util.Objects;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;

/**
 * Notices that the database's file was removed or replaced underneath. SQLite goes on writing to the file that nobody can find
 * any more and acknowledges every commit.
 */
public final class FileIdentity {

    private static final long PERIOD_NANOS = TimeUnit.MILLISECONDS.toNanos(100);

    private final @Nullable Path file;
    private final @Nullable Object key;
    private volatile long checkedAt = System.nanoTime();

    /**
     * The file as it is now.
     *
     * @param file the file, or null in memory
     */
    public FileIdentity(@Nullable Path file) {
        this.file = file;
        this.key = key(file);
    }

    /**
     * Looks again, if the last look is a moment ago.
     *
     * @throws StoreUnavailableException if it is not the same file any more
     */
    void check() {
        long now = System.nanoTime();
        if (now - checkedAt < PERIOD_NANOS) {
            return;
        }
        checkNow();
        checkedAt = now;
    }

    /**
     * Looks again.
     *
     * @throws StoreUnavailableException if it is not the same file any more
     */
    public void checkNow() {
        if (!isSame()) {
            throw new StoreUnavailableException(
                    "%s was removed or replaced while it was open: what is written would be lost. Put it back, or restart to begin with what is there"
                            .formatted(file));
        }
    }

    /**
     * Looks again after a commit: one that went to a file which had been taken away is not acknowledged.
     *
     * @throws StoreUnavailableException if it is not the same file any more
     */
    void checkCommitted() {
        if (!isSame()) {
            throw new StoreUnavailableException(
                    "%s was removed or replaced while it was written: what was committed is in the file that was there before, if it is put back"
                            .formatted(file));
        }
    }

    private boolean isSame() {
        return file == null || Objects.equals(key, key(file));
    }

    /** Device and inode; asking opens nothing. */
    private static @Nullable Object key(@Nullable Path file) {
        try {
            return file == null
                    ? null
                    : Files.readAttributes(file, BasicFileAttributes.class).fileKey();
        } catch (IOException ex) {
            return null;
        }
    }
}

package dev.jobq.store.jdbc.sqlite;

import dev.jobq.StoreSetupException;
import java.io.Closeable;
import java.io.IOException;
import java.nio.channels.FileChannel;
import java.nio.channels.FileLock;
import java.nio.channels.OverlappingFileLockException;
import java.nio.file.FileAlreadyExistsException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.nio.file.attribute.BasicFileAttributes;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.concurrent.ConcurrentHashMap;
import org.jspecify.annotations.Nullable;

/**
 * The locks between processes, on bytes of a file beside the database. One channel per process and file: closing any
 * descriptor of a file drops all the locks that the process holds on it.
 *
 * <p>Byte 0 is the turn. Byte 1 is a turnstile before it: who waits for the turn holds the turnstile, so a process that has
 * just given the turn back cannot overtake one that waits. From byte 1024 on, each node has a byte of its own, locked for as
 * long as its process lives.
 */
final class SideFile implements Closeable {

    private static final long TURN = 0;
    private static final long TURNSTILE = 1;
    private static final long FIRST_NODE = 1024;

    /** FNV-1a, for the mark. */
    private static final long HASH_START = 0xcbf29ce484222325L;

    private static final long HASH_FACTOR = 0x100000001b3L;

    private final Path path;
    private final FileChannel channel;
    private final @Nullable Object key;
    /** Opened while the file was being replaced: wherever they lead, closing them might drop locks that count. */
    private final List<FileChannel> doubtful = new ArrayList<>();

    private final Map<Long, FileLock> nodes = new ConcurrentHashMap<>();

    /** Opens the file, which is made if it is not there. */
    SideFile(Path path) {
        this.path = path;
        try {
            make(path);
            Object before = keyOf(path);
            FileChannel opened = open(path);
            Object after = keyOf(path);
            // Nothing else tells which file a channel leads to.
            while (!Objects.equals(before, after)) {
                doubtful.add(opened);
                before = after;
                opened = open(path);
                after = keyOf(path);
            }
            this.channel = opened;
            this.key = after;
        } catch (IOException ex) {
            throw new StoreSetupException("%s cannot be created: %s".formatted(path, ex), ex);
        }
    }

    private static void make(Path path) throws IOException {
        try {
            Files.createFile(path);
        } catch (FileAlreadyExistsException ex) {
            return;
        }
    }

    private static FileChannel open(Path path) throws IOException {
        return FileChannel.open(path, StandardOpenOption.CREATE, StandardOpenOption.WRITE);
    }

    /** The file that a path leads to now, null where files have no keys or there is none. A file that is open keeps its own. */
    static @Nullable Object keyOf(Path path) throws IOException {
        try {
            return Files.readAttributes(path, BasicFileAttributes.class).fileKey();
        } catch (NoSuchFileException ex) {
            return null;
        }
    }

    /** Whether this is the file with that key. */
    boolean is(@Nullable Object other) {
        return Objects.equals(key, other);
    }

    /** Whether others who open the path still find this file. */
    boolean isCurrent() throws IOException {
        return key == null || key.equals(keyOf(path));
    }

    /** A positive number that another file, as long as this one is open anywhere, does not have. */
    long mark() {
        if (key == null) {
            return 1;
        }
        long hash = HASH_START;
        for (char c : key.toString().toCharArray()) {
            hash = (hash ^ c) * HASH_FACTOR;
        }
        return (hash & Long.MAX_VALUE) | 1;
    }

    /** Takes the turn if it is free and nobody waits for it; never blocks. */
    @Nullable FileLock tryTurn() throws IOException {
        try {
            FileLock turnstile = channel.tryLock(TURNSTILE, 1, false);
            if (turnstile == null) {
                return null;
            }
            try {
                return channel.tryLock(TURN, 1, false);
            } finally {
                turnstile.release();
            }
        } catch (OverlappingFileLockException ex) {
            // This process already waits for it, on behalf of somebody who gave up since.
            return null;
        }
    }

    /**
     * Takes the turn past whoever has stood in the turnstile for long, as a process does that was stopped there; never
     * blocks.
     */
    @Nullable FileLock tryTurnPastTurnstile() throws IOException {
        try {
            return channel.tryLock(TURN, 1, false);
        } catch (OverlappingFileLockException ex) {
            // This process is through the turnstile and waits for the turn itself.
            return null;
        }
    }

    /** Waits for the turn. An interrupt would close the channel and with it drop every lock. */
    FileLock awaitTurn() throws IOException {
        FileLock turnstile = channel.lock(TURNSTILE, 1, false);
        try {
            return channel.lock(TURN, 1, false);
        } finally {
            turnstile.release();
        }
    }

    /**
     * Holds a node's lock until it is freed or the process ends.
     *
     * @return false if another process has it
     */
    boolean hold(long node) throws IOException {
        if (nodes.containsKey(node)) {
            // The number was given before, to a registration that was rolled back.
            return true;
        }
        FileLock lock = channel.tryLock(FIRST_NODE + node, 1, false);
        if (lock == null) {
            return false;
        }
        nodes.put(node, lock);
        return true;
    }

    /** Frees a node's lock. */
    void free(long node) throws IOException {
        FileLock lock = nodes.remove(node);
        if (lock != null) {
            lock.release();
        }
    }

    /** Whether nobody, here or in another process, holds a node's lock. */
    boolean isFree(long node) throws IOException {
        try (FileLock lock = channel.tryLock(FIRST_NODE + node, 1, false)) {
            return lock != null;
        } catch (OverlappingFileLockException ex) {
            return false;
        }
    }

    /** Whether no lock is lost with it. */
    boolean holdsNothing() {
        return nodes.isEmpty() && doubtful.isEmpty();
    }

    boolean isOpen() {
        return channel.isOpen();
    }

    @Override
    public void close() throws IOException {
        channel.close();
        for (FileChannel other : doubtful) {
            other.close();
        }
    }
}

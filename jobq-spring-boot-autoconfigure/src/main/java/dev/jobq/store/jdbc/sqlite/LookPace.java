package dev.jobq.store.jdbc.sqlite;

import java.nio.file.ClosedWatchServiceException;
import java.time.Duration;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.function.LongSupplier;
import org.jspecify.annotations.Nullable;

/**
 * When to look next whether others changed a database. Each look costs a wake-up, and nearly all of an idle worker's are for
 * nothing:
 *
 * <ol>
 *   <li>Right after a change, as usual: what comes with it is seen together.
 *   <li>Then often for a second, for somebody is there.
 *   <li>Then not before the system tells that a file is written, and as usual for a while from then on, in which that commit
 *       is flushed. It tells of this process's own writes, too, and each costs: so it is asked anew after that while.
 *   <li>What began before it was asked is not told: it is relied on only a while later.
 *   <li>Where it cannot be asked, or changes are seen that it did not tell of, as usual.
 * </ol>
 */
final class LookPace implements AutoCloseable {

    static final Duration OFTEN = Duration.ofMillis(2);
    static final Duration USUAL = Duration.ofMillis(4);
    /** How long to rely on being told. */
    static final Duration TRUST = Duration.ofMillis(500);
    /** How often a change may come untold before the system is not asked any more. */
    static final int MOST_UNTOLD = 3;

    private static final Duration AFTER_WRITE = Duration.ofMillis(1);
    private static final long LIVELY_NANOS = TimeUnit.SECONDS.toNanos(1);
    private static final long FLUSH_NANOS = TimeUnit.MILLISECONDS.toNanos(50);

    private final @Nullable FolderWatch folder;
    private final LongSupplier nanoTime;
    private final CountDownLatch end = new CountDownLatch(1);
    private boolean isAsking;
    private boolean isUseless;
    private long changedAt;
    /** When a write was told, or the system was asked to tell of the next. */
    private long askedAt;

    private Wait last = new Wait(USUAL, false);
    private int untold;

    /**
     * A wait.
     *
     * @param time how long at most
     * @param isForWrite whether a write ends it
     */
    record Wait(Duration time, boolean isForWrite) {}

    /**
     * A pace.
     *
     * @param folder tells of writes; null where nobody does
     * @param nanoTime a clock of nanoseconds
     */
    LookPace(@Nullable FolderWatch folder, LongSupplier nanoTime) {
        this.folder = folder;
        this.nanoTime = nanoTime;
        this.changedAt = nanoTime.getAsLong();
        this.askedAt = changedAt;
    }

    /** Waits until it is time to look; false if it is closed instead. */
    boolean awaitLook() throws InterruptedException {
        Wait wait = next();
        if (wait.isForWrite() && folder != null) {
            try {
                if (!folder.await(wait.time())) {
                    return true;
                }
                wait = told();
            } catch (ClosedWatchServiceException ex) {
                return false;
            }
        }
        return !end.await(wait.time().toNanos(), TimeUnit.NANOSECONDS);
    }

    /** Whether nobody looks until the system tells of a write. */
    boolean isRelying() {
        return last.isForWrite();
    }

    /** The next wait. */
    Wait next() {
        long now = nanoTime.getAsLong();
        boolean isFlushed = now - askedAt >= FLUSH_NANOS;
        if (folder == null || isUseless || now - changedAt < LIVELY_NANOS || !isFlushed) {
            return last;
        }
        if (isAsking) {
            last = new Wait(TRUST, true);
        } else if (folder.arm()) {
            isAsking = true;
            askedAt = now;
        } else {
            isUseless = true;
        }
        return last;
    }

    /** The wait after a write that was told. */
    Wait told() {
        isAsking = false;
        askedAt = nanoTime.getAsLong();
        last = new Wait(AFTER_WRITE, false);
        return last;
    }

    /** What the look after the wait saw. */
    void saw(boolean isChange) {
        long now = nanoTime.getAsLong();
        if (isChange) {
            untold = last.isForWrite() ? untold + 1 : 0;
            isUseless |= untold >= MOST_UNTOLD;
            changedAt = now;
            if (folder != null && isAsking) {
                folder.disarm();
                isAsking = false;
            }
            last = new Wait(USUAL, false);
        } else if (now - changedAt < LIVELY_NANOS) {
            last = new Wait(OFTEN, false);
        } else if (!last.isForWrite()) {
            Duration twice = last.time().multipliedBy(2);
            last = new Wait(twice.compareTo(USUAL) < 0 ? twice : USUAL, false);
        }
    }

    /** Ends whoever waits. */
    @Override
    public void close() {
        end.countDown();
        if (folder != null) {
            folder.close();
        }
    }
}

package dev.jobq.store.jdbc.sqlite;

import java.io.IOException;
import java.nio.channels.FileLock;
import java.nio.channels.OverlappingFileLockException;
import java.util.concurrent.ThreadFactory;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.Condition;
import java.util.concurrent.locks.LockSupport;
import java.util.concurrent.locks.ReentrantLock;
import org.jspecify.annotations.Nullable;

/**
 * Takes the turn between processes for one caller at a time. When another process has it, a thread that nobody interrupts
 * does the waiting: an interrupted wait would close the side file and drop its locks, and waiting has no time limit there.
 */
final class TurnKeeper {

    private static final int TRIES = 5;
    private static final long OVERLAP_NANOS = TimeUnit.MILLISECONDS.toNanos(1);
    /** Longer than others should have the turn: from then on, whoever stands in the turnstile may be a process that was stopped. */
    private static final long UNTIL_SUSPICIOUS = TimeUnit.SECONDS.toNanos(1);
    /** Where one was passed before. Enough for one that is not stopped to take the turn when it is free. */
    private static final long UNTIL_PASSED_AGAIN = TimeUnit.MILLISECONDS.toNanos(20);

    /** Made before it is needed: when it is, there may be no memory for another. */
    private final IOException outOfMemory = new IOException("The wait for the turn failed, as memory ran out");

    private final SideFile file;
    private final ThreadFactory threads;
    private final ReentrantLock lock = new ReentrantLock();
    private final Condition asked = lock.newCondition();
    private final Condition answered = lock.newCondition();
    private boolean isWanted;
    private @Nullable FileLock granted;
    private @Nullable IOException failure;
    private @Nullable Thread waiter;
    private @Nullable FileLock held;
    /** Whether the turn was free while somebody stood in the turnstile before it. */
    private boolean isTurnstileStuck;

    TurnKeeper(SideFile file, String name) {
        this(file, task -> {
            Thread thread = new Thread(task, name);
            thread.setDaemon(true);
            return thread;
        });
    }

    TurnKeeper(SideFile file, ThreadFactory threads) {
        this.file = file;
        this.threads = threads;
    }

    /**
     * Takes the turn; an interrupt neither ends the wait nor is lost.
     *
     * @return false if the time is over, or those who want the turn take it by another file by now
     */
    boolean take(long nanos) throws IOException {
        held = file.tryTurn();
        if (held == null) {
            held = await(nanos);
        } else {
            isTurnstileStuck = false;
        }
        return held != null;
    }

    /** Gives it back. */
    void give() throws IOException {
        FileLock taken = held;
        held = null;
        if (taken != null) {
            taken.release();
        }
    }

    private @Nullable FileLock await(long nanos) throws IOException {
        boolean isInterrupted = false;
        lock.lock();
        try {
            startWaiter();
            isWanted = true;
            asked.signal();
            long end = System.nanoTime() + nanos;
            long left = nanos;
            long untilPassing = isTurnstileStuck ? UNTIL_PASSED_AGAIN : UNTIL_SUSPICIOUS;
            while (granted == null && failure == null && left > 0) {
                try {
                    untilPassing -= Math.min(left, untilPassing) - answered.awaitNanos(Math.min(left, untilPassing));
                } catch (InterruptedException ex) {
                    isInterrupted = true;
                }
                left = end - System.nanoTime();
                if (untilPassing <= 0 && granted == null && failure == null) {
                    if (!file.isCurrent()) {
                        return null;
                    }
                    FileLock passed = file.tryTurnPastTurnstile();
                    if (passed != null) {
                        isTurnstileStuck = true;
                        return passed;
                    }
                    untilPassing = UNTIL_PASSED_AGAIN;
                }
            }
            isTurnstileStuck = false;
            if (failure != null) {
                IOException cause = failure;
                failure = null;
                throw cause;
            }
            FileLock taken = granted;
            granted = null;
            return taken;
        } finally {
            isWanted = false;
            lock.unlock();
            if (isInterrupted) {
                Thread.currentThread().interrupt();
            }
        }
    }

    private void startWaiter() {
        if (waiter == null || !waiter.isAlive()) {
            Thread thread = threads.newThread(this::waitForOthers);
            // Not kept before it runs: there may be no thread to be had, and the next one who waits is to try again.
            thread.start();
            waiter = thread;
        }
    }

    private void waitForOthers() {
        int failures = 0;
        while (file.isOpen()) {
            try {
                awaitRequest();
                answer(file.awaitTurn());
                failures = 0;
            } catch (OverlappingFileLockException ex) {
                // Whoever it waited for gave up, and the next one here was faster. The turn is held in this very
                // process, where no wait for it is possible: look again, if anybody still wants it.
                LockSupport.parkNanos(OVERLAP_NANOS);
            } catch (IOException ex) {
                // Where one stood in the turnstile and was passed, the system takes two that wait for each other's
                // locks for
                // a deadlock. It has ended by now, as this one let go of the turnstile.
                failures++;
                if (failures < TRIES) {
                    LockSupport.parkNanos(OVERLAP_NANOS);
                } else {
                    answer(null, ex);
                    failures = 0;
                }
            } catch (RuntimeException | Error ex) {
                // Without this thread every wait from now on would be in vain.
                answerFailed(ex);
            } catch (InterruptedException ex) {
                // Only close() interrupts.
                Thread.currentThread().interrupt();
                return;
            }
        }
    }

    private void answerFailed(Throwable error) {
        try {
            answer(null, new IOException("The wait for the turn failed: " + error, error));
        } catch (RuntimeException | Error ex) {
            tryToAnswer();
        }
    }

    private void tryToAnswer() {
        try {
            answer(null, outOfMemory);
        } catch (RuntimeException | Error ex) {
            // Whoever waits gives up when his time is over.
            LockSupport.parkNanos(OVERLAP_NANOS);
        }
    }

    /** Gives the turn to whoever wants it; if that fails it is free again. */
    private void answer(FileLock taken) throws IOException {
        boolean isAnswered = false;
        try {
            answer(taken, null);
            isAnswered = true;
        } finally {
            if (!isAnswered) {
                taken.release();
            }
        }
    }

    private void awaitRequest() throws InterruptedException {
        lock.lock();
        try {
            while (!isWanted || granted != null || failure != null) {
                asked.await();
            }
        } finally {
            lock.unlock();
        }
    }

    private void answer(@Nullable FileLock taken, @Nullable IOException cause) {
        lock.lock();
        try {
            if (isWanted) {
                granted = taken;
                failure = cause;
                answered.signal();
            } else if (taken != null) {
                taken.release();
            }
        } catch (IOException ex) {
            failure = ex;
        } finally {
            lock.unlock();
        }
    }

    /** Ends the waiting thread; the side file must be closed already. */
    void close() {
        lock.lock();
        try {
            if (waiter != null) {
                waiter.interrupt();
            }
        } finally {
            lock.unlock();
        }
    }
}

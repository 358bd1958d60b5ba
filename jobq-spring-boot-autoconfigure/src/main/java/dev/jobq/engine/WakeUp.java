package dev.jobq.engine;

import java.time.Duration;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.locks.LockSupport;
import org.jspecify.annotations.Nullable;

/** Wakes one sleeping thread. A signal given while it is awake spares it the next sleep; signalling is cheap. */
final class WakeUp {

    private final AtomicBoolean signalled = new AtomicBoolean();
    private volatile @Nullable Thread sleeper;

    void signal() {
        if (!signalled.get() && signalled.compareAndSet(false, true)) {
            LockSupport.unpark(sleeper);
        }
    }

    /** Forgets a signal: what it tells of is going to be seen. */
    void forget() {
        signalled.set(false);
    }

    /** Sleeps until a signal, at most so long. */
    void await(Duration atMost) {
        long start = System.nanoTime();
        long nanos = atMost.toNanos();
        sleeper = Thread.currentThread();
        while (!signalled.get()) {
            long left = nanos - (System.nanoTime() - start);
            if (left <= 0 || Thread.currentThread().isInterrupted()) {
                break;
            }
            LockSupport.parkNanos(this, left);
        }
        sleeper = null;
        signalled.set(false);
    }
}

package dev.jobq.queue;

import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;

/** The time that passes, and the waiting for it. */
interface Pace {

    /** That of this machine. */
    Pace REAL = new Pace() {
        @Override
        public long nanoTime() {
            return System.nanoTime();
        }

        @Override
        public boolean pause(CountDownLatch end, long nanos) throws InterruptedException {
            return end.await(nanos, TimeUnit.NANOSECONDS);
        }
    };

    /** As {@link System#nanoTime}. */
    long nanoTime();

    /** Waits so long, or until the end comes; true if it came. */
    boolean pause(CountDownLatch end, long nanos) throws InterruptedException;
}

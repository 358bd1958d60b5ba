package dev.jobq.engine;

import java.util.function.BooleanSupplier;
import org.jspecify.annotations.Nullable;

/** The thread that an attempt has while its handler runs, and what it took. */
final class AttemptThread {

    private @Nullable Thread thread;
    private @Nullable ResourceMeter meter;
    private volatile ResourceMeter.Usage usage = ResourceMeter.Usage.UNKNOWN;

    /**
     * Takes the calling thread.
     *
     * @param mayBegin is asked while nobody can interrupt: who takes it back before is seen, who does after finds the thread
     */
    synchronized boolean enter(BooleanSupplier mayBegin) {
        if (!mayBegin.getAsBoolean()) {
            return false;
        }
        thread = Thread.currentThread();
        meter = new ResourceMeter();
        return true;
    }

    /** Whether it ever was taken. */
    synchronized boolean wasThere() {
        return meter != null;
    }

    synchronized boolean isThere() {
        return thread != null;
    }

    /** Lets it go, free of interrupts; a second call does nothing. */
    synchronized void leave() {
        if (thread == Thread.currentThread()) {
            thread = null;
            // An interrupt meant for this job must not hit the next one.
            Thread.interrupted();
            usage = meter == null ? usage : meter.used();
        }
    }

    synchronized void interrupt() {
        if (thread != null) {
            thread.interrupt();
        }
    }

    /** Where it is. */
    synchronized StackTraceElement[] stack() {
        return thread == null ? new StackTraceElement[0] : thread.getStackTrace();
    }

    /** What it took until it was let go. */
    ResourceMeter.Usage usage() {
        return usage;
    }
}

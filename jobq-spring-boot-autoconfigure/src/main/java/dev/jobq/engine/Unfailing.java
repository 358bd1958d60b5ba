package dev.jobq.engine;

import java.util.concurrent.locks.LockSupport;
import java.util.function.Supplier;

/** Does what must be done, if need be when there is memory again: what would be lost otherwise is lost for good. */
final class Unfailing {

    private static final long PAUSE_NANOS = 10_000_000;

    private Unfailing() {}

    static <T> T get(Supplier<T> action) {
        while (true) {
            try {
                return action.get();
            } catch (VirtualMachineError ex) {
                pause();
            }
        }
    }

    /** Takes no memory. */
    static void pause() {
        LockSupport.parkNanos(PAUSE_NANOS);
    }
}

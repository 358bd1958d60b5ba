package dev.jobq.engine;

import java.util.function.Consumer;

/** Where a lane's ended attempts are handed on, whatever happens, and counted until they are settled. */
final class Outbox {

    private final Consumer<Finished> ended;
    private int unsettled;

    Outbox(Consumer<Finished> ended) {
        this.ended = ended;
    }

    void hand(Finished finished) {
        synchronized (this) {
            unsettled++;
        }
        boolean isTaken = false;
        while (!isTaken) {
            try {
                ended.accept(finished);
                isTaken = true;
            } catch (VirtualMachineError ex) {
                // Its slot is about to be free, and nobody else knows that it ended.
                Unfailing.pause();
            }
        }
    }

    /** One of them is settled. */
    synchronized void settled() {
        unsettled--;
    }

    synchronized int size() {
        return unsettled;
    }

    boolean isEmpty() {
        return size() == 0;
    }
}

package dev.jobq.engine;

/** How many slots of a lane are taken. */
final class TakenSlots {

    private int count;

    synchronized int count() {
        return count;
    }

    synchronized void take(int slots) {
        count += slots;
    }

    synchronized void free(int slots) {
        count -= slots;
        if (count == 0) {
            notifyAll();
        }
    }

    /** Waits until none is taken; false if it is not so by then. */
    synchronized boolean awaitNone(long deadline) throws InterruptedException {
        while (count > 0) {
            long left = (deadline - System.nanoTime()) / 1_000_000;
            if (left <= 0) {
                return false;
            }
            wait(left);
        }
        return true;
    }
}

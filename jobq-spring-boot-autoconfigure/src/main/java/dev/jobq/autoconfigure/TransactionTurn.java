package dev.jobq.autoconfigure;

/** The turn that a thread's transaction holds, at most once. */
final class TransactionTurn {

    private final Runnable acquire;
    private final Runnable release;
    /** Null where it is not taken, false from before its transaction's beginning on, true from then on. */
    private final ThreadLocal<Boolean> inUse = new ThreadLocal<>();

    TransactionTurn(Runnable acquire, Runnable release) {
        this.acquire = acquire;
        this.release = release;
    }

    /** Whether this thread is in a transaction that has it. */
    boolean isInUse() {
        return Boolean.TRUE.equals(inUse.get());
    }

    /** Waits for it, unless this thread still has it from a transaction that never began. */
    void take() {
        if (inUse.get() == null) {
            acquire.run();
            inUse.set(false);
        }
    }

    /** The transaction that it was taken for has begun. */
    void use() {
        inUse.set(true);
    }

    /** Gives it back, if this thread has it. */
    void giveBack() {
        if (inUse.get() != null) {
            inUse.remove();
            release.run();
        }
    }
}

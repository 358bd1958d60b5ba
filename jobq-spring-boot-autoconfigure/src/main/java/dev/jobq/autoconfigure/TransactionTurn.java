package dev.jobq.autoconfigure;

/** The turn that a thread's transaction holds, at most once. */
final class TransactionTurn {

    private final Runnable acquire;
    private final Runnable release;
    private final ThreadLocal<Boolean> taken = new ThreadLocal<>();

    TransactionTurn(Runnable acquire, Runnable release) {
        this.acquire = acquire;
        this.release = release;
    }

    /** Whether this thread's transaction has it. */
    boolean isTaken() {
        return taken.get() != null;
    }

    /** Waits for it. */
    void take() {
        acquire.run();
        taken.set(true);
    }

    /** Gives it back, if this thread has it. */
    void giveBack() {
        if (isTaken()) {
            taken.remove();
            release.run();
        }
    }
}

package dev.jobq.engine;

import org.jspecify.annotations.Nullable;

/** Transactions of the application's, for handlers that ask for one, and what handlers leave of theirs. */
public interface HandlerTransactions {

    /** Whether there are any. */
    boolean areAvailable();

    /** Does work in a transaction: commits when it returns, rolls back and throws on what it throws. */
    @Nullable Object inTransaction(Work work) throws Exception;

    /**
     * Rolls back what the calling thread left open, so that what runs there next is not drawn into it.
     *
     * @return whether there was something
     */
    boolean endLeftovers();

    /** What is done in a transaction. */
    @FunctionalInterface
    interface Work {
        /** Does it. */
        @Nullable Object run() throws Exception;
    }

    /** For use without a transaction manager. */
    HandlerTransactions NONE = new HandlerTransactions() {
        @Override
        public boolean areAvailable() {
            return false;
        }

        @Override
        public @Nullable Object inTransaction(Work work) {
            throw new IllegalStateException("There is no transaction manager");
        }

        @Override
        public boolean endLeftovers() {
            return false;
        }
    };
}

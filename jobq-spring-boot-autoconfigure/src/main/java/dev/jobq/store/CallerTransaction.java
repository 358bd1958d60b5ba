package dev.jobq.store;

import java.sql.Connection;
import org.jspecify.annotations.Nullable;

/** The transaction that the calling thread is in, if it is one on the store's own DataSource. */
public interface CallerTransaction {

    /** The transaction's connection, or null when there is no such transaction. */
    @Nullable Connection connection();

    /** Runs the action after the transaction has committed; never if it rolls back. Only called inside one. */
    void afterCommit(Runnable action);

    /** For use without a transaction manager: there never is one. */
    CallerTransaction NONE = new CallerTransaction() {
        @Override
        public @Nullable Connection connection() {
            return null;
        }

        @Override
        public void afterCommit(Runnable action) {
            throw new IllegalStateException("There is no transaction");
        }
    };
}

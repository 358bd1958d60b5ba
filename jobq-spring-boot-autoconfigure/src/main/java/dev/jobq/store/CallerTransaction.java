package dev.jobq.store;

import java.sql.Connection;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/** The transaction that the calling thread is in, if it is one on the store's own DataSource. */
public interface CallerTransaction {

    /** The transaction's connection, or null when there is no such transaction. */
    @Nullable Connection connection();

    /** Runs the action after the transaction has committed; never if it rolls back. Only called inside one. */
    void afterCommit(Runnable action);

    /**
     * As {@link #afterCommit}, for what has to be told either way. Only called inside one.
     *
     * @param committed runs after the commit
     * @param undone runs as soon as it is certain that what was written until now never is: with a rollback, be it only to a
     *     savepoint from before this call
     */
    default void afterEnd(Runnable committed, Runnable undone) {
        afterCommit(committed);
    }

    /** Whether another transaction on the DataSource is suspended around it, on the same thread. */
    default boolean isInsideAnother() {
        return false;
    }

    /**
     * Has work done as late as possible before the transaction commits, or not at all if it does not. Only called inside one.
     *
     * @param type the work's class; there is at most one of each in a transaction
     * @param work makes it when it is first asked for
     * @return the work that will be done; null if nobody can tell when the transaction commits, or it already does
     */
    default <T extends Runnable> @Nullable T beforeCommit(Class<T> type, Supplier<T> work) {
        return null;
    }

    /**
     * Has the transaction roll back if there is a reason when it is to commit: its commit throws it, whatever became of it before.
     * Only called inside one.
     */
    default void refuseCommit(Supplier<? extends @Nullable RuntimeException> reason) {
        throw new UnsupportedOperationException("This transaction cannot be kept from committing", reason.get());
    }

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

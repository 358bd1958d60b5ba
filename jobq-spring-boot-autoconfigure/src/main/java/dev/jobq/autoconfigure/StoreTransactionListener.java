package dev.jobq.autoconfigure;

import org.jspecify.annotations.Nullable;
import org.springframework.transaction.CannotCreateTransactionException;
import org.springframework.transaction.TransactionExecution;
import org.springframework.transaction.TransactionExecutionListener;
import org.springframework.transaction.support.TransactionSynchronizationManager;

/**
 * Watches every transaction on the store's DataSource from its beginning. On SQLite it also has the application's
 * transactions take turns with jobq's and with other processes': from before BEGIN until the commit, before anything that
 * follows the commit. Without that, a writer that begins again at once would starve all others.
 */
final class StoreTransactionListener implements TransactionExecutionListener {

    private final SpringCallerTransaction caller;
    private final @Nullable TransactionTurn turn;

    /**
     * A listener.
     *
     * @param turn who may write, or null where the database knows
     */
    StoreTransactionListener(SpringCallerTransaction caller, @Nullable TransactionTurn turn) {
        this.caller = caller;
        this.turn = turn;
    }

    /**
     * Called last of all listeners ({@link ListenersWithLast}): whatever throws after this is told as the transaction's failure to
     * begin. Where an application sets its listeners anew and one of them throws, the thread's next transaction uses the turn.
     */
    @Override
    public void beforeBegin(TransactionExecution transaction) {
        if (turn != null && !transaction.isNested()) {
            if (turn.isInUse()) {
                throw new CannotCreateTransactionException(
                        "SQLite runs one writing transaction at a time, and this thread is in one already, which a second one (REQUIRES_NEW) would wait for without end. Join the first one, or begin the second after it");
            }
            turn.take();
        }
    }

    @Override
    public void afterBegin(TransactionExecution transaction, @Nullable Throwable beginFailure) {
        if (transaction.isNested()) {
            return;
        }
        if (beginFailure != null) {
            end(transaction);
            return;
        }
        if (turn != null) {
            turn.use();
        }
        if (TransactionSynchronizationManager.isSynchronizationActive()) {
            SpringCallerTransaction.Watch watch = caller.watch();
            if (turn != null) {
                watch.atEnd(turn::giveBack);
            }
        }
    }

    @Override
    public void afterCommit(TransactionExecution transaction, @Nullable Throwable commitFailure) {
        end(transaction);
    }

    @Override
    public void afterRollback(TransactionExecution transaction, @Nullable Throwable rollbackFailure) {
        end(transaction);
    }

    /** What begins and ends at a savepoint has the turn of the transaction around it. */
    private void end(TransactionExecution transaction) {
        if (turn != null && !transaction.isNested()) {
            turn.giveBack();
        }
    }
}

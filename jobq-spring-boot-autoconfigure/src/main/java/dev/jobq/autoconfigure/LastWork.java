package dev.jobq.autoconfigure;

import org.springframework.core.Ordered;
import org.springframework.transaction.support.TransactionSynchronization;

/** What is done after all else that is done before the commit. */
final class LastWork implements TransactionSynchronization, Ordered {

    private final Runnable work;
    private boolean isDone;

    LastWork(Runnable work) {
        this.work = work;
    }

    Runnable work() {
        return work;
    }

    boolean isDone() {
        return isDone;
    }

    @Override
    public int getOrder() {
        return Ordered.LOWEST_PRECEDENCE;
    }

    @Override
    public void beforeCommit(boolean readOnly) {
        isDone = true;
        work.run();
    }
}

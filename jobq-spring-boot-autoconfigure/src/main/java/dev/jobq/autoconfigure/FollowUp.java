package dev.jobq.autoconfigure;

import org.apache.commons.logging.Log;
import org.apache.commons.logging.LogFactory;
import org.springframework.transaction.support.TransactionSynchronization;

/** Runs one of two things once, when it is known what became of a transaction; failing is no reason to tell the caller. */
final class FollowUp implements TransactionSynchronization {

    private static final Log log = LogFactory.getLog(FollowUp.class);

    private final Runnable committed;
    private final Runnable undone;
    private boolean isOver;

    FollowUp(Runnable committed, Runnable undone) {
        this.committed = committed;
        this.undone = undone;
    }

    /** What was done before it is rolled back. */
    void undo() {
        run(undone);
    }

    @Override
    public void afterCommit() {
        run(committed);
    }

    @Override
    public void afterCompletion(int status) {
        if (status != STATUS_COMMITTED) {
            run(undone);
        }
    }

    private void run(Runnable action) {
        if (isOver) {
            return;
        }
        isOver = true;
        try {
            action.run();
        } catch (RuntimeException ex) {
            log.error("The transaction is over, but what follows it failed", ex);
        }
    }
}

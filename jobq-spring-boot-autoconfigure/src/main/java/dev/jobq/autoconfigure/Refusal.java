package dev.jobq.autoconfigure;

import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;
import org.springframework.core.Ordered;
import org.springframework.transaction.support.TransactionSynchronization;

/**
 * Fails the commit, first of all that is done before it.
 *
 * @param reason what for; null if it may go on
 */
record Refusal(Supplier<? extends @Nullable RuntimeException> reason) implements TransactionSynchronization, Ordered {

    @Override
    public int getOrder() {
        return Ordered.HIGHEST_PRECEDENCE;
    }

    @Override
    public void beforeCommit(boolean readOnly) {
        RuntimeException refused = reason.get();
        if (refused != null) {
            throw refused;
        }
    }
}

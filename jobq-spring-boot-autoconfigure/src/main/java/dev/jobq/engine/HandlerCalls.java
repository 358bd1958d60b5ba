package dev.jobq.engine;

import dev.jobq.Launched;
import dev.jobq.handler.HandlerMethod;
import dev.jobq.handler.JobCall;
import dev.jobq.store.Move;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/**
 * Calls handlers, in a transaction if they ask for one, and sees that they leave none behind.
 *
 * @param transactions the application's
 * @param onError is told of an Error that is to end the process; null if none is
 */
record HandlerCalls(
        HandlerTransactions transactions, @Nullable Consumer<Error> onError) {

    /** As errors are failures like any other. */
    HandlerCalls(HandlerTransactions transactions) {
        this(transactions, null);
    }

    /** Calls one: what it returns, or throws what it throws. An end that was committed stays, whatever this throws. */
    @Nullable Object call(Attempt attempt, HandlerMethod handler, @Nullable Object payload, Verdict verdict) throws Throwable {
        JobCall call = new JobCall(attempt, payload);
        Object value;
        try {
            value = handler.isTransactional() ? together(attempt, handler, call, verdict) : handler.invoke(call);
        } catch (Throwable ex) {
            // What it threw says more than that it left something.
            endLeftovers(attempt);
            throw ex;
        }
        if (endLeftovers(attempt)) {
            throw new IllegalStateException("%s left a transaction open: it is rolled back".formatted(handler));
        }
        if (attempt.jointEnd().isMissed()) {
            throw new IllegalStateException(
                    "The transaction in which job %s was to end was rolled back".formatted(attempt.id()));
        }
        return value;
    }

    private @Nullable Object together(Attempt attempt, HandlerMethod handler, JobCall call, Verdict verdict)
            throws Exception {
        try {
            return transactions.inTransaction(() -> {
                Object value = handler.invoke(call);
                // Also where the handler's own end was rolled back to a savepoint: what is left is committed with the
                // job's end.
                if (!attempt.jointEnd().isWritten()) {
                    end(attempt, verdict, value);
                }
                return value;
            });
        } catch (Undone undone) {
            return undone.value;
        }
    }

    /** A failure undoes what the handler did, and is recorded after that like any other. */
    private static void end(Attempt attempt, Verdict verdict, @Nullable Object value) {
        if (value != null && Launched.isHandle(value)) {
            throw new IllegalStateException(
                    "A transactional handler cannot return a long-running handle, for its transaction ends when it returns");
        }
        Move move = verdict.onValue(value);
        if (move.error() != null) {
            throw new Undone(value);
        }
        attempt.jointEnd().end(move);
    }

    private boolean endLeftovers(Attempt attempt) {
        boolean isLeft = transactions.endLeftovers();
        if (isLeft) {
            EngineLog.transactionLeft(attempt.ref());
        }
        return isLeft;
    }

    /** Rolls a transaction back for the sake of what the handler returned. */
    private static final class Undone extends RuntimeException {

        private final transient @Nullable Object value;

        Undone(@Nullable Object value) {
            super("rolled back", null, false, false);
            this.value = value;
        }
    }
}

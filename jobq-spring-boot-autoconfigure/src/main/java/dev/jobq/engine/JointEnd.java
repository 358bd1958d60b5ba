package dev.jobq.engine;

import dev.jobq.store.EndedAttempt;
import dev.jobq.store.JobExchange;
import dev.jobq.store.Move;
import org.jspecify.annotations.Nullable;

/** What becomes of one attempt in transactions of the application's: its end is written there and waits for their commit. */
final class JointEnd {

    private final Attempt attempt;
    private final JointEnds ends;
    private volatile boolean isWritten;
    private volatile boolean wasUndone;
    private volatile boolean isCommitted;

    JointEnd(Attempt attempt, JointEnds ends) {
        this.attempt = attempt;
        this.ends = ends;
    }

    /** Ends the job as completed in the caller's transaction. */
    void complete(@Nullable Object result) {
        end(Move.completed(result == null ? null : ends.results().write(attempt.ref(), result)));
    }

    /** Sends the job where it goes, in the caller's transaction. */
    void end(Move move) {
        if (isCommitted) {
            throw new IllegalStateException("Job %s has ended already".formatted(attempt.id()));
        }
        EndedAttempt ended = attempt.endingNow(move);
        ends.exchange().endInTransaction(attempt.registration().node(), ended, new Owner(ended));
        isWritten = true;
    }

    /** Whether it is written, committed or not, and was not taken back. */
    boolean isWritten() {
        return isWritten;
    }

    /** Whether the job was to end, and did not: its transaction was rolled back, or never ended. */
    boolean isMissed() {
        return !isCommitted && (isWritten || wasUndone);
    }

    /** Whether the job has ended. */
    boolean isCommitted() {
        return isCommitted;
    }

    private final class Owner implements JobExchange.Owner {

        private final EndedAttempt ended;

        Owner(EndedAttempt ended) {
            this.ended = ended;
        }

        @Override
        public boolean holds() {
            return attempt.isOpen();
        }

        @Override
        public void committed() {
            isCommitted = true;
            attempt.concludeRecorded();
            ends.record(new Finished(attempt, ended));
        }

        @Override
        public void undone() {
            isWritten = false;
            wasUndone = true;
        }

        @Override
        public boolean isWritten() {
            return isWritten;
        }
    }
}

package dev.jobq.store.jdbc;

import dev.jobq.FenceLostException;
import dev.jobq.store.CallerTransaction;
import dev.jobq.store.EndedAttempt;
import dev.jobq.store.JobExchange.Owner;
import java.sql.SQLException;
import java.util.List;

/** Records ends of attempts in transactions of the application's, each only if its fence holds. */
public final class JointEnds {

    private final Transactor transactor;
    private final CallerTransaction caller;
    private final HeldJobs held;
    private final Ender ender;

    /**
     * Ends.
     *
     * @param ender writes them, as the dialect does
     */
    public JointEnds(Transactor transactor, CallerTransaction caller, HeldJobs held, Ender ender) {
        this.transactor = transactor;
        this.caller = caller;
        this.held = held;
        this.ender = ender;
    }

    /** As {@link dev.jobq.store.JobExchange#endInTransaction} says. */
    public void end(long node, EndedAttempt ended, Owner owner) {
        if (!transactor.isInCallersTransaction()) {
            throw new IllegalStateException(
                    "There is no transaction on jobq's DataSource in which job %s could end: begin one on this thread, or let @JobHandler(transactional = true) do so"
                            .formatted(ended.job().id()));
        }
        if (caller.isInsideAnother()) {
            throw new IllegalStateException(
                    "Job %s would end in a transaction of its own, within another one (REQUIRES_NEW), whose work could be committed without it or lost: end it in the outer one"
                            .formatted(ended.job().id()));
        }
        List<EndedAttempt> one = List.of(ended);
        // The running row stays locked until the transaction is over: whoever would take the job away waits or passes.
        boolean isLost = !owner.holds()
                || !transactor.write(session -> ender.end(session, node, one)).isEmpty();
        if (isLost) {
            FenceLostException lost =
                    new FenceLostException(ended.job().id(), ended.attempt().fence());
            caller.refuseCommit(() -> lost);
            throw lost;
        }
        caller.afterEnd(
                () -> {
                    held.ended(node, one);
                    owner.committed();
                },
                owner::undone);
        // Else the transaction's other work would be committed, and done again when the job is.
        caller.refuseCommit(() -> owner.isWritten()
                ? null
                : new IllegalStateException(
                        "The end of job %s was rolled back to a savepoint, and this transaction would commit the rest of its work without it"
                                .formatted(ended.job().id())));
    }

    /** Writes ends and tells those whose fence did not hold. */
    @FunctionalInterface
    public interface Ender {
        /** Writes them. */
        List<EndedAttempt> end(Session session, long node, List<EndedAttempt> ended) throws SQLException;
    }
}

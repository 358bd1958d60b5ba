package dev.jobq.store.jdbc;

import dev.jobq.ProcessId;
import dev.jobq.QueueClosedException;
import dev.jobq.StoreUnavailableException;
import java.sql.SQLException;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import org.apache.commons.logging.Log;
import org.apache.commons.logging.LogFactory;
import org.jspecify.annotations.Nullable;

/**
 * Hands back what a node holds, and removes the node: in one transaction, or, if the database refuses one of the jobs, in several, without
 * it. The node's row stays as long as it holds such a job.
 */
final class TakeOver {

    /** In the place of the proof that a node lives. */
    static final long LEFT = -1;

    private static final Log log = LogFactory.getLog(TakeOver.class);

    private final Transactor transactor;
    private final Returns returns;
    private final Refused refused = new Refused();

    TakeOver(Transactor transactor, Returns returns) {
        this.transactor = transactor;
        this.returns = returns;
    }

    /** Takes what it can; does nothing if the node is not there as it was seen. */
    Outcome run(Target target) {
        try {
            Optional<Integer> jobs = transactor.writeApart(
                    session -> isThere(session, target) ? all(session, target) : Optional.empty());
            return new Outcome(jobs.orElse(null), null);
        } catch (StoreUnavailableException | QueueClosedException ex) {
            throw ex;
        } catch (RuntimeException ex) {
            return withoutRefused(target, ex);
        }
    }

    private Outcome withoutRefused(Target target, RuntimeException failure) {
        Optional<Returns.Found> held = transactor.writeApart(session -> isThere(session, target)
                ? Optional.of(returns.find(session, target.node, target.dead))
                : Optional.empty());
        if (held.isEmpty()) {
            return new Outcome(null, null);
        }
        returns.spare(target.node, held.get());
        Parts parts = new Parts(target, held.get());
        Set<Long> aside = refused.aside(held.get().at());
        boolean isGone = false;
        try {
            parts.move(held.get().jobs().stream()
                    .filter(job -> !aside.contains(job))
                    .toList());
            isGone = transactor.writeApart(session -> isThere(session, target) && end(session, target));
        } catch (StoreUnavailableException | QueueClosedException ex) {
            if (parts.moved == 0) {
                throw ex;
            }
            // Else what was done is told first; the next call meets the same.
        }
        return new Outcome(isGone || parts.moved > 0 ? parts.moved : null, isGone ? null : failure);
    }

    private Optional<Integer> all(Session session, Target target) throws SQLException {
        int jobs = returns.handBack(session, target.node, target.dead);
        return end(session, target) || jobs > 0 ? Optional.of(jobs) : Optional.empty();
    }

    /** Removes the node if it holds nothing any more. If others are changing some of its jobs, it stays, for the rescuers to come back to. */
    private static boolean end(Session session, Target target) throws SQLException {
        boolean isAll = session.call("running_fences")
                .set("node", target.node)
                .first(row -> true)
                .isEmpty();
        if (isAll) {
            session.call("node_delete").set("node", target.node).update();
        } else if (target.isLeaving) {
            // Whoever takes the rest has to know that nothing crashed.
            session.call("node_leave")
                    .set("node", target.node)
                    .set("proof", LEFT)
                    .update();
        }
        return isAll;
    }

    /** Locks its row, so that it neither claims nor renews. */
    private static boolean isThere(Session session, Target target) throws SQLException {
        return session.call("node_lock")
                .set("node", target.node)
                .first(row -> row.getLong(1))
                .filter(at -> target.seenAt == null || target.seenAt.equals(at))
                .isPresent();
    }

    /** Jobs that are moved part by part, the smaller the nearer to one that is refused. */
    private final class Parts {
        private final Target target;
        private final Returns.Found held;
        private int moved;

        Parts(Target target, Returns.Found held) {
            this.target = target;
            this.held = held;
        }

        void move(List<Long> jobs) {
            if (jobs.isEmpty()) {
                return;
            }
            try {
                Set<Long> some = new HashSet<>(jobs);
                moved += transactor.writeApart(session ->
                        isThere(session, target) ? returns.handBack(session, target.node, some, held.crashed()) : 0);
            } catch (StoreUnavailableException | QueueClosedException ex) {
                throw ex;
            } catch (RuntimeException ex) {
                if (jobs.size() > 1) {
                    move(jobs.subList(0, jobs.size() / 2));
                    move(jobs.subList(jobs.size() / 2, jobs.size()));
                } else if (refused.add(jobs.get(0), held.at())) {
                    log.error(
                            "Job %s of node %d, which is gone, cannot be taken from it: the others go back, and it is tried again now and then"
                                    .formatted(jobs.get(0), target.node),
                            ex);
                }
            }
        }
    }

    /**
     * A node that is to go.
     *
     * @param seenAt when it was last seen, if it is only to go if it was not seen since
     * @param dead the worker if it died; null if nothing crashed
     * @param isLeaving whether it goes by itself
     */
    record Target(
            long node, @Nullable Long seenAt, @Nullable ProcessId dead, boolean isLeaving) {}

    /**
     * What came of it.
     *
     * @param jobs how many went back; null if there was nothing to be done yet
     * @param failure why not all; null if all did that could
     */
    record Outcome(@Nullable Integer jobs, @Nullable RuntimeException failure) {}
}

package dev.jobq.store.jdbc.postgresql;

import dev.jobq.JobEvent;
import dev.jobq.store.jdbc.CommitListeners;
import dev.jobq.store.jdbc.Session;
import java.util.List;

/**
 * Who is told after a commit.
 *
 * @param listeners this process's listeners
 * @param order in which they are told
 * @param notifier tells other processes
 * @param floors of this process's claims
 */
record Publisher(CommitListeners listeners, CommitOrder order, Notifier notifier, Floors floors) {

    /** Tells of a transaction that took as long as the application liked: what was new in it may be old by now. */
    void publish(Changes changes) {
        floors.forget(changes.signals().topics());
        order.leave(order.enter(), changes.events());
        tellOthers(changes);
    }

    /** Before this process's listeners, who may claim at once. */
    void tellClaims(Changes changes) {
        floors.forget(changes.signals().returned());
    }

    void tellOthers(Changes changes) {
        changes.signals().actions().forEach(Runnable::run);
        notifier.available(changes.signals().topics());
        if (changes.signals().hasInterrupted()) {
            notifier.interrupted();
        }
        notifier.ended(changes.signals().ended());
    }

    /**
     * What to tell after a commit.
     *
     * @param events to this process's listeners
     * @param signals to other processes
     */
    record Changes(List<JobEvent> events, Session.Signals signals) {
        boolean isEmpty() {
            return events.isEmpty() && signals.isEmpty();
        }
    }
}

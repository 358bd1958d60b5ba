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
 */
record Publisher(CommitListeners listeners, CommitOrder order, Notifier notifier) {

    void publish(Changes changes) {
        order.leave(order.enter(), changes.events());
        tellOthers(changes);
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

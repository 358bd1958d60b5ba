package dev.jobq.store.jdbc.postgresql;

import dev.jobq.Enqueuer;
import dev.jobq.store.jdbc.Processes;
import dev.jobq.store.jdbc.Transactor;

/** This process as the store knows it: registered when it first enqueues. */
final class Self {

    private final Enqueuer enqueuer;
    private final Processes processes;
    private final Transactor transactor;
    private volatile long number;

    Self(Enqueuer enqueuer, Processes processes, Transactor transactor) {
        this.enqueuer = enqueuer;
        this.processes = processes;
        this.transactor = transactor;
    }

    /** Its number; outside the caller's transaction, for a rollback must not take it back. */
    long number() {
        long known = number;
        if (known == 0) {
            known = transactor.writeApart(processes::enrolSelf);
            number = known;
        }
        return known;
    }

    /** Its application. */
    String application() {
        return enqueuer.application();
    }
}

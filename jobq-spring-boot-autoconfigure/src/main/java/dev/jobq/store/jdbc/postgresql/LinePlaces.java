package dev.jobq.store.jdbc.postgresql;

import dev.jobq.store.CallerTransaction;
import dev.jobq.store.jdbc.Line;
import java.sql.Connection;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.Objects;
import java.util.Set;
import java.util.TreeSet;

/** The jobs of one caller's transaction that get their places in line right before it commits: all at once, in order. */
final class LinePlaces implements Runnable {

    private final PostgresTransactor transactor;
    private final CallerTransaction caller;
    private final PostgresLines keeper;
    private final List<Long> jobs = new ArrayList<>();
    private final Set<Line> lines = new TreeSet<>();

    LinePlaces(PostgresTransactor transactor, CallerTransaction caller, PostgresLines keeper) {
        this.transactor = transactor;
        this.caller = caller;
        this.keeper = keeper;
    }

    void add(List<Long> blocked, Collection<Line> theirs) {
        jobs.addAll(blocked);
        lines.addAll(theirs);
    }

    @Override
    public void run() {
        if (jobs.isEmpty()) {
            return;
        }
        Connection connection =
                Objects.requireNonNull(caller.connection(), "The transaction has no connection any more");
        transactor.writeOn(connection, session -> {
            keeper.lock(session, lines);
            PostgresLines.place(session, jobs);
            return jobs.size();
        });
    }
}

package dev.jobq.store.jdbc.postgresql;

import dev.jobq.JobStatus;
import dev.jobq.store.CallerTransaction;
import dev.jobq.store.JobDraft;
import dev.jobq.store.JobIntake;
import dev.jobq.store.jdbc.Line;
import dev.jobq.store.jdbc.Lining;
import dev.jobq.store.jdbc.Session;
import dev.jobq.store.jdbc.postgresql.Placement.When;
import java.sql.SQLException;
import java.util.Collection;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import org.jspecify.annotations.Nullable;

/**
 * Inserts jobs of which some are in lines, or have keys. Apart from the others, so that nobody whose topic knows no lines waits
 * for somebody's lock.
 */
final class LinedInserts {

    private final PostgresTransactor transactor;
    private final CallerTransaction caller;
    private final JobInsert insert;
    private final PostgresLines lines;
    private final Lining lining;

    LinedInserts(
            PostgresTransactor transactor,
            CallerTransaction caller,
            JobInsert insert,
            PostgresLines lines,
            Lining lining) {
        this.transactor = transactor;
        this.caller = caller;
        this.insert = insert;
        this.lines = lines;
        this.lining = lining;
    }

    boolean concerns(List<JobDraft> drafts) {
        return lining.concerns(drafts);
    }

    /** As {@link #concerns}, by what is known already: also within a transaction. */
    boolean concernsKnown(List<JobDraft> drafts) {
        return lining.concernsKnown(drafts);
    }

    /**
     * In a transaction of the store's own.
     *
     * @param patience how long to wait for each lock
     */
    List<JobInsert.Inserted> insertApart(long process, List<JobDraft> drafts, String patience) {
        return transactor.writeApart(session -> {
            session.call("lock_timeout").set("patience", patience).first(row -> true);
            return insertWithin(session, process, drafts, lining.of(drafts));
        });
    }

    /** In the caller's transaction. */
    List<JobInsert.Inserted> insertInCallers(long process, List<JobDraft> drafts) {
        return transactor.write(session -> insertWithin(session, process, drafts));
    }

    /** In a transaction that does more: the caller's, or one of the store's own. */
    List<JobInsert.Inserted> insertWithin(Session session, long process, List<JobDraft> drafts) throws SQLException {
        return insertWithin(session, process, drafts, lining.of(drafts));
    }

    /**
     * As {@link #insertWithin(Session, long, List)}, in given lines. In the caller's transaction, lines are locked when it
     * commits, or at once if nobody can tell when.
     */
    List<JobInsert.Inserted> insertWithin(
            Session session, long process, List<JobDraft> drafts, @Nullable String[] names) throws SQLException {
        Set<Line> locked = locked(names, drafts);
        boolean isCallers = session.connection() == caller.connection();
        LinePlaces places = !isCallers || locked.isEmpty()
                ? null
                : caller.beforeCommit(LinePlaces.class, () -> new LinePlaces(transactor, caller, lines));
        if (places == null && !locked.isEmpty()) {
            lines.lock(session, locked);
        }
        When when = !isCallers ? When.NOW_OR_FIRST : places == null ? When.NOW : When.LATER;
        Placement placement = new Placement(names, when);
        List<JobInsert.Inserted> inserted = insert.insertInLine(session, process, drafts, placement);
        signal(session, inserted);
        Set<Line> standing = placement.lines(session, lines);
        if (places != null) {
            places.add(placement.blocked(), standing);
        }
        standing.forEach(session::lookAfter);
        return inserted;
    }

    /** In a transaction whose end nobody sees: the lines are locked now, and looked after by whoever hears of the commit. */
    List<JobInsert.Inserted> insertUnseen(Session session, long process, List<JobDraft> drafts) throws SQLException {
        @Nullable String[] names = lining.of(drafts);
        Set<Line> locked = locked(names, drafts);
        if (!locked.isEmpty()) {
            lines.lock(session, locked);
        }
        Placement placement = new Placement(names, When.NOW);
        List<JobInsert.Inserted> inserted = insert.insertInLine(session, process, drafts, placement);
        Collection<Line> standing = placement.lines(session, lines);
        if (!standing.isEmpty()) {
            PostgresLines.call(session, "line_due_add", standing).update();
        }
        return inserted;
    }

    /** A worker that takes jobs straight away, but of no topic with limits. */
    JobIntake.InlineClaimer gate(JobIntake.InlineClaimer claimer) {
        return lining.gate(claimer);
    }

    /** Those that stand in line are told of when their turn comes. */
    private static void signal(Session session, List<JobInsert.Inserted> inserted) {
        for (JobInsert.Inserted one : inserted) {
            if (one.status() != JobStatus.BLOCKED) {
                session.signal(one.job().topic());
            }
        }
    }

    private static Set<Line> locked(@Nullable String[] names, List<JobDraft> drafts) {
        Set<Line> locked = new TreeSet<>();
        for (int i = 0; i < names.length; i++) {
            String name = names[i];
            if (name != null) {
                locked.add(new Line(drafts.get(i).topic(), name));
            }
        }
        return locked;
    }
}

package dev.jobq.store.jdbc.postgresql;

import dev.jobq.JobqException;
import dev.jobq.store.jdbc.Line;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import java.util.concurrent.ConcurrentSkipListSet;
import org.apache.commons.logging.Log;
import org.apache.commons.logging.LogFactory;
import org.jspecify.annotations.Nullable;

/** Looks after lines that may have jobs but no head, in transactions of its own. */
final class LineKeeper {

    private static final Log log = LogFactory.getLog(LineKeeper.class);

    /** What moves on between so many looks in a row is looked at again with the next upkeep. */
    private static final int LOOKS = 3;

    private static final int SOME = 1_000;

    private final PostgresTransactor transactor;
    private final PostgresLines lines;
    /** Lines that could not be looked after, as somebody held them or the database did not answer. */
    private final Set<Line> left = new ConcurrentSkipListSet<>();

    private Line swept = new Line("", "");

    LineKeeper(PostgresTransactor transactor, PostgresLines lines) {
        this.transactor = transactor;
        this.lines = lines;
    }

    /** Called after a commit, whose success it must not spoil. */
    void lookAfter(Collection<Line> wanted) {
        try {
            look(wanted);
        } catch (JobqException ex) {
            log.debug("Lines are looked after later", ex);
            left.addAll(wanted);
        }
    }

    private void look(Collection<Line> wanted) {
        Collection<Line> lost = wanted;
        for (int i = 0; i < LOOKS; i++) {
            lost = idle(lost);
            if (lost.isEmpty()) {
                return;
            }
            Collection<Line> headless = lost;
            // What it gives up again is left to the next look here, not to another keeper's.
            transactor.writeQuietly(session -> {
                lines.restart(session, headless);
                return true;
            });
        }
        left.addAll(idle(lost));
    }

    private List<Line> idle(Collection<Line> lost) {
        return transactor.readApart(
                session -> PostgresLines.call(session, "line_idle", lost).list(LineKeeper::line));
    }

    /** What was left, and lines of transactions whose commit nobody saw. */
    void catchUp() {
        if (!left.isEmpty()) {
            List<Line> again = new ArrayList<>(left);
            again.forEach(left::remove);
            lookAfter(again);
        }
        List<Due> due = transactor.readApart(
                session -> session.call("line_due").set("limit", SOME).list(Due::read));
        if (!due.isEmpty()) {
            look(due.stream().map(Due::line).toList());
            transactor.writeApart(session -> session.call("line_due_done")
                    .set("ids", "int8", due.stream().map(Due::id).toArray())
                    .update());
        }
    }

    /** All lines, as a process may have died before it looked after them. */
    void sweep() {
        Line after = new Line("", "");
        while (after != null) {
            after = sweep(after);
        }
    }

    /** The next so many, round and round. */
    synchronized void sweepSome() {
        placeForgotten();
        Line last = sweep(swept);
        swept = last == null ? new Line("", "") : last;
    }

    /** Sweeps so many after a line; the last of them, or null at the end. */
    private @Nullable Line sweep(Line after) {
        List<Swept> some = transactor.readApart(session -> session.call("line_sweep")
                .set("topic", after.topic())
                .set("line", after.name())
                .set("limit", SOME)
                .list(Swept::read));
        List<Line> headless =
                some.stream().filter(Swept::isHeadless).map(Swept::line).toList();
        if (!headless.isEmpty()) {
            look(headless);
        }
        return some.size() < SOME ? null : some.get(some.size() - 1).line;
    }

    /** Transactions that told nobody of their commit, against what they had promised. */
    private void placeForgotten() {
        List<Unplaced> jobs = transactor.readApart(
                session -> session.call("line_unplaced").set("limit", SOME).list(Unplaced::read));
        if (jobs.isEmpty()) {
            return;
        }
        Set<Line> theirs = new TreeSet<>();
        jobs.forEach(job -> theirs.add(job.line));
        transactor.writeApart(session -> {
            lines.lock(session, theirs);
            PostgresLines.place(session, jobs.stream().map(Unplaced::job).toList());
            theirs.forEach(session::lookAfter);
            return true;
        });
    }

    private static Line line(ResultSet row) throws SQLException {
        return new Line(row.getString(1), row.getString(2));
    }

    private record Swept(Line line, boolean isHeadless) {
        static Swept read(ResultSet row) throws SQLException {
            return new Swept(LineKeeper.line(row), row.getBoolean(3));
        }
    }

    private record Due(long id, Line line) {
        static Due read(ResultSet row) throws SQLException {
            return new Due(row.getLong(1), new Line(row.getString(2), row.getString(3)));
        }
    }

    private record Unplaced(long job, Line line) {
        static Unplaced read(ResultSet row) throws SQLException {
            return new Unplaced(row.getLong(1), new Line(row.getString(2), row.getString(3)));
        }
    }
}

package dev.jobq.store.jdbc.sqlite;

import dev.jobq.JobId;
import dev.jobq.JobRef;
import dev.jobq.JobStatus;
import dev.jobq.store.jdbc.Call;
import dev.jobq.store.jdbc.JobEvents;
import dev.jobq.store.jdbc.Line;
import dev.jobq.store.jdbc.Lines;
import dev.jobq.store.jdbc.Session;
import dev.jobq.store.jdbc.StatusCode;
import dev.jobq.store.jdbc.ToReady;
import dev.jobq.store.jdbc.Waiter;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import java.util.TreeSet;
import org.jspecify.annotations.Nullable;

/**
 * Lines where one writes at a time: the order of writes is the order of commits, so a position is the next number of the
 * counter that gives the ids, and the line whose head goes is given to the next in the same transaction.
 */
final class SqliteLines implements Lines {

    private final ToReady toReady;

    SqliteLines(JobEvents events) {
        this.toReady = new ToReady(events);
    }

    /**
     * Whether a new job needs no place in a line: it is in none, or becomes its head. If not, it is placed, or waits to be.
     *
     * @param line its line, or null
     * @param dueAt when it is to enter its line; null for now
     */
    boolean mayGoOn(Session session, JobRef job, @Nullable String line, @Nullable Long dueAt) throws SQLException {
        if (line == null || (dueAt == null && take(session, new Line(job.topic(), line)))) {
            return true;
        }
        session.call("waiting_in_line")
                .set("job", job.id().value())
                .set("topic", job.topic())
                .set("status", StatusCode.of(dueAt == null ? JobStatus.BLOCKED : JobStatus.SCHEDULED))
                .set("dueAt", dueAt)
                .set("line", line)
                .set("position", dueAt == null ? job.id().value() : null)
                .update();
        return false;
    }

    /** Whether the line had no head, and now has whoever asks. */
    private static boolean take(Session session, Line line) throws SQLException {
        return call(session, "line_take", line).updateOne();
    }

    @Override
    public void leave(Session session, Collection<Line> lines) throws SQLException {
        List<Waiter> next = new ArrayList<>();
        for (Line line : new TreeSet<>(lines)) {
            Optional<JobRef> first = call(session, "line_first", line)
                    .first(row -> new JobRef(new JobId(row.getLong(1)), line.topic(), row.getString(2)));
            if (first.isPresent()) {
                next.add(new Waiter(first.get(), JobStatus.BLOCKED, null));
            } else {
                call(session, "line_free", line).update();
            }
        }
        toReady.move(session, next);
    }

    @Override
    public int enter(Session session, List<Waiter> waiters) throws SQLException {
        List<Waiter> first = new ArrayList<>();
        for (Waiter waiter : waiters) {
            Line line = new Line(waiter.ref().topic(), Objects.requireNonNull(waiter.line()));
            if (take(session, line)) {
                first.add(waiter);
            } else {
                session.call("waiting_enter")
                        .set("job", waiter.id())
                        .set("position", session.numbers().take(session, 1) + 1)
                        .update();
                session.depth(line.topic(), waiter.status(), -1);
                session.depth(line.topic(), JobStatus.BLOCKED, 1);
            }
        }
        toReady.move(session, first);
        return waiters.size();
    }

    private static Call call(Session session, String statement, Line line) throws SQLException {
        return session.call(statement).set("topic", line.topic()).set("line", line.name());
    }
}

package dev.jobq.store.jdbc.postgresql;

import dev.jobq.JobId;
import dev.jobq.JobRef;
import dev.jobq.JobStatus;
import dev.jobq.store.jdbc.Call;
import dev.jobq.store.jdbc.JdbcTopics;
import dev.jobq.store.jdbc.JobEvents;
import dev.jobq.store.jdbc.Line;
import dev.jobq.store.jdbc.Lines;
import dev.jobq.store.jdbc.Session;
import dev.jobq.store.jdbc.Waiter;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.Collection;
import java.util.HashSet;
import java.util.List;
import java.util.Objects;
import java.util.Set;
import java.util.TreeSet;
import java.util.concurrent.atomic.AtomicInteger;
import org.jspecify.annotations.Nullable;

/**
 * Lines where many write at once. A position is given under a lock of the line that is held until the commit, so that the order
 * of positions is the order of commits. Lines share 256 locks, as a lock for each would not fit the server's table.
 *
 * <p>A head that ends and a job that enters behind it may miss each other: the one finds nobody in line yet, the other finds the
 * line still led. Therefore both look at the line once more after their commits ({@link LineKeeper}); the later of them sees what
 * both did.
 */
final class PostgresLines implements Lines {

    private static final int LOCKS = 256;
    private static final int SELDOM = 12;

    private final int space;
    private final JdbcTopics topics;
    private final JobEvents events;
    private final LineKeeper keeper;
    private final AtomicInteger tidied = new AtomicInteger();

    /**
     * Lines.
     *
     * @param system tells the locks of one system from those of another in the same database
     */
    PostgresLines(String system, PostgresTransactor transactor, JdbcTopics topics, JobEvents events) {
        this.space = ("jobq order " + system).hashCode();
        this.topics = topics;
        this.events = events;
        this.keeper = new LineKeeper(transactor, this);
        transactor.lineKeeper(keeper::lookAfter);
    }

    /** Locks lines until the end of the transaction; waits for whoever holds them. */
    void lock(Session session, Collection<Line> lines) throws SQLException {
        session.call("line_lock")
                .set("space", space)
                .set("buckets", "int4", buckets(lines).toArray())
                .list(row -> true);
    }

    @Override
    public void leave(Session session, Collection<Line> lines) throws SQLException {
        for (Next next : call(session, "line_next", lines).list(Next::read)) {
            JobRef job = next.job;
            if (job == null) {
                session.lookAfter(next.line);
            } else {
                session.signal(next.line.topic());
                if (session.isHeard()) {
                    session.emit(events.available(job, JobStatus.BLOCKED, Call.instant(next.at)));
                }
            }
        }
    }

    @Override
    public int enter(Session session, List<Waiter> waiters) throws SQLException {
        Set<Integer> held = new HashSet<>(session.call("line_try_lock")
                .set("space", space)
                .set(
                        "buckets",
                        "int4",
                        buckets(waiters.stream().map(PostgresLines::line).toList())
                                .toArray())
                .list(row -> row.getInt(1)));
        int entered = 0;
        for (Waiter waiter : waiters) {
            Line line = line(waiter);
            if (held.contains(bucket(line))) {
                session.call("line_enter").set("job", waiter.ref().id().value()).update();
                session.depth(line.topic(), waiter.status(), -1);
                session.depth(line.topic(), JobStatus.BLOCKED, 1);
                session.lookAfter(line);
                entered++;
            }
        }
        return entered;
    }

    /** Often called, so nothing is asked where there are no lines. */
    @Override
    public void catchUp() {
        if (topics.haveLines()) {
            keeper.catchUp();
        }
    }

    @Override
    public void sweep() {
        keeper.sweep();
    }

    /** Some of what {@link #sweep} does, a part each time; seldom where no topic is in order, as lines of former ones may be left. */
    void tidy() {
        if (!topics.haveLines() && tidied.getAndIncrement() % SELDOM != 0) {
            return;
        }
        keeper.catchUp();
        keeper.sweepSome();
    }

    /** Makes the first of each line its head, where there is none. */
    void restart(Session session, Collection<Line> lines) throws SQLException {
        List<Line> taken = call(session, "line_take", lines).list(row -> new Line(row.getString(1), row.getString(2)));
        if (!taken.isEmpty()) {
            leave(session, taken);
        }
    }

    /** Gives jobs that wait in locked lines their positions. */
    static void place(Session session, List<Long> jobs) throws SQLException {
        session.call("line_place").set("jobs", "int8", jobs.toArray()).update();
    }

    /** Calls a statement that takes lines. */
    static Call call(Session session, String statement, Collection<Line> lines) throws SQLException {
        return session.call(statement)
                .set("topics", "text", lines.stream().map(Line::topic).toArray())
                .set("lines", "text", lines.stream().map(Line::name).toArray());
    }

    private static Line line(Waiter waiter) {
        return new Line(waiter.ref().topic(), Objects.requireNonNull(waiter.line()));
    }

    private static Set<Integer> buckets(Collection<Line> lines) {
        Set<Integer> buckets = new TreeSet<>();
        lines.forEach(line -> buckets.add(bucket(line)));
        return buckets;
    }

    private static int bucket(Line line) {
        return Math.floorMod(31 * line.topic().hashCode() + line.name().hashCode(), LOCKS);
    }

    private record Next(Line line, @Nullable JobRef job, long at) {

        static Next read(ResultSet row) throws SQLException {
            Line line = new Line(row.getString(1), row.getString(2));
            long job = row.getLong(3);
            JobRef ref = row.wasNull() ? null : new JobRef(new JobId(job), line.topic(), row.getString(4));
            return new Next(line, ref, row.getLong(5));
        }
    }
}

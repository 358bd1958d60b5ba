package dev.jobq.store.jdbc;

import dev.jobq.IllegalTransitionException;
import dev.jobq.JobId;
import dev.jobq.JobRef;
import dev.jobq.JobStatus;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * Which job, and where in ready its row is if it is AVAILABLE: at its time, or at that of its creation if it was called before
 * its time.
 *
 * @param line the line it is in; null if in none
 * @param expected the only status that it may be taken from; null for any
 */
record Place(
        JobRef ref,
        long rank,
        long runAt,
        long createdAt,
        @Nullable String line,
        @Nullable JobStatus expected) {

    static Optional<Place> find(Session session, JobId id) throws SQLException {
        return find(session, id, null);
    }

    static Optional<Place> find(Session session, JobId id, @Nullable JobStatus expected) throws SQLException {
        return session.call("job_place").set("job", id.value()).first(row -> of(id, row, expected));
    }

    private static Place of(JobId id, ResultSet row, @Nullable JobStatus expected) throws SQLException {
        JobRef ref = new JobRef(id, row.getString(1), row.getString(2));
        return new Place(
                ref, row.getLong(3), row.getLong(4), row.getLong(5), JobLabels.line(row.getString(6)), expected);
    }

    /**
     * To be called with the status that the job was taken from. One that was BLOCKED may have become available by what was done
     * to those before it, in this very transaction.
     *
     * @throws MovedOnException if it is not the expected one
     */
    void expect(JobStatus found) {
        boolean isPromoted = expected == JobStatus.BLOCKED && found == JobStatus.AVAILABLE;
        if (expected != null && expected != found && !isPromoted) {
            throw new MovedOnException(ref.id(), expected, found);
        }
    }

    private Optional<Carried> expected(Optional<Carried> taken) {
        taken.ifPresent(carried -> expect(carried.status));
        return taken;
    }

    long id() {
        return ref.id().value();
    }

    /** Takes the job's row away; whoever gets it has the job. */
    Optional<Carried> take(Session session, String statement) throws SQLException {
        return expected(session.call(statement).set("job", id()).first(Carried::of));
    }

    /** Takes the job's row away if it is AVAILABLE. */
    Optional<Carried> takeReady(Session session) throws SQLException {
        return expected(session.call("ready_take")
                .set("topic", ref.topic())
                .set("rank", rank)
                .set("runAt", runAt)
                .set("createdAt", createdAt)
                .set("job", id())
                .first(Carried::of));
    }

    /** What a statement says of its status. */
    Optional<JobStatus> status(Session session, String statement) throws SQLException {
        return session.call(statement).set("job", id()).first(row -> StatusCode.status(row.getInt(1)));
    }

    /** Throws if it is waiting or has ended in one of these statuses. */
    void refuse(Session session, JobStatus to, List<JobStatus> refused) throws SQLException {
        Optional<JobStatus> waiting = status(session, "waiting_status");
        Optional<JobStatus> from = waiting.isPresent() ? waiting : status(session, "done_status");
        if (from.isPresent() && refused.contains(from.get())) {
            throw new IllegalTransitionException(ref.id(), from.get(), to);
        }
    }

    /** Notes a move between statuses that are counted. */
    void moved(Session session, JobStatus from, JobStatus to) {
        session.depth(ref.topic(), from, -1);
        session.depth(ref.topic(), to, 1);
    }

    /** Lets the next of its line come if it was first there; whoever stood in it, or not yet, does not. */
    void leave(Session session, Lines lines, Carried carried) throws SQLException {
        if (isFirst(carried)) {
            lines.leave(session, List.of(inLine()));
        }
    }

    /** Whether it was the first of its line, for which others may wait. */
    boolean isFirst(Carried carried) {
        return line != null && carried.line == null && !carried.status.isEnded();
    }

    /** Its line, where it is in one. */
    Line inLine() {
        return new Line(ref.topic(), Objects.requireNonNull(line));
    }

    /**
     * What a row told when it was taken away.
     *
     * @param line the line in which, or for which, a job waits that is not the first of it; else null
     */
    record Carried(
            JobStatus status,
            long attempt,
            long crashes,
            long fence,
            @Nullable String line) {

        static Carried of(ResultSet row) throws SQLException {
            return new Carried(
                    StatusCode.status(row.getInt(1)), row.getLong(2), row.getLong(3), row.getLong(4), row.getString(5));
        }
    }
}

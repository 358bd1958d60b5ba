package dev.jobq.store.jdbc.sqlite;

import dev.jobq.store.EndedAttempt;
import dev.jobq.store.Move;
import dev.jobq.store.jdbc.Call;
import dev.jobq.store.jdbc.Ending;
import dev.jobq.store.jdbc.JobEvents;
import dev.jobq.store.jdbc.Session;
import dev.jobq.store.jdbc.StatusCode;
import java.sql.SQLException;
import java.util.Objects;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** Writes how attempts ended, each only if its fence still holds. */
final class SqliteEndings {

    private final JobEvents events;

    SqliteEndings(JobEvents events) {
        this.events = events;
    }

    /**
     * Writes one.
     *
     * @return false if the fence no longer held; nothing was written then
     */
    boolean write(Session session, long node, EndedAttempt ended) throws SQLException {
        // Taking the running row away is the guard: whoever does it moves the job, all others find nothing.
        Optional<Taken> taken = session.call("running_take")
                .set("job", ended.job().id().value())
                .set("fence", ended.attempt().fence())
                .first(row -> new Taken(
                        Ending.of(ended, row.getInt(1) != 0, row.getInt(2) != 0),
                        node,
                        row.getLong(3),
                        session.files().now()));
        if (taken.isEmpty()) {
            return false;
        }
        Ending ending = taken.get().ending;
        move(session, taken.get());
        if (ending.isLogged()) {
            log(session, taken.get());
        }
        session.depth(ended.job().topic(), ending.to(), 1);
        if (session.isHeard()) {
            events.ended(ending, Call.instant(taken.get().endedAt)).forEach(session::emit);
        }
        return true;
    }

    private static void move(Session session, Taken taken) throws SQLException {
        Ending ending = taken.ending;
        switch (ending.to()) {
            case COMPLETED, DISCARDED, CANCELLED -> done(session, taken);
            case RETRYABLE, SCHEDULED -> {
                long due = Math.addExact(
                        taken.endedAt,
                        Call.micros(Objects.requireNonNull(ending.move().delay())));
                int moved = session.call("job_run_at")
                        .set("job", id(ending))
                        .set("runAt", due)
                        .update();
                require(moved, ending);
                waiting(session, ending, due);
            }
            case PARKED -> waiting(session, ending, null);
            case AVAILABLE -> {
                int back = session.call("ready_return")
                        .set("job", id(ending))
                        .set("attempt", ending.attempt())
                        .set("crashes", ending.ended().attempt().crashes())
                        .set("fence", ending.ended().attempt().fence())
                        .update();
                require(back, ending);
            }
            case HELD, BLOCKED, EXECUTING, LAUNCHED ->
                throw new IllegalArgumentException("No attempt ends in " + ending.to());
        }
    }

    private static void done(Session session, Taken taken) throws SQLException {
        Ending ending = taken.ending;
        EndedAttempt ended = ending.ended();
        Move move = ending.move();
        session.call("done_insert")
                .set("job", id(ending))
                .set("topic", ended.job().topic())
                .set("status", StatusCode.of(ending.to()))
                .set("attempt", ending.attempt())
                .set("crashes", ended.attempt().crashes())
                .set("fence", ended.attempt().fence())
                .set("node", taken.node)
                .set("startedAt", taken.claimedAt)
                .set("finishedAt", taken.endedAt)
                .set("elapsed", ended.report().elapsed())
                .set("cpu", ending.cpuMicros())
                .set("allocated", ending.allocated())
                .set("result", move.result())
                .set("stats", ended.report().stats())
                .set("reason", move.reason())
                .update();
    }

    private static void waiting(Session session, Ending ending, @Nullable Long due) throws SQLException {
        EndedAttempt ended = ending.ended();
        session.call("waiting_insert")
                .set("job", id(ending))
                .set("topic", ended.job().topic())
                .set("status", StatusCode.of(ending.to()))
                .set("dueAt", due)
                .set("attempt", ending.attempt())
                .set("crashes", ended.attempt().crashes())
                .set("fence", ended.attempt().fence())
                .set("reason", ending.move().reason())
                .update();
    }

    private static void log(Session session, Taken taken) throws SQLException {
        Ending ending = taken.ending;
        EndedAttempt ended = ending.ended();
        Move.Failure error = ending.move().error();
        session.call("attempt_insert")
                .set("job", id(ending))
                .set("fence", ended.attempt().fence())
                .set("attempt", ended.attempt().number())
                .set("node", taken.node)
                .set("startedAt", taken.claimedAt)
                .set("finishedAt", taken.endedAt)
                .set("elapsed", ended.report().elapsed())
                .set("status", StatusCode.of(ending.to()))
                .set("errorType", error == null ? null : error.type())
                .set("errorMessage", error == null ? null : error.message())
                .set("errorStack", error == null ? null : error.stack())
                .update();
    }

    private static void require(int rows, Ending ending) {
        if (rows != 1) {
            throw new IllegalStateException("Job %d has no row of its own".formatted(id(ending)));
        }
    }

    private static long id(Ending ending) {
        return ending.ended().job().id().value();
    }

    private record Taken(Ending ending, long node, long claimedAt, long endedAt) {}
}

package dev.jobq.store.jdbc.sqlite;

import dev.jobq.JobStatus;
import dev.jobq.store.EndedAttempt;
import dev.jobq.store.Move;
import dev.jobq.store.jdbc.Call;
import dev.jobq.store.jdbc.Ending;
import dev.jobq.store.jdbc.JobEvents;
import dev.jobq.store.jdbc.LineEnds;
import dev.jobq.store.jdbc.Lines;
import dev.jobq.store.jdbc.Rooms;
import dev.jobq.store.jdbc.Session;
import dev.jobq.store.jdbc.StatusCode;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/** Writes how attempts ended, each only if its fence still holds. */
final class SqliteEndings {

    private final JobEvents events;
    private final Rooms rooms;
    private final Lines lines;

    SqliteEndings(JobEvents events, Rooms rooms, Lines lines) {
        this.events = events;
        this.rooms = rooms;
        this.lines = lines;
    }

    /** To be called before the transaction in which attempts end. */
    void prepare() {
        rooms.refresh();
    }

    /**
     * Writes all whose fences hold.
     *
     * @return the others: nothing of them was written
     */
    List<EndedAttempt> write(Session session, long node, List<EndedAttempt> ended) throws SQLException {
        if (ended.isEmpty()) {
            return List.of();
        }
        Map<Long, Held> held = held(session, ended);
        List<EndedAttempt> lost = new ArrayList<>(0);
        List<Taken> taken = new ArrayList<>(ended.size());
        long now = session.files().now();
        for (EndedAttempt attempt : ended) {
            Held row = held.get(attempt.job().id().value());
            if (row != null && row.fence == attempt.attempt().fence()) {
                held.remove(row.job);
                taken.add(
                        new Taken(Ending.of(attempt, row.isLaunched, row.isCancelRequested), node, row.claimedAt, now));
            } else {
                lost.add(attempt);
            }
        }
        take(session, taken);
        LineEnds lineEnds = new LineEnds();
        for (Taken one : taken) {
            write(session, one);
            lineEnds.note(one.ending);
        }
        rooms.ended(
                session,
                taken.stream()
                        .filter(one -> one.ending.to().isEnded())
                        .map(one -> one.ending.ended().job().topic())
                        .toList());
        lineEnds.tell(session, lines);
        events.rows()
                .ended(session, taken.stream().map(one -> one.ending.ended()).toList());
        return lost;
    }

    private static Map<Long, Held> held(Session session, List<EndedAttempt> ended) throws SQLException {
        Map<Long, Held> held = new HashMap<>();
        String jobs = ids(ended.stream());
        for (Held row : session.call("running_held").set("jobs", jobs).list(Held::of)) {
            held.put(row.job, row);
        }
        return held;
    }

    /** Taking the running rows away is the guard. Nobody else writes between the look and this. */
    private static void take(Session session, List<Taken> taken) throws SQLException {
        int gone = session.call("running_take")
                .set("jobs", ids(taken.stream().map(one -> one.ending.ended())))
                .update();
        if (gone != taken.size()) {
            throw new IllegalStateException("%d attempts ended, %d were running".formatted(taken.size(), gone));
        }
    }

    private static String ids(Stream<EndedAttempt> attempts) {
        return attempts.map(attempt -> attempt.job().id().toString()).collect(Collectors.joining(",", "[", "]"));
    }

    private void write(Session session, Taken taken) throws SQLException {
        Ending ending = taken.ending;
        move(session, taken);
        if (ending.isLogged()) {
            log(session, taken);
        }
        session.depth(ending.ended().job().topic(), ending.to(), 1);
        if (session.isHeard()) {
            events.ended(ending, Call.instant(taken.endedAt)).forEach(session::emit);
        }
    }

    private static void move(Session session, Taken taken) throws SQLException {
        Ending ending = taken.ending;
        switch (ending.to()) {
            case COMPLETED, DISCARDED, CANCELLED -> done(session, taken);
            case RETRYABLE, SCHEDULED, PARKED -> {
                if (ending.move().isToBack()) {
                    toBack(session, ending);
                } else {
                    waiting(session, ending, taken.dueAt());
                }
            }
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

    private static void toBack(Session session, Ending ending) throws SQLException {
        EndedAttempt ended = ending.ended();
        require(session.call("job_to_back").set("job", id(ending)).update(), ending);
        session.call("waiting_out_of_line")
                .set("job", id(ending))
                .set("topic", ended.job().topic())
                .set("attempt", ending.attempt())
                .set("crashes", ended.attempt().crashes())
                .set("fence", ended.attempt().fence())
                .set("line", ended.attempt().line())
                .update();
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
                .set("dueAt", taken.dueAt())
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

    private record Taken(Ending ending, long node, long claimedAt, long endedAt) {

        /** When the job is due again; null if it does not wait for a time. */
        @Nullable Long dueAt() {
            Duration delay = ending.move().delay();
            boolean waits = ending.to() == JobStatus.RETRYABLE || ending.to() == JobStatus.SCHEDULED;
            return waits ? (Long) Math.addExact(endedAt, delay == null ? 0 : Call.micros(delay)) : null;
        }
    }

    private record Held(long job, long fence, boolean isLaunched, boolean isCancelRequested, long claimedAt) {

        static Held of(ResultSet row) throws SQLException {
            return new Held(row.getLong(1), row.getLong(2), row.getInt(3) != 0, row.getInt(4) != 0, row.getLong(5));
        }
    }
}

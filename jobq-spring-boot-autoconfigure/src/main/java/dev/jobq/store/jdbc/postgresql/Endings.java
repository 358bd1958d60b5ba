package dev.jobq.store.jdbc.postgresql;

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
import java.time.Instant;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.TreeMap;
import java.util.function.Function;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/** Records ended attempts: one statement for each kind of move, over all jobs that take it. */
final class Endings {

    /** For a row that another transaction has locked: longer than most commits take. */
    private static final String PATIENCE = "20ms";

    private final JobEvents events;
    private final Rooms rooms;
    private final Lines lines;

    Endings(JobEvents events, Rooms rooms, Lines lines) {
        this.events = events;
        this.rooms = rooms;
        this.lines = lines;
    }

    /** To be called before the transaction in which attempts end. */
    void prepare() {
        rooms.refresh();
    }

    /**
     * Records what ended.
     *
     * @return those whose fence no longer held
     */
    @SuppressWarnings("ReferenceEquality") // The very same end: of two that look alike only one counts.
    List<EndedAttempt> end(Session session, List<EndedAttempt> ended) throws SQLException {
        // By job. Of two attempts of a job only the later one can hold
        // it.
        Map<Long, EndedAttempt> newest = new TreeMap<>();
        ended.forEach(attempt -> newest.merge(id(attempt), attempt, Endings::later));
        Map<Kind, List<EndedAttempt>> byKind = newest.values().stream()
                .collect(Collectors.groupingBy(attempt -> Kind.of(attempt.move()), TreeMap::new, Collectors.toList()));
        Set<Long> held = new HashSet<>();
        LineEnds lineEnds = new LineEnds();
        for (Map.Entry<Kind, List<EndedAttempt>> entry : byKind.entrySet()) {
            held.addAll(end(session, entry.getKey(), entry.getValue(), lineEnds));
            if (entry.getKey().leavesCancelled) {
                List<EndedAttempt> left = entry.getValue().stream()
                        .filter(attempt -> !held.contains(id(attempt)))
                        .map(Endings::cancelled)
                        .toList();
                held.addAll(end(session, Kind.DISCARD, left, lineEnds));
            }
        }
        lineEnds.tell(session, lines);
        return ended.stream()
                .filter(attempt -> newest.get(id(attempt)) != attempt || !held.contains(id(attempt)))
                .toList();
    }

    /** Locks what is free to be ended, and tells it from what others have locked and from what is lost. */
    Choice choose(Session session, List<EndedAttempt> ended) throws SQLException {
        Set<Long> locked = new HashSet<>(session.call("running_lock")
                .set("jobs", "int8", ended.stream().map(Endings::id).toArray())
                .list(row -> row.getLong(1)));
        Choice choice = new Choice(new ArrayList<>(), new ArrayList<>(), new ArrayList<>());
        for (EndedAttempt attempt : ended) {
            if (locked.contains(id(attempt))) {
                choice.free.add(attempt);
            } else if (isRunning(session, attempt)) {
                choice.busy.add(attempt);
            } else {
                choice.gone.add(attempt);
            }
        }
        return choice;
    }

    private static boolean isRunning(Session session, EndedAttempt attempt) throws SQLException {
        return session.call("running_fence")
                .set("job", id(attempt))
                .set("fence", attempt.attempt().fence())
                .first(row -> true)
                .isPresent();
    }

    private Set<Long> end(Session session, Kind kind, List<EndedAttempt> attempts, LineEnds lineEnds)
            throws SQLException {
        if (attempts.isEmpty()) {
            return Set.of();
        }
        Columns columns = new Columns(session.call(kind.file), attempts);
        columns.call.set("patience", PATIENCE);
        columns.set("jobs", "int8", Endings::id);
        columns.set("fences", "int8", attempt -> attempt.attempt().fence());
        columns.set("elapsed", "int8", attempt -> Call.micros(attempt.report().elapsed()));
        kind.bind(columns);
        Map<Long, Held> held = new HashMap<>();
        columns.call.list(Held::read).forEach(row -> held.put(row.job, row));
        List<EndedAttempt> ended = attempts.stream()
                .filter(attempt -> held.containsKey(id(attempt)))
                .toList();
        for (EndedAttempt attempt : ended) {
            Held row = Objects.requireNonNull(held.get(id(attempt)));
            lineEnds.note(new Ending(attempt, row.from(), attempt.move()));
            tell(session, attempt, row);
        }
        events.rows().ended(session, ended);
        if (kind.isEnd) {
            rooms.ended(
                    session,
                    ended.stream().map(attempt -> attempt.job().topic()).toList());
        }
        return held.keySet();
    }

    private void tell(Session session, EndedAttempt attempt, Held row) {
        Move move = attempt.move();
        if (move.to() == JobStatus.AVAILABLE) {
            session.signal(attempt.job().topic());
        } else if (move.to().isEnded()) {
            session.ended(id(attempt));
        }
        if (session.isHeard()) {
            events.ended(new Ending(attempt, row.from(), move), row.at).forEach(session::emit);
        }
    }

    /** What becomes of an attempt that did not bring its job to an end although its cancel had been requested. */
    private static EndedAttempt cancelled(EndedAttempt attempt) {
        Move move =
                new Move(JobStatus.CANCELLED, true, null, null, attempt.move().error(), Ending.ON_REQUEST);
        return new EndedAttempt(attempt.job(), attempt.attempt(), move, attempt.report());
    }

    private static EndedAttempt later(EndedAttempt one, EndedAttempt other) {
        return one.attempt().fence() < other.attempt().fence() ? other : one;
    }

    private static long id(EndedAttempt attempt) {
        return attempt.job().id().value();
    }

    /**
     * What becomes of ended attempts.
     *
     * @param free locked now, to be ended
     * @param busy locked by others
     * @param gone their rows are not there any more
     */
    record Choice(List<EndedAttempt> free, List<EndedAttempt> busy, List<EndedAttempt> gone) {}

    /** Which statement records a move; in the order in which they run. */
    private enum Kind {
        COMPLETE("complete", true, false) {
            @Override
            void bind(Columns columns) throws SQLException {
                columns.set("results", "text", attempt -> attempt.move().result());
                columns.bindReport();
            }
        },
        DISCARD("discard", true, false) {
            @Override
            void bind(Columns columns) throws SQLException {
                columns.set(
                        "statuses",
                        "int4",
                        attempt -> StatusCode.of(attempt.move().to()));
                columns.bindReport();
                columns.bindFailure();
            }
        },
        DELAY("delay", false, true) {
            @Override
            void bind(Columns columns) throws SQLException {
                columns.set(
                        "statuses",
                        "int4",
                        attempt -> StatusCode.of(attempt.move().to()));
                columns.set("failures", "int4", Columns::failures);
                columns.set("delays", "int8", attempt -> {
                    java.time.Duration delay = attempt.move().delay();
                    return delay == null ? null : Call.micros(delay);
                });
                columns.bindFailure();
            }
        },
        TO_BACK("to_back", false, true) {
            @Override
            void bind(Columns columns) throws SQLException {
                columns.set("failures", "int4", Columns::failures);
            }
        },
        RELEASE("release", false, true) {
            @Override
            void bind(Columns columns) throws SQLException {
                columns.set("failures", "int4", Columns::failures);
            }
        };

        private final String file;
        private final boolean isEnd;
        private final boolean leavesCancelled;

        Kind(String file, boolean isEnd, boolean leavesCancelled) {
            this.file = file;
            this.isEnd = isEnd;
            this.leavesCancelled = leavesCancelled;
        }

        abstract void bind(Columns columns) throws SQLException;

        static Kind of(Move move) {
            JobStatus to = move.to();
            if (move.isToBack()) {
                return TO_BACK;
            }
            return switch (to) {
                case COMPLETED -> COMPLETE;
                case DISCARDED, CANCELLED -> DISCARD;
                case RETRYABLE, SCHEDULED, PARKED -> DELAY;
                case AVAILABLE -> RELEASE;
                case HELD, BLOCKED, EXECUTING, LAUNCHED ->
                    throw new IllegalArgumentException("No attempt ends as " + to);
            };
        }
    }

    /** Arrays bound to a call, an element for each attempt. */
    private record Columns(Call call, Collection<EndedAttempt> attempts) {

        void set(String name, String type, Function<EndedAttempt, @Nullable Object> value) throws SQLException {
            call.set(name, type, attempts.stream().map(value).toArray());
        }

        void bindReport() throws SQLException {
            set("cpu", "int8", attempt -> known(attempt.report().cpuNanos(), 1_000));
            set("allocated", "int8", attempt -> known(attempt.report().allocatedBytes(), 1));
            set("stats", "text", attempt -> attempt.report().stats());
        }

        void bindFailure() throws SQLException {
            set("reasons", "text", attempt -> attempt.move().reason());
            set("error_types", "text", failure(Move.Failure::type));
            set("error_messages", "text", failure(Move.Failure::message));
            set("error_stacks", "text", failure(Move.Failure::stack));
        }

        static Integer failures(EndedAttempt attempt) {
            int number = attempt.attempt().number();
            return attempt.move().isCharged() ? number : number - 1;
        }

        private static @Nullable Long known(long value, long divisor) {
            return value < 0 ? null : value / divisor;
        }

        private static Function<EndedAttempt, @Nullable Object> failure(Function<Move.Failure, String> part) {
            return attempt -> {
                Move.Failure error = attempt.move().error();
                return error == null ? null : part.apply(error);
            };
        }
    }

    private record Held(long job, boolean isLaunched, Instant at) {
        static Held read(ResultSet row) throws SQLException {
            return new Held(row.getLong(1), row.getInt(2) != 0, Call.instant(row.getLong(3)));
        }

        JobStatus from() {
            return isLaunched ? JobStatus.LAUNCHED : JobStatus.EXECUTING;
        }
    }
}

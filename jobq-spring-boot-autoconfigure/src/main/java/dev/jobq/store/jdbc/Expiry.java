package dev.jobq.store.jdbc;

import dev.jobq.JobId;
import dev.jobq.JobRef;
import dev.jobq.JobStatus;
import dev.jobq.store.Move;
import java.sql.SQLException;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.stream.Collectors;

/**
 * Deadlines of jobs. Those that have passed are looked at job by job; a job that somebody is changing just then is left for
 * later, and what is running is left to its engine, which starts it no more afterwards.
 */
public final class Expiry {

    private final JobEvents events;
    private final Rooms rooms;
    private final Lines lines;

    Expiry(JobEvents events, Rooms rooms, Lines lines) {
        this.events = events;
        this.rooms = rooms;
        this.lines = lines;
    }

    /** Writes a new job's deadline. */
    public static void write(Session session, long job, Instant deadline) throws SQLException {
        session.call("deadline_insert").set("job", job).set("at", deadline).update();
    }

    /** Drops a job's deadline if it has passed. */
    static void forgetPassed(Session session, long job) throws SQLException {
        session.call("deadline_forget").set("job", job).update();
    }

    /** Discards what did not start in time, at most so many. */
    Expired expire(Session session, int limit) throws SQLException {
        List<Long> due = session.call("deadline_due").set("limit", limit).list(row -> row.getLong(1));
        List<Long> settled = new ArrayList<>();
        List<Line> left = new ArrayList<>(0);
        int discarded = 0;
        for (long job : due) {
            Optional<Place> place = Place.find(session, new JobId(job));
            Optional<Place.Carried> taken = place.isEmpty() ? Optional.empty() : take(session, place.get());
            if (taken.isPresent()) {
                discard(session, place.get().ref(), taken.get());
                if (place.get().isFirst(taken.get())) {
                    left.add(place.get().inLine());
                }
                discarded++;
                settled.add(job);
            } else if (place.isEmpty() || isElsewhere(session, place.get())) {
                settled.add(job);
            }
        }
        if (!left.isEmpty()) {
            lines.leave(session, left);
        }
        if (!settled.isEmpty()) {
            String jobs = settled.stream().map(String::valueOf).collect(Collectors.joining(",", "[", "]"));
            session.call("deadline_delete").set("jobs", jobs).update();
        }
        return new Expired(discarded, due.size() == limit && !settled.isEmpty());
    }

    private static Optional<Place.Carried> take(Session session, Place place) throws SQLException {
        Optional<Place.Carried> waiting =
                session.call("waiting_expire").set("job", place.id()).first(Place.Carried::of);
        return waiting.isPresent()
                ? waiting
                : session.call("ready_expire")
                        .set("topic", place.ref().topic())
                        .set("rank", place.rank())
                        .set("runAt", place.runAt())
                        .set("createdAt", place.createdAt())
                        .set("job", place.id())
                        .first(Place.Carried::of);
    }

    /** Whether it runs or has ended; else somebody is changing it. */
    private static boolean isElsewhere(Session session, Place place) throws SQLException {
        boolean isRunning = session.call("running_status")
                .set("job", place.id())
                .first(row -> true)
                .isPresent();
        return isRunning
                || session.call("done_status")
                        .set("job", place.id())
                        .first(row -> true)
                        .isPresent();
    }

    private void discard(Session session, JobRef job, Place.Carried carried) throws SQLException {
        session.call("done_expired")
                .set("job", job.id().value())
                .set("topic", job.topic())
                .set("attempt", carried.attempt())
                .set("crashes", carried.crashes())
                .set("fence", carried.fence())
                .set("reason", Move.NOT_STARTED)
                .update();
        session.depth(job.topic(), carried.status(), -1);
        session.depth(job.topic(), JobStatus.DISCARDED, 1);
        rooms.changed(session, job.topic(), -1);
        session.ended(job.id().value());
        if (session.isHeard()) {
            session.emit(events.discarded(
                    job,
                    carried.status(),
                    Move.NOT_STARTED,
                    Call.instant(session.files().now())));
        }
    }

    /**
     * What was done.
     *
     * @param jobs how many were discarded
     * @param isMoreThere whether there may be more to do at once
     */
    record Expired(int jobs, boolean isMoreThere) {}
}

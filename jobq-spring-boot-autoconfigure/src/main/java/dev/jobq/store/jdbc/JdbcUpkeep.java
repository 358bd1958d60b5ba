package dev.jobq.store.jdbc;

import dev.jobq.JobStatus;
import dev.jobq.store.ParkCause;
import dev.jobq.store.Upkeep;
import java.sql.SQLException;
import java.time.Duration;
import java.time.temporal.ChronoUnit;
import java.util.Collection;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;

/** House-work on both dialects, in transactions small enough that nobody waits long for them. */
public final class JdbcUpkeep implements Upkeep {

    private static final int CHUNK = 500;

    private final Transactor transactor;
    private final ToReady toReady;
    private final Staging staging;
    private final Rooms rooms;
    private final Expiry expiry;
    private final Purge purge;
    private final Runnable tidy;

    /**
     * Upkeep.
     *
     * @param purgeChunk how many jobs are deleted in one transaction
     * @param tidy what the dialect tidies
     */
    public JdbcUpkeep(
            Transactor transactor, JobEvents events, Rooms rooms, Lines lines, int purgeChunk, Runnable tidy) {
        this.transactor = transactor;
        this.toReady = new ToReady(events);
        this.staging = new Staging(transactor, toReady, lines);
        this.rooms = rooms;
        this.expiry = new Expiry(events, rooms, lines);
        this.purge = new Purge(transactor, purgeChunk);
        this.tidy = tidy;
    }

    @Override
    public Staged stage(int limit) {
        return staging.stage(limit);
    }

    @Override
    public Staged expire(int limit) {
        Optional<Duration> untilNext = transactor.read(session -> untilNext(session, "deadline_next"));
        if (!isZero(untilNext)) {
            return new Staged(0, untilNext.orElse(null));
        }
        int expired = 0;
        rooms.refresh();
        boolean isMoreThere = true;
        while (isMoreThere && expired < limit) {
            int most = Math.min(CHUNK, limit - expired);
            Expiry.Expired some = transactor.writeApart(session -> expiry.expire(session, most));
            expired += some.jobs();
            isMoreThere = some.isMoreThere();
        }
        return new Staged(
                expired,
                transactor.read(session -> untilNext(session, "deadline_next")).orElse(null));
    }

    @Override
    public int unpark(String topic, Collection<String> types, ParkCause cause) {
        int unparked = 0;
        for (String type : types) {
            List<Waiter> moved;
            // From id to id: what is parked again meanwhile must not come round for ever.
            long after = 0;
            do {
                long last = after;
                moved = transactor.writeApart(session -> {
                    List<Waiter> parked = session.call("waiting_parked")
                            .set("topic", topic)
                            .set("type", type)
                            .set("cause", cause.code() + "%")
                            .set("after", last)
                            .set("limit", CHUNK)
                            .list(Waiter::free);
                    toReady.move(session, parked);
                    return parked;
                });
                unparked += moved.size();
                after = moved.isEmpty() ? after : moved.get(moved.size() - 1).id();
            } while (moved.size() == CHUNK);
        }
        return unparked;
    }

    @Override
    public Set<String> parkedTopics() {
        return Set.copyOf(
                transactor.readApart(session -> session.call("parked_topics").list(row -> row.getString(1))));
    }

    @Override
    public List<OldestEnd> oldestEnds() {
        return transactor.readApart(session -> session.call("done_first")
                .list(row -> new OldestEnd(
                        row.getString(1),
                        StatusCode.status(row.getInt(2)),
                        Duration.of(Math.max(0, row.getLong(4) - row.getLong(3)), ChronoUnit.MICROS))));
    }

    @Override
    public int purge(String topic, JobStatus status, Duration olderThan, int limit) {
        return purge.byAge(topic, status, olderThan, limit);
    }

    @Override
    public int trim(String topic, JobStatus status, long keep, Duration olderThan, int limit) {
        return purge.byCount(topic, status, keep, olderThan, limit);
    }

    @Override
    public void addTotals(List<Total> totals) {
        if (totals.isEmpty()) {
            return;
        }
        transactor.writeApart(session -> {
            for (Total total : totals) {
                session.call("total_add")
                        .set("day", total.day().toEpochDay())
                        .set("topic", total.topic())
                        .set("type", total.type())
                        .set("application", total.enqueuedBy())
                        .set("status", StatusCode.of(total.to()))
                        .set("attempts", total.sums().attempts())
                        .set("elapsed", total.sums().elapsed())
                        .set("cpu", total.sums().cpuTime())
                        .update();
            }
            return totals.size();
        });
    }

    @Override
    public void tidy() {
        tidy.run();
    }

    private static boolean isZero(Optional<Duration> duration) {
        return duration.isPresent() && duration.get().isZero();
    }

    private static Optional<Duration> untilNext(Session session, String statement) throws SQLException {
        return session.call(statement).first(row -> Duration.of(Math.max(0, row.getLong(1)), ChronoUnit.MICROS));
    }

    /** A list of ids as text, which both databases can unfold. */
    static String ids(List<Long> ids) {
        return ids.stream().map(String::valueOf).collect(Collectors.joining(",", "[", "]"));
    }
}

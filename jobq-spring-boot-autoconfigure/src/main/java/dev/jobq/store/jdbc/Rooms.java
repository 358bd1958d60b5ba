package dev.jobq.store.jdbc;

import dev.jobq.store.JobDraft;
import java.sql.SQLException;
import java.time.Duration;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentMap;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/**
 * How many jobs wait and run in topics that have a limit. Whoever enqueues locks the topic's one row until its transaction ends,
 * so that the number is exact; whoever ends jobs locks nothing, but leaves a credit that the next one who enqueues adds up. On
 * SQLite, with its one writer, credits go straight to the row.
 *
 * <p>Processes learn of a limit within seconds. What those who did not know it yet left out is found by counting anew: when a
 * process first knows of the limit, a little later, when all do, and seldom from then on: the seldomer, the longer it takes, so
 * that it never is more than a thousandth of the time.
 */
public final class Rooms {

    private static final Duration ALL_KNOW = Duration.ofSeconds(10);
    private static final Duration SELDOM = Duration.ofMinutes(1);
    private static final long TIMES = 1_000;

    private final JdbcTopics topics;
    private final ConcurrentMap<String, Counted> counted = new ConcurrentHashMap<>();

    public Rooms(JdbcTopics topics) {
        this.topics = topics;
    }

    /** Learns of new limits; to be called before a transaction in which jobs end, come back or are deleted. */
    public void refresh() {
        topics.refreshRules();
    }

    /** The limits of those topics that have one, in the order in which their rows are locked; not within a transaction. */
    SortedMap<String, Integer> limits(Collection<JobDraft> drafts) {
        SortedMap<String, Integer> limits = new TreeMap<>();
        for (String topic : drafts.stream().map(JobDraft::topic).collect(Collectors.toSet())) {
            Integer limit = topics.rules(topic).maxQueued();
            if (limit != null) {
                limits.put(topic, limit);
            }
        }
        return limits;
    }

    /** Whether a topic has a limit, as far as is known without a look. */
    public boolean isLimited(String topic) {
        return topics.isLimited(topic);
    }

    /** The limit of a topic whose number is right; null where there is none, or it is to be counted first. Not within a transaction. */
    public @Nullable Integer countedLimit(String topic) {
        Integer limit = topics.rules(topic).maxQueued();
        return limit == null || isToBeCounted(topic, limit) ? null : limit;
    }

    private boolean isToBeCounted(String topic, int limit) {
        return counted.getOrDefault(topic, Counted.NEVER).isDue(new Bound(limit, topics.roomVersion(topic)));
    }

    /** Notes that jobs of a topic ended or were deleted (less than zero), or came back. */
    public void changed(Session session, String topic, long change) throws SQLException {
        if (change != 0 && topics.isLimited(topic)) {
            session.call("room_changed")
                    .set("topic", topic)
                    .set("change", change)
                    .update();
        }
    }

    /** Notes that jobs of these topics ended. */
    public void ended(Session session, List<String> ofTopics) throws SQLException {
        Map<String, Long> counts =
                ofTopics.stream().collect(Collectors.groupingBy(topic -> topic, TreeMap::new, Collectors.counting()));
        for (Map.Entry<String, Long> entry : counts.entrySet()) {
            changed(session, entry.getKey(), -entry.getValue());
        }
    }

    /**
     * Locks a topic's row until the transaction ends, and tells how many jobs wait and run.
     *
     * @param wanted so many want to come in
     * @param patience how long to wait for the lock, and for others in this transaction; null to leave that as it is
     */
    Room enter(Session session, String topic, int limit, long wanted, @Nullable String patience) throws SQLException {
        Optional<Entered> known = add(session, topic, wanted, patience);
        boolean isNew = known.isEmpty();
        if (isNew) {
            session.call("room_add").set("topic", topic).update();
            known = add(session, topic, wanted, patience);
        }
        Entered entered = known.orElseThrow();
        long queued = entered.queued;
        if (isNew || isToBeCounted(topic, limit)) {
            long begun = System.nanoTime();
            queued = session.call("room_count")
                    .set("topic", topic)
                    .first(row -> row.getLong(1))
                    .orElse(0L);
            Counted now = Counted.now(new Bound(limit, topics.roomVersion(topic)), begun);
            // What was counted is in the row only if the transaction commits.
            session.afterCommit(() -> counted.merge(topic, now, Counted::again));
        }
        return new Room(topic, limit, entered.written, queued);
    }

    private static Optional<Entered> add(Session session, String topic, long wanted, @Nullable String patience)
            throws SQLException {
        return session.call("room_enter")
                .set("topic", topic)
                .set("wanted", wanted)
                .set("patience", patience)
                .last(row -> new Entered(row.getLong(1), row.getLong(2)));
    }

    /** Writes what came of a call, if that is not what was wanted. */
    static void leave(Session session, Room room) throws SQLException {
        if (room.queued != room.written) {
            session.call("room_set")
                    .set("topic", room.topic)
                    .set("queued", room.queued)
                    .update();
        }
    }

    /**
     * A topic that was entered.
     *
     * @param written what its row says now
     * @param queued how many jobs wait and run
     */
    private record Entered(long written, long queued) {}

    /** A topic whose row is locked. */
    static final class Room {

        private final String topic;
        private final int limit;
        private final long written;
        private long queued;

        private Room(String topic, int limit, long written, long queued) {
            this.topic = topic;
            this.limit = limit;
            this.written = written;
            this.queued = queued;
        }

        int limit() {
            return limit;
        }

        /** Lets one more job in, if there is room. */
        boolean take() {
            if (queued >= limit) {
                return false;
            }
            queued++;
            return true;
        }
    }

    /**
     * A limit, and who said it: one that was lifted meanwhile is another one, though it is the same number.
     *
     * @param version of the operator's word; 0 for the configuration's
     */
    private record Bound(int limit, long version) {}

    /**
     * When this process counted.
     *
     * @param bound the limit that it knew
     * @param first when it counted first under that limit
     * @param last when it counted last
     * @param took how long that took
     */
    private record Counted(Bound bound, long first, long last, long took) {

        private static final Counted NEVER = new Counted(new Bound(0, 0), 0, 0, 0);

        static Counted now(Bound bound, long begun) {
            long now = System.nanoTime();
            return new Counted(bound, now, now, now - begun);
        }

        Counted again(Counted next) {
            return next.bound.equals(bound) ? new Counted(bound, first, next.last, next.took) : next;
        }

        boolean isDue(Bound known) {
            long now = System.nanoTime();
            boolean isBeforeAllKnew = last - first < ALL_KNOW.toNanos();
            return !known.equals(bound)
                    || (isBeforeAllKnew && now - first >= ALL_KNOW.toNanos())
                    || now - last >= Math.max(SELDOM.toNanos(), TIMES * took);
        }
    }
}

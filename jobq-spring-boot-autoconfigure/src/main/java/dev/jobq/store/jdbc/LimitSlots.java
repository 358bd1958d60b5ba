package dev.jobq.store.jdbc;

import dev.jobq.store.EndedAttempt;
import java.sql.SQLException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.Collectors;

/**
 * The slots of a topic that bounds what runs at once. A claim takes them with the attempts that it starts, and frees those of
 * the ends that it is made with. Any other end is noted, and the next claim frees the slot: an end waits for no claim, and a
 * claim meets the slots of what ended and of the keys that it asks for, however many others are taken. A slot that is taken too
 * long makes fewer jobs run, never more.
 */
final class LimitSlots {

    /** For so long after a change of limits some nodes may not know of it yet. */
    private static final long SETTLING = Call.micros(Duration.ofSeconds(10));

    /** So often all is looked at that runs, for claims and ends of nodes that did not know of the limit. */
    private static final long SWEEP = Call.micros(Duration.ofSeconds(5));

    private final Session session;
    private final String topic;
    private long nextSweep;

    LimitSlots(Session session, String topic) {
        this.session = session;
        this.topic = topic;
    }

    /** Notes that jobs do not run any more, in the transaction that ends them. */
    static void ended(Session session, String topic, Collection<Long> jobs) throws SQLException {
        new LimitSlots(session, topic)
                .call("limit_end")
                .set("jobs", KeyMoves.ids(List.copyOf(jobs)))
                .update();
    }

    /**
     * Frees the slots of attempts that do not run any more.
     *
     * @param own ends of the claim's own transaction, whatever came of them: one whose fence was lost has no slot
     * @param since when the limits changed
     * @param swept when all slots were looked at
     * @param now now
     * @return the keys of those attempts
     */
    Set<String> free(List<EndedAttempt> own, long since, long swept, long now) throws SQLException {
        Set<String> keys = new TreeSet<>();
        List<String> ended = new ArrayList<>(call("limit_ended").list(row -> slot(row.getLong(1), row.getLong(2))));
        own.forEach(one -> ended.add(slot(one.job().id().value(), one.attempt().fence())));
        if (!ended.isEmpty()) {
            call("limit_free_slots")
                    .set("slots", ended.stream().collect(Collectors.joining(",", "[", "]")))
                    .list(row -> keys.add(row.getString(1)));
        }
        boolean isSettling = now - since < SETTLING;
        boolean isDue = now - swept >= SWEEP || now < swept;
        if (isSettling || isDue) {
            call("limit_reap").list(row -> keys.add(row.getString(1)));
            // After that, for a job whose attempt is gone may run again.
            call("limit_adopt").update();
        }
        if (isDue) {
            call("limit_swept").set("at", now).update();
        }
        nextSweep = (isDue ? now : swept) + SWEEP;
        return keys;
    }

    private static String slot(long job, long fence) {
        return "[%d,%d]".formatted(job, fence);
    }

    /** When a claim looks at all slots again; known once this one has freed some. */
    long nextSweep() {
        return nextSweep;
    }

    /** Forgets all of them. */
    void clear() throws SQLException {
        call("limit_slots_clear").update();
        call("limit_ended").list(row -> row.getLong(1));
    }

    /** How many are taken; counted no further than to a number. */
    int taken(int most) throws SQLException {
        return call("limit_slots").set("max", most).first(row -> row.getInt(1)).orElse(0);
    }

    private Call call(String statement) throws SQLException {
        return session.call(statement).set("topic", topic);
    }
}

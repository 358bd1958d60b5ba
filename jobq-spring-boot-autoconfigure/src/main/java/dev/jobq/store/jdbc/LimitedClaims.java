package dev.jobq.store.jdbc;

import dev.jobq.JsonCodec;
import dev.jobq.store.ClaimedJob;
import dev.jobq.store.EndedAttempt;
import dev.jobq.store.JobExchange.Limited;
import dev.jobq.store.JobExchange.Wanted;
import java.sql.SQLException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collection;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.TreeMap;

/**
 * Claims that keep to the limits of their topics. Topics without limits are claimed as ever; of the others one row each is
 * locked until the commit, so that whoever claims next sees what this one did.
 */
public final class LimitedClaims {

    private static final Duration WHILE_HELD = Duration.ofMillis(100);

    private final JdbcTopics topics;
    private final Plain plain;
    private final KeyMoves moves;

    /**
     * Claims.
     *
     * @param plain how jobs are claimed where nothing limits them
     */
    public LimitedClaims(JdbcTopics topics, Plain plain, JobEvents events, JsonCodec codec) {
        this.topics = topics;
        this.plain = plain;
        this.moves = new KeyMoves(new ToReady(events), codec);
    }

    /** Learns of new limits; to be called before a transaction in which jobs are claimed. */
    public void prepare() {
        topics.refreshRules();
    }

    /** Whether any of these topics has limits. */
    public boolean concern(Collection<Wanted> wanted) {
        return wanted.stream().anyMatch(topic -> topics.isMetered(topic.topic()));
    }

    /** Whether no job of these topics has to wait for the end of another: none has limits, or runs in order. */
    public boolean areFree(Collection<Wanted> wanted) {
        return !concern(wanted)
                && wanted.stream()
                        .noneMatch(topic ->
                                topics.knownRules(topic.topic()).order().isStrict());
    }

    /**
     * Claims up to the wanted number of each topic, as its limits allow.
     *
     * @param ended what ended in the same transaction
     */
    public Claimed claim(Session session, long node, List<Wanted> wanted, List<EndedAttempt> ended)
            throws SQLException {
        Map<String, List<EndedAttempt>> freed = bounded(ended);
        if (!concern(wanted)) {
            note(session, freed);
            return plain.claim(session, node, wanted);
        }
        List<Wanted> free = new ArrayList<>();
        List<Wanted> metered = new ArrayList<>();
        wanted.forEach(topic -> (topics.isMetered(topic.topic()) ? metered : free).add(topic));
        Claimed unlimited = plain.claim(session, node, free);
        List<ClaimedJob> jobs = new ArrayList<>(unlimited.jobs());
        List<Limited> limited = new ArrayList<>(unlimited.limited());
        // In order, so that two nodes that lock the same topics cannot wait for each other in a ring.
        metered.sort(Comparator.comparing(Wanted::topic));
        for (Wanted topic : metered) {
            List<EndedAttempt> own = Objects.requireNonNullElse(freed.remove(topic.topic()), List.of());
            limited.add(new LimitedTopic(session, topic.topic(), moves).claim(node, topic, own, plain, jobs));
        }
        note(session, freed);
        Map<String, Integer> places = new HashMap<>();
        wanted.forEach(topic -> places.putIfAbsent(topic.topic(), places.size()));
        jobs.sort(Comparator.comparingInt(job -> places.getOrDefault(job.job().topic(), 0)));
        return new Claimed(jobs, limited);
    }

    /** Claims of topics without limits alone: the rows of the others are held by somebody. */
    public Claimed claimUnlimited(Session session, long node, List<Wanted> wanted) throws SQLException {
        List<Limited> limited = new ArrayList<>();
        wanted.stream()
                .filter(topic -> topics.isMetered(topic.topic()))
                .forEach(topic -> limited.add(new Limited(topic.topic(), WHILE_HELD)));
        List<Wanted> free = wanted.stream()
                .filter(topic -> !topics.isMetered(topic.topic()))
                .toList();
        Claimed claimed = plain.claim(session, node, free);
        limited.addAll(claimed.limited());
        return new Claimed(claimed.jobs(), limited);
    }

    /** Whether a claim might bring any jobs of topics without limits; one small look, in no transaction. */
    public boolean isAnyThere(Session session, long node, List<Wanted> wanted) throws SQLException {
        return plain.isAnyThere(session, node, wanted);
    }

    /** What may be claimed of topics with limits has changed: other nodes are to look. */
    public void ended(Session session, Collection<EndedAttempt> ended) {
        for (EndedAttempt attempt : ended) {
            if (topics.isMetered(attempt.job().topic())) {
                session.signal(attempt.job().topic());
            }
        }
    }

    /** Lets the next claims find the slots of what ended free, where none is made in the same transaction. */
    public void free(Session session, Collection<EndedAttempt> ended) throws SQLException {
        note(session, bounded(ended));
    }

    /** Those that may have taken slots, by topic. */
    private Map<String, List<EndedAttempt>> bounded(Collection<EndedAttempt> ended) {
        Map<String, List<EndedAttempt>> byTopic = new TreeMap<>();
        for (EndedAttempt attempt : ended) {
            String topic = attempt.job().topic();
            if (topics.isMetered(topic) && topics.knownRules(topic).limits().boundsConcurrency()) {
                byTopic.computeIfAbsent(topic, name -> new ArrayList<>()).add(attempt);
            }
        }
        return byTopic;
    }

    private static void note(Session session, Map<String, List<EndedAttempt>> ended) throws SQLException {
        for (Map.Entry<String, List<EndedAttempt>> topic : ended.entrySet()) {
            LimitSlots.ended(
                    session,
                    topic.getKey(),
                    topic.getValue().stream().map(one -> one.job().id().value()).toList());
        }
    }

    /** How jobs are claimed where nothing limits them. */
    public interface Plain {
        /** Claims up to the wanted number of each topic, by topic in the order asked. */
        Claimed claim(Session session, long node, List<Wanted> wanted) throws SQLException;

        /** Whether a claim might bring any; one small look, in no transaction. */
        default boolean isAnyThere(Session session, long node, List<Wanted> wanted) throws SQLException {
            return true;
        }

        /** Jobs came back to their places in a topic, to be found by the next claim in the same transaction. */
        default void returned(String topic) {}
    }
}

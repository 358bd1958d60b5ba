package dev.jobq.store.jdbc;

import dev.jobq.store.TopicRegistry;
import dev.jobq.store.TopicRules;
import java.sql.SQLException;
import java.time.Duration;
import java.util.Collection;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import java.util.concurrent.ConcurrentHashMap;

/** The topics that the store knows. One that was seen is remembered, for topics are never removed. */
public final class JdbcTopics implements TopicRegistry {

    static final Duration SECOND = Duration.ofSeconds(1);
    private static final Duration FOR_EVER = Duration.ofDays(36_500);

    private final Transactor transactor;
    private final RulesCache rules;
    private final Access access;
    private final Set<String> seen = ConcurrentHashMap.newKeySet();

    /** How the store comes to know of topics while a caller is in a transaction. */
    public enum Access {
        /** In a transaction of its own: until the caller's ended, all others that name the same new topic would wait for it. */
        APART,
        /** In the caller's: there is but one writer. */
        WITH_CALLER,
        /** In the caller's; nobody else tells topics rules, and the caller's transaction keeps others from reading. */
        ALONE_WITH_CALLER,
        /** In the caller's, and rules are read behind its back: it may have the only connection. */
        WITH_CALLER_UNWAITING
    }

    public JdbcTopics(Transactor transactor, Access access) {
        this.transactor = transactor;
        this.access = access;
        this.rules = new RulesCache(
                transactor,
                access != Access.WITH_CALLER_UNWAITING,
                access == Access.ALONE_WITH_CALLER ? FOR_EVER : SECOND);
    }

    /** Whether they are registered in a transaction of the store's own. */
    public boolean areApart() {
        return access == Access.APART;
    }

    @Override
    public void register(Collection<String> topics) {
        if (seen.containsAll(topics)) {
            return;
        }
        Transactor.Work<Boolean> work = session -> {
            register(session, topics);
            return true;
        };
        if (areApart()) {
            transactor.writeApart(work);
            seen.addAll(topics);
        } else {
            transactor.write(work);
        }
    }

    /** Makes topics known in a session's transaction. */
    public void register(Session session, Collection<String> topics) throws SQLException {
        // In order, so that two processes that register the same ones at once cannot wait for each other in a ring.
        Set<String> sorted = new TreeSet<>(topics);
        sorted.removeAll(seen);
        for (String topic : sorted) {
            session.call("topic_add").set("name", topic).update();
        }
    }

    @Override
    public void declare(Collection<TopicRules> declared) {
        if (!declared.isEmpty()) {
            rules.declare(declared);
        }
    }

    @Override
    public TopicRules rules(String topic) {
        return rules.of(topic);
    }

    /** Reads the rules for the first time, where later reads are not waited for. */
    public void learnRules() {
        rules.refresh();
    }

    /** Reads the rules anew if they may be old; not within a transaction of the store's own. */
    void refreshRules() {
        rules.refresh();
    }

    /** Whether a topic has a limit, as far as is known without a look: also within a transaction. */
    boolean isLimited(String topic) {
        return rules.isLimited(topic);
    }

    /** Whether claims of a topic have to keep to limits, as far as is known without a look: also within a transaction. */
    public boolean isMetered(String topic) {
        return rules.isMetered(topic);
    }

    /** What operators say of topics changes, perhaps only with the commit of the caller's transaction. */
    void forgetRules() {
        rules.forget();
    }

    /** As {@link #rules}, as far as is known without a look: also within a transaction. */
    public TopicRules knownRules(String topic) {
        return rules.known(topic);
    }

    /** Whether any topic has lines; from memory, as {@link #rules}. */
    public boolean haveLines() {
        return rules.anyStrict();
    }

    /** By which of an operator's words a topic is bounded as it is; 0 for the configuration's. */
    long roomVersion(String topic) {
        return rules.roomVersion(topic);
    }

    /** Whether any topic is bounded; from memory. */
    public boolean haveRooms() {
        return rules.anyLimited();
    }

    @Override
    public boolean isKnown(String topic) {
        // Of what the caller's transaction may undo, only what a read has found is remembered.
        if (seen.contains(topic)) {
            return true;
        }
        boolean found = transactor.read(session ->
                session.call("topic_find").set("name", topic).first(row -> true).isPresent());
        if (found && !transactor.isInCallersTransaction()) {
            seen.add(topic);
        }
        return found;
    }

    @Override
    public Set<String> names() {
        List<String> names =
                transactor.read(session -> session.call("topic_names").list(row -> row.getString(1)));
        return new TreeSet<>(names);
    }
}

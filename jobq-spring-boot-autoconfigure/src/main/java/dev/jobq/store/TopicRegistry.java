package dev.jobq.store;

import java.util.Collection;
import java.util.Set;

/** The topics that the store knows: those that any node configured, handles or created. */
public interface TopicRegistry {

    /** Makes topics known; those known already stay as they are. On PostgreSQL at once, on SQLite with the caller's transaction. */
    void register(Collection<String> topics);

    /** Whether a topic is known; answers from memory once it was seen. */
    boolean isKnown(String topic);

    /**
     * Makes rules hold for their topics, durable on return, also inside a caller's transaction; the last declaration wins. A
     * declaration that differs from the one before is warned of. Other processes follow within about a second.
     */
    void declare(Collection<TopicRules> rules);

    /**
     * What a topic was told; answers from memory, at most about a second old. Must not be called within a transaction of the
     * store's own.
     */
    TopicRules rules(String topic);

    /** All of them, sorted. */
    Set<String> names();
}

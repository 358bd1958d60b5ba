package dev.jobq.store;

import java.util.Collection;
import java.util.Set;

/** The topics that the store knows: those that any node configured, handles or created. */
public interface TopicRegistry {

    /** Makes topics known; those known already stay as they are. In the caller's transaction if there is one. */
    void register(Collection<String> topics);

    /** Whether a topic is known; answers from memory once it was seen. */
    boolean isKnown(String topic);

    /** All of them, sorted. */
    Set<String> names();
}

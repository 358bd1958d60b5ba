package dev.jobq.store.jdbc;

import dev.jobq.store.JobDraft;
import java.util.Comparator;
import org.jspecify.annotations.Nullable;

/**
 * A unique key; ordered, so that everybody takes several in the same order.
 *
 * @param topic its topic
 * @param text the key
 */
record UniqueKey(String topic, String text) implements Comparable<UniqueKey> {

    private static final Comparator<UniqueKey> ORDER =
            Comparator.comparing(UniqueKey::topic).thenComparing(UniqueKey::text);

    /** The key that a draft asks for, or null. */
    static @Nullable UniqueKey of(JobDraft draft) {
        JobDraft.Uniqueness unique = draft.terms().unique();
        return unique == null ? null : new UniqueKey(draft.topic(), unique.key());
    }

    @Override
    public int compareTo(UniqueKey other) {
        return ORDER.compare(this, other);
    }
}

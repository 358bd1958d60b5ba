package dev.jobq.store.jdbc;

import dev.jobq.store.JobDraft;
import dev.jobq.store.JobIntake;
import dev.jobq.store.TopicRules.Order;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicInteger;
import org.jspecify.annotations.Nullable;

/** Tells in which line of its topic a job runs, by the topic's order, its key and its shards. */
public final class Lining {

    private static final String WHOLE_TOPIC = "";

    private final JdbcTopics topics;
    private final NodeLabels labels;
    private final Map<String, AtomicInteger> turns = new ConcurrentHashMap<>();

    public Lining(JdbcTopics topics, NodeLabels labels) {
        this.topics = topics;
        this.labels = labels;
    }

    /**
     * Whether jobs need the statements that know of lines, keys and labels. From memory, as {@link JdbcTopics#rules}: not to be called
     * within a transaction of the store's own.
     */
    public boolean concerns(List<JobDraft> drafts) {
        topics.refreshRules();
        return concernsKnown(drafts);
    }

    /** As {@link #concerns}, by what is known already: also within a transaction. */
    public boolean concernsKnown(List<JobDraft> drafts) {
        for (JobDraft draft : drafts) {
            if (draft.terms().key() != null
                    || draft.terms().label() != null
                    || orderOf(draft).isStrict()) {
                return true;
            }
        }
        return false;
    }

    /**
     * The line of each by what is known of their topics; null for one that is in none. To be called once for each job, as shards
     * take turns.
     */
    public @Nullable String[] of(List<JobDraft> drafts) {
        @Nullable String[] lines = new String[drafts.size()];
        for (int i = 0; i < lines.length; i++) {
            lines[i] = of(drafts.get(i));
        }
        return lines;
    }

    private @Nullable String of(JobDraft draft) {
        JobDraft.Label label = draft.terms().label();
        if (label != null) {
            labels.enqueued(label.name());
            return null;
        }
        Order order = orderOf(draft);
        String key = draft.terms().key();
        if (!order.isStrict()) {
            return null;
        }
        Integer shards = draft.terms().shards();
        if (shards != null) {
            return Integer.toString(Math.floorMod(key != null ? key.hashCode() : turn(draft.topic()), shards));
        }
        return order == Order.FIFO ? WHOLE_TOPIC : key;
    }

    /** A worker that takes jobs straight away, but of no topic with limits. */
    public JobIntake.InlineClaimer gate(JobIntake.InlineClaimer claimer) {
        return new InlineGate(topics, claimer);
    }

    private Order orderOf(JobDraft draft) {
        return topics.knownRules(draft.topic()).order();
    }

    private int turn(String topic) {
        return turns.computeIfAbsent(topic, name -> new AtomicInteger()).getAndIncrement();
    }
}

package dev.jobq.store.jdbc;

import dev.jobq.store.ClaimedJob;
import dev.jobq.store.JobIntake.InlineClaimer;
import java.util.List;

/** Keeps jobs of topics with limits from being taken straight away: only claims keep to limits. */
final class InlineGate implements InlineClaimer {

    private final JdbcTopics topics;
    private final InlineClaimer claimer;

    InlineGate(JdbcTopics topics, InlineClaimer claimer) {
        this.topics = topics;
        this.claimer = claimer;
    }

    @Override
    public long node() {
        return claimer.node();
    }

    @Override
    public int reserve(String topic, int max) {
        return topics.isMetered(topic) ? 0 : claimer.reserve(topic, max);
    }

    @Override
    public void start(long node, List<ClaimedJob> jobs) {
        claimer.start(node, jobs);
    }

    @Override
    public void release(String topic, int slots) {
        claimer.release(topic, slots);
    }
}

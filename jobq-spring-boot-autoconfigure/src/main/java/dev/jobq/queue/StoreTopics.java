package dev.jobq.queue;

import dev.jobq.BlockedKey;
import dev.jobq.InvalidTopicException;
import dev.jobq.JobExplanation;
import dev.jobq.JobId;
import dev.jobq.JobStatus;
import dev.jobq.JsonCodec;
import dev.jobq.Limits;
import dev.jobq.NewJob;
import dev.jobq.ProcessId;
import dev.jobq.Topic;
import dev.jobq.Topics;
import dev.jobq.UnknownWorkerException;
import dev.jobq.Utilisation;
import dev.jobq.store.JobStore;
import dev.jobq.store.NodeView;
import dev.jobq.store.TopicControl;
import dev.jobq.store.TopicControl.Applied;
import dev.jobq.store.TopicControl.Change;
import dev.jobq.store.TopicRules;
import java.time.Duration;
import java.util.EnumSet;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import org.jspecify.annotations.Nullable;

/** Steers the topics of a store. */
final class StoreTopics implements Topics {

    private static final Set<JobStatus> ENDED =
            EnumSet.of(JobStatus.COMPLETED, JobStatus.DISCARDED, JobStatus.CANCELLED);

    private static final String TRUE = "true";

    private final JobStore store;
    private final KnownTopics topics;
    private final TopicView view;
    private final Drains drains;
    private final @Nullable String who;
    private final @Nullable ProcessId worker;

    private StoreTopics(
            JobStore store,
            KnownTopics topics,
            TopicView view,
            Drains drains,
            @Nullable String who,
            @Nullable ProcessId worker) {
        this.store = store;
        this.topics = topics;
        this.view = view;
        this.drains = drains;
        this.who = who;
        this.worker = worker;
    }

    static StoreTopics of(JobStore store, KnownTopics topics, JsonCodec codec) {
        return new StoreTopics(
                store, topics, new TopicView(store, codec), new Drains(store.topicControl()), null, null);
    }

    @Override
    public Set<String> names() {
        return topics.names();
    }

    @Override
    public Optional<Topic> get(String topic) {
        return topics.isKnown(topic) ? Optional.of(view.of(Set.of(topic)).get(0)) : Optional.empty();
    }

    @Override
    public List<Topic> all() {
        Set<String> all = names();
        all.addAll(depths().keySet());
        return view.of(all);
    }

    @Override
    public boolean create(String topic) {
        boolean isNew = topics.create(NewJob.requireName("topic", topic));
        if (isNew) {
            control().record(topic, "create", who);
        }
        return isNew;
    }

    @Override
    public Map<JobStatus, Long> depth(String topic) {
        topics.requireKnown(topic);
        return depths().getOrDefault(topic, Map.of());
    }

    @Override
    public Map<String, Map<JobStatus, Long>> depths() {
        return store.reader().depths();
    }

    @Override
    public Utilisation utilisation(String topic) {
        topics.requireKnown(topic);
        return view.utilisation(topic);
    }

    @Override
    public void wakeUp(String topic) {
        topics.requireKnown(topic);
        control().wake(topic);
    }

    @Override
    public boolean pause(String topic) {
        return say(topic, TopicControl.PAUSED, TRUE, "pause").hasChanged();
    }

    @Override
    public boolean resume(String topic) {
        return say(topic, TopicControl.PAUSED, null, "resume").hasChanged();
    }

    @Override
    public CompletableFuture<Void> drain(String topic, Duration timeout) {
        if (timeout.isNegative()) {
            throw new InvalidTopicException(
                    "Topic '%s' cannot be drained within %s: give zero or more".formatted(topic, timeout));
        }
        Applied paused = say(topic, TopicControl.PAUSED, TRUE, "drain");
        return drains.await(topic, worker, paused.version(), timeout);
    }

    @Override
    public void concurrency(String topic, int handlers) {
        if (handlers < 1) {
            throw new InvalidTopicException(
                    "A concurrency of %d for topic '%s' is not allowed: give 1 or more, or pause the topic"
                            .formatted(handlers, topic));
        }
        say(topic, TopicControl.CONCURRENCY, Integer.toString(handlers), "concurrency");
    }

    @Override
    public boolean resetConcurrency(String topic) {
        return say(topic, TopicControl.CONCURRENCY, null, "concurrency").hasChanged();
    }

    @Override
    public void limits(String topic, Limits limits) {
        requireAllWorkers("Limits", topic);
        requireNoContradiction(topic, limits);
        say(topic, TopicControl.LIMITS, '"' + limits.toString() + '"', "limits");
    }

    @Override
    public boolean resetLimits(String topic) {
        return say(topic, TopicControl.LIMITS, null, "limits").hasChanged();
    }

    @Override
    public void maxQueued(String topic, int jobs) {
        requireAllWorkers("max-queued", topic);
        if (jobs < 1) {
            throw new InvalidTopicException(
                    "max-queued %d for topic '%s' is not allowed: give 1 or more".formatted(jobs, topic));
        }
        say(topic, TopicControl.MAX_QUEUED, Integer.toString(jobs), "max-queued");
    }

    @Override
    public boolean resetMaxQueued(String topic) {
        return say(topic, TopicControl.MAX_QUEUED, null, "max-queued").hasChanged();
    }

    private void requireAllWorkers(String what, String topic) {
        if (worker != null) {
            throw new InvalidTopicException(
                    "%s of topic '%s' hold for all workers, not for %s alone".formatted(what, topic, worker));
        }
    }

    private void requireNoContradiction(String topic, Limits limits) {
        TopicRules.Order order = store.topics().rules(topic).order();
        Integer global = limits.globalConcurrency();
        if (order == TopicRules.Order.FIFO && global != null && global > 1) {
            throw new InvalidTopicException(
                    "global-concurrency %d for topic '%s' is not allowed: its order is fifo, one job at a time"
                            .formatted(global, topic));
        }
        Integer perKey = limits.perKey().concurrency();
        if (order.isStrict() && perKey != null && perKey > 1) {
            throw new InvalidTopicException(
                    "per-key.concurrency %d for topic '%s' is not allowed: its order is %s, one job of a key at a time"
                            .formatted(perKey, topic, order.key()));
        }
    }

    @Override
    public int purge(String topic, Duration olderThan) {
        topics.requireKnown(topic);
        if (olderThan.isNegative()) {
            throw new InvalidTopicException(
                    "Jobs of topic '%s' that ended longer ago than %s: give zero or more".formatted(topic, olderThan));
        }
        int deleted = 0;
        for (JobStatus status : ENDED) {
            deleted += store.upkeep().purge(topic, status, olderThan, Integer.MAX_VALUE);
        }
        if (deleted > 0) {
            control().record(topic, "purge", who);
        }
        return deleted;
    }

    @Override
    public List<BlockedKey> blockedKeys(String topic, int limit) {
        topics.requireKnown(topic);
        if (limit < 1) {
            throw new InvalidTopicException("A limit of %d keys is not allowed: give 1 or more".formatted(limit));
        }
        return store.reader().blockedKeys(topic, limit);
    }

    @Override
    public JobExplanation why(JobId job) {
        return new Explainer(store, view).explain(Objects.requireNonNull(job, "job"));
    }

    @Override
    public Topics by(String name) {
        if (name.isBlank()) {
            throw new InvalidTopicException("Whoever acts on topics needs a name that is not blank");
        }
        return new StoreTopics(store, topics, view, drains, name, worker);
    }

    @Override
    public Topics on(ProcessId id) {
        return new StoreTopics(store, topics, view, drains, who, Objects.requireNonNull(id, "worker"));
    }

    private Applied say(String topic, String setting, @Nullable String value, String action) {
        topics.requireKnown(topic);
        if (worker != null) {
            requireWorker(worker);
        }
        return control().change(new Change(topic, worker, setting, value, action, who));
    }

    private void requireWorker(ProcessId id) {
        List<NodeView> workers = store.reader().workers();
        if (workers.stream().noneMatch(node -> node.worker().equals(id))) {
            throw new UnknownWorkerException("There is no worker %s. There are: %s"
                    .formatted(id, workers.stream().map(NodeView::worker).toList()));
        }
    }

    private TopicControl control() {
        return store.topicControl();
    }
}

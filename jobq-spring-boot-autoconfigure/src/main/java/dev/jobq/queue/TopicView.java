package dev.jobq.queue;

import dev.jobq.JobStatus;
import dev.jobq.JsonCodec;
import dev.jobq.JsonValue;
import dev.jobq.ProcessId;
import dev.jobq.Topic;
import dev.jobq.Utilisation;
import dev.jobq.store.Inspection.Occupied;
import dev.jobq.store.JobStore;
import dev.jobq.store.NodeView;
import dev.jobq.store.Served;
import dev.jobq.store.TopicControl;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/** Puts together what the store tells of topics. */
final class TopicView {

    private final JobStore store;
    private final JsonCodec codec;

    TopicView(JobStore store, JsonCodec codec) {
        this.store = store;
        this.codec = codec;
    }

    /** Topics as they are now, in the order given. */
    List<Topic> of(Collection<String> names) {
        Map<String, Map<JobStatus, Long>> depths = store.reader().depths();
        Map<String, Instant> oldest = store.reader().oldestAvailable();
        Instant now = store.reader().now();
        Look look = look();
        List<Topic> topics = new ArrayList<>();
        for (String name : names) {
            List<Topic.Worker> workers = look.workers(name);
            topics.add(new Topic(
                    name,
                    depths.getOrDefault(name, Map.of()),
                    age(oldest.get(name), now),
                    look.utilisation(name, workers),
                    store.inspection().limitUse(name),
                    pause(name, look.said),
                    settings(name, look.said),
                    workers));
        }
        return topics;
    }

    Utilisation utilisation(String topic) {
        Look look = look();
        return look.utilisation(topic, look.workers(topic));
    }

    /** Who works, what operators said, and what runs. */
    Look look() {
        return new Look(
                store.reader().workers(),
                store.topicControl().read(),
                store.inspection().occupied());
    }

    private Topic.@Nullable Pause pause(String topic, TopicControl.Snapshot said) {
        return said.find(topic, TopicControl.PAUSED)
                .map(entry -> new Topic.Pause(entry.by(), entry.since(), isDrained(topic, said.version())))
                .orElse(null);
    }

    private boolean isDrained(String topic, long version) {
        return store.topicControl().progress(topic, null, version) == TopicControl.Progress.IDLE;
    }

    private List<Topic.Setting> settings(String topic, TopicControl.Snapshot said) {
        return said.of(topic).stream()
                .map(entry -> new Topic.Setting(
                        entry.setting(),
                        new JsonValue(entry.value(), codec),
                        entry.worker(),
                        entry.by(),
                        entry.since()))
                .toList();
    }

    /** A job whose time has only just come counts as new. */
    private static @Nullable Duration age(@Nullable Instant since, Instant now) {
        if (since == null) {
            return null;
        }
        Duration age = Duration.between(since, now);
        return age.isNegative() ? Duration.ZERO : age;
    }

    /**
     * What was seen at once.
     *
     * @param nodes who works
     * @param said what operators said
     * @param occupied what runs
     */
    record Look(List<NodeView> nodes, TopicControl.Snapshot said, List<Occupied> occupied) {

        List<Topic.Worker> workers(String topic) {
            List<Topic.Worker> workers = new ArrayList<>();
            for (NodeView node : nodes) {
                for (Served served : node.serves()) {
                    if (served.topic().equals(topic)) {
                        workers.add(worker(node, served));
                    }
                }
            }
            return workers;
        }

        /** Whether one of these workers may handle the type in the topic. */
        boolean isHandled(String topic, String type, List<Topic.Worker> workers) {
            return of(workers)
                    .flatMap(node -> node.serves().stream())
                    .anyMatch(served -> served.topic().equals(topic) && served.mayHandle(type));
        }

        /** How many of these workers carry the label. */
        int carrying(String label, List<Topic.Worker> workers) {
            return (int) of(workers).filter(node -> node.carries(label)).count();
        }

        private Stream<NodeView> of(List<Topic.Worker> workers) {
            Set<ProcessId> ids = workers.stream().map(Topic.Worker::id).collect(Collectors.toSet());
            return nodes.stream().filter(node -> ids.contains(node.worker()));
        }

        Utilisation utilisation(String topic, List<Topic.Worker> workers) {
            Map<String, Integer> byType = new TreeMap<>();
            occupied.stream()
                    .filter(some -> some.topic().equals(topic))
                    .forEach(some -> byType.merge(some.type(), some.jobs(), Integer::sum));
            return new Utilisation(
                    byType.values().stream().mapToInt(Integer::intValue).sum(),
                    workers.stream()
                            .filter(Topic.Worker::isAlive)
                            .mapToInt(Topic.Worker::concurrency)
                            .sum(),
                    byType);
        }

        private Topic.Worker worker(NodeView node, Served served) {
            String topic = served.topic();
            return new Topic.Worker(
                    node.worker(),
                    node.isAlive(),
                    served.concurrency(),
                    said.concurrency(topic, node.worker(), served.concurrency()),
                    said.isPaused(topic, node.worker()),
                    occupied.stream()
                            .filter(some ->
                                    some.topic().equals(topic) && node.worker().equals(some.worker()))
                            .mapToInt(Occupied::jobs)
                            .sum());
        }
    }
}

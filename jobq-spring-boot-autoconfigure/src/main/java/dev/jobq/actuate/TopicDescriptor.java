package dev.jobq.actuate;

import dev.jobq.JobStatus;
import dev.jobq.Topic;
import dev.jobq.Utilisation;
import dev.jobq.store.WorkerView;
import java.time.Duration;
import java.time.Instant;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;
import org.springframework.boot.actuate.endpoint.OperationResponseBody;

/**
 * A topic in JSON.
 *
 * @param depth how many jobs are in each status, over all nodes
 * @param oldestAvailable for how long the job has waited that is next in time; null when none waits
 * @param concurrency how many jobs may run at once on this node; null when it does not serve the topic
 * @param configured how many the configuration of this node says; null when it does not serve the topic
 * @param running how many run on this node; null when it does not serve the topic
 * @param stuck how many of them lost their jobs, by a timeout or otherwise, and do not end; null when it does not serve the
 *     topic
 * @param paused whether operators paused it for all workers
 * @param pause who did and since when; null when nobody did
 * @param utilisation how busy its workers are, over all nodes
 * @param limits what bounds its jobs over all nodes; null when nothing does
 * @param settings all that operators said over the configuration
 * @param workers who serves it
 */
public record TopicDescriptor(
        Map<String, Long> depth,
        @Nullable Duration oldestAvailable,
        @Nullable Integer concurrency,
        @Nullable Integer configured,
        @Nullable Integer running,
        @Nullable Integer stuck,
        boolean paused,
        @Nullable PauseDescriptor pause,
        UtilisationDescriptor utilisation,
        @Nullable LimitsDescriptor limits,
        List<SettingDescriptor> settings,
        List<ServingDescriptor> workers)
        implements OperationResponseBody {

    static TopicDescriptor of(Topic topic, WorkerView.@Nullable Load load) {
        Map<String, Long> all = new LinkedHashMap<>();
        for (JobStatus status : JobStatus.values()) {
            all.put(status.key(), topic.depth().getOrDefault(status, 0L));
        }
        return new TopicDescriptor(
                all,
                topic.oldestAvailable(),
                load == null ? null : load.concurrency(),
                load == null ? null : load.configured(),
                load == null ? null : load.runningInAll(),
                load == null ? null : load.stuck(),
                topic.isPaused(),
                PauseDescriptor.of(topic.pause()),
                UtilisationDescriptor.of(topic.utilisation()),
                LimitsDescriptor.of(topic.limits()),
                topic.settings().stream().map(SettingDescriptor::of).toList(),
                topic.workers().stream().map(ServingDescriptor::of).toList());
    }

    /**
     * A pause in JSON.
     *
     * @param drained whether nothing of the topic runs any more
     */
    public record PauseDescriptor(String by, Instant since, boolean drained) {

        static @Nullable PauseDescriptor of(Topic.@Nullable Pause pause) {
            return pause == null ? null : new PauseDescriptor(pause.by(), pause.since(), pause.isDrained());
        }
    }

    /**
     * How busy a topic is, in JSON.
     *
     * @param running jobs that workers hold, those claimed ahead included
     * @param concurrency how many may run at once
     * @param share of the slots that are in use, from 0 to 1
     * @param types the running jobs of each type and their share
     */
    public record UtilisationDescriptor(int running, int concurrency, double share, Map<String, TypeShare> types) {

        static UtilisationDescriptor of(Utilisation use) {
            Map<String, TypeShare> types = new TreeMap<>();
            use.byType().forEach((type, jobs) -> types.put(type, new TypeShare(jobs, use.share(type))));
            return new UtilisationDescriptor(use.running(), use.concurrency(), use.share(), types);
        }
    }

    /** Running jobs of a type and their share of the slots, in JSON. */
    public record TypeShare(int running, double share) {}

    /**
     * What an operator said, in JSON.
     *
     * @param worker for which worker; null for all
     */
    public record SettingDescriptor(
            String name, @Nullable Object value, @Nullable String worker, String by, Instant since) {

        static SettingDescriptor of(Topic.Setting setting) {
            return new SettingDescriptor(
                    setting.name(),
                    setting.value().as(Object.class),
                    setting.worker() == null ? null : setting.worker().toString(),
                    setting.by(),
                    setting.since());
        }
    }

    /**
     * A worker that serves a topic, in JSON.
     *
     * @param configured how many its configuration lets run at once; null when it did not tell
     * @param concurrency how many may run at once
     */
    public record ServingDescriptor(
            String id, boolean alive, @Nullable Integer configured, int concurrency, boolean paused, int running) {

        static ServingDescriptor of(Topic.Worker worker) {
            return new ServingDescriptor(
                    worker.id().toString(),
                    worker.isAlive(),
                    worker.configured() == 0 ? null : worker.configured(),
                    worker.concurrency(),
                    worker.isPaused(),
                    worker.running());
        }
    }
}

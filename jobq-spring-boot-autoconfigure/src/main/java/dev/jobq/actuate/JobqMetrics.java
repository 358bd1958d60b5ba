package dev.jobq.actuate;

import dev.jobq.JobEvent;
import dev.jobq.JobId;
import dev.jobq.JobListener;
import dev.jobq.JobStatus;
import dev.jobq.store.JobStore;
import dev.jobq.store.WorkerView;
import io.micrometer.core.instrument.Gauge;
import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.core.instrument.TimeGauge;
import io.micrometer.core.instrument.Timer;
import java.time.Duration;
import java.time.Instant;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;

/**
 * Meters: {@code jobq.depth{topic,status}} and {@code jobq.oldest.available{topic}} over all nodes,
 * {@code jobq.store.bytes} and {@code jobq.store.wal.bytes},
 * {@code jobq.notifications.heard} and {@code jobq.notifications.delay},
 * {@code jobq.running{topic}} and {@code jobq.concurrency{topic}} of this one, and the timer
 * {@code jobq.attempts{topic,type,outcome}} of the attempts that it ran.
 */
public final class JobqMetrics implements JobListener {

    /** More than a node runs at once; the oldest beyond that were taken over by other nodes, which time their ends. */
    static final int MAX_STARTED = 100_000;

    private static final Duration SNAPSHOT_AGE = Duration.ofSeconds(5);

    private final MeterRegistry registry;
    private final JobStore store;
    private final @Nullable WorkerView worker;
    private final StoreSnapshot snapshot;
    private final Set<String> topics = ConcurrentHashMap.newKeySet();
    private final Map<JobId, Instant> started = Collections.synchronizedMap(new LinkedHashMap<>() {
        @Override
        protected boolean removeEldestEntry(Map.Entry<JobId, Instant> eldest) {
            return size() > MAX_STARTED;
        }
    });

    /**
     * Meters of a store.
     *
     * @param worker this process's worker, or null when it runs no jobs
     */
    public JobqMetrics(MeterRegistry registry, JobStore store, @Nullable WorkerView worker) {
        this.registry = registry;
        this.store = store;
        this.worker = worker;
        this.snapshot = new StoreSnapshot(store, SNAPSHOT_AGE);
    }

    /** Makes the gauges of the topics that are known now; those of later ones follow with their first event here. */
    public void bind() {
        Gauge.builder("jobq.store.bytes", snapshot, latest -> latest.get().bytes())
                .description("Size of the store")
                .baseUnit("bytes")
                .register(registry);
        Gauge.builder("jobq.store.wal.bytes", snapshot, latest -> latest.get().walBytes())
                .description("Size of SQLite's write-ahead log")
                .baseUnit("bytes")
                .register(registry);
        Gauge.builder("jobq.notifications.heard", store, JobqMetrics::heard)
                .description("1 if what other processes tell is heard, 0 if it is not, nothing if nobody listens")
                .register(registry);
        TimeGauge.builder("jobq.notifications.delay", store, TimeUnit.SECONDS, JobqMetrics::delaySeconds)
                .description("How long a notification took when that was measured last")
                .register(registry);
        store.topics().names().forEach(this::addTopic);
        if (worker != null) {
            worker.load().keySet().forEach(this::addTopic);
        }
    }

    private static double heard(JobStore store) {
        return switch (store.signals().hearing().state()) {
            case HEARD -> 1;
            case UNHEARD -> 0;
            case OFF -> Double.NaN;
        };
    }

    private static double delaySeconds(JobStore store) {
        Duration delay = store.signals().hearing().delay();
        return delay == null ? Double.NaN : delay.toNanos() / 1e9;
    }

    @Override
    public void onEvent(JobEvent event) {
        addTopic(event.job().topic());
        JobEvent.Change change = event.change();
        JobStatus from = change == null ? null : change.from();
        JobStatus to = change == null ? null : change.to();
        boolean wasRunning = from != null && from.isRunning();
        boolean isRunning = to != null && to.isRunning();
        if (isRunning && !wasRunning) {
            // Anew, as the youngest: an earlier attempt's end was not told here.
            started.remove(event.job().id());
            started.put(event.job().id(), event.at());
        } else if (wasRunning && !isRunning) {
            Instant since = started.remove(event.job().id());
            if (since != null) {
                record(event, outcome(to), Duration.between(since, event.at()));
            }
        }
    }

    private void record(JobEvent event, String outcome, Duration took) {
        Timer.builder("jobq.attempts")
                .description("Attempts that ended on this node")
                .tag("topic", event.job().topic())
                .tag("type", event.job().type())
                .tag("outcome", outcome)
                .register(registry)
                .record(took.isNegative() ? Duration.ZERO : took);
    }

    private static String outcome(@Nullable JobStatus to) {
        if (to == null) {
            return "deleted";
        }
        return switch (to) {
            case RETRYABLE -> "failed";
            case SCHEDULED -> "snoozed";
            case AVAILABLE -> "returned";
            default -> to.key();
        };
    }

    private void addTopic(String topic) {
        if (!topics.add(topic)) {
            return;
        }
        for (JobStatus status : JobStatus.values()) {
            Gauge.builder("jobq.depth", snapshot, latest -> latest.get().depth(topic, status))
                    .description("Jobs in a status, over all nodes")
                    .baseUnit("jobs")
                    .tag("topic", topic)
                    .tag("status", status.key())
                    .register(registry);
        }
        TimeGauge.builder(
                        "jobq.oldest.available",
                        snapshot,
                        TimeUnit.SECONDS,
                        latest -> latest.get().oldestSeconds(topic))
                .description("How long the job has waited that is next in time")
                .tag("topic", topic)
                .register(registry);
        if (worker != null) {
            Gauge.builder("jobq.running", worker, view -> load(view, topic).runningInAll())
                    .description("Jobs that run on this node")
                    .baseUnit("jobs")
                    .tag("topic", topic)
                    .register(registry);
            Gauge.builder("jobq.stuck", worker, view -> load(view, topic).stuck())
                    .description("Handlers on this node that lost their jobs and do not end")
                    .baseUnit("jobs")
                    .tag("topic", topic)
                    .register(registry);
            Gauge.builder("jobq.concurrency", worker, view -> load(view, topic).concurrency())
                    .description("Jobs that may run at once on this node")
                    .baseUnit("jobs")
                    .tag("topic", topic)
                    .register(registry);
        }
    }

    private static WorkerView.Load load(WorkerView worker, String topic) {
        return worker.load().getOrDefault(topic, new WorkerView.Load(0, 0, false, 0, Map.of(), 0));
    }
}

package dev.jobq.actuate;

import dev.jobq.JobStatus;
import dev.jobq.store.WorkerView;
import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import org.springframework.boot.actuate.endpoint.OperationResponseBody;

/**
 * A topic in JSON.
 *
 * @param depth how many jobs are in each status, over all nodes
 * @param oldestAvailable for how long the job has waited that is next in time; null when none waits
 * @param concurrency how many jobs may run at once on this node; null when it does not serve the topic
 * @param running how many run on this node; null when it does not serve the topic
 */
public record TopicDescriptor(
        Map<String, Long> depth,
        @Nullable Duration oldestAvailable,
        @Nullable Integer concurrency,
        @Nullable Integer running)
        implements OperationResponseBody {

    static TopicDescriptor of(
            Map<JobStatus, Long> depth, @Nullable Duration oldestAvailable, WorkerView.@Nullable Load load) {
        Map<String, Long> all = new LinkedHashMap<>();
        for (JobStatus status : JobStatus.values()) {
            all.put(status.key(), depth.getOrDefault(status, 0L));
        }
        return new TopicDescriptor(
                all,
                oldestAvailable,
                load == null ? null : load.concurrency(),
                load == null ? null : load.runningInAll());
    }
}

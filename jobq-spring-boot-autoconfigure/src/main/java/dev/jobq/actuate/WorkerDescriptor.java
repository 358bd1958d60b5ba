package dev.jobq.actuate;

import dev.jobq.JobId;
import dev.jobq.store.NodeView;
import java.time.Instant;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * A worker in JSON.
 *
 * @param running the jobs it holds, at most 100
 */
public record WorkerDescriptor(
        String id,
        String host,
        long pid,
        NodeView.State state,
        List<String> topics,
        List<String> labels,
        List<Long> running,
        Instant startedAt,
        Instant lastSeenAt,
        @Nullable Instant lastClaimAt) {

    static WorkerDescriptor of(NodeView node) {
        return new WorkerDescriptor(
                node.worker().toString(),
                node.worker().host(),
                node.worker().pid(),
                node.state(),
                node.topics(),
                node.labels(),
                node.running().stream().map(JobId::value).toList(),
                node.worker().startedAt(),
                node.lastSeenAt(),
                node.lastClaimAt());
    }
}

package dev.jobq.actuate;

import java.util.List;
import java.util.Map;
import org.springframework.boot.actuate.endpoint.OperationResponseBody;

/**
 * The whole queue at a glance, in JSON.
 *
 * @param store what it is kept in
 * @param topics the topics by name
 * @param workers the processes that work on it
 * @param events the newest events, newest first
 */
public record JobqDescriptor(
        StoreDescriptor store,
        Map<String, TopicDescriptor> topics,
        List<WorkerDescriptor> workers,
        List<EventDescriptor> events)
        implements OperationResponseBody {

    /** Topics in JSON. */
    public record Topics(Map<String, TopicDescriptor> topics) implements OperationResponseBody {}

    /** Workers in JSON. */
    public record Workers(List<WorkerDescriptor> workers) implements OperationResponseBody {}
}

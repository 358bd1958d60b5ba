package dev.jobq.engine;

import dev.jobq.NewJob;
import dev.jobq.ProcessId;
import java.time.Duration;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.function.Consumer;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/**
 * What the engine is told.
 *
 * @param topics the topics to serve, most important first; one without a handler here is not served
 * @param timing the worker's times
 * @param virtualThreads whether handlers run on virtual threads (Java 21 and later)
 * @param workerIds gives a new id for every registration
 * @param onError is told of an {@link Error} that a handler threw and that is to end the process: its job is to run again
 *     first, and no more is started here; null if an Error is a failure like any other
 * @param maxResultBytes the longest result that is kept, as UTF-8; an attempt that returns a longer one has failed
 * @param labels what this worker carries, for jobs that ask for it
 */
public record EngineSettings(
        List<TopicSettings> topics,
        Timing timing,
        boolean virtualThreads,
        Supplier<ProcessId> workerIds,
        @Nullable Consumer<Error> onError,
        long maxResultBytes,
        List<String> labels) {

    /** One mebibyte. */
    public static final long DEFAULT_MAX_RESULT_BYTES = 1 << 20;

    /** With results of up to a mebibyte. */
    public EngineSettings(
            List<TopicSettings> topics, Timing timing, boolean virtualThreads, Supplier<ProcessId> workerIds) {
        this(topics, timing, virtualThreads, workerIds, null, DEFAULT_MAX_RESULT_BYTES, List.of());
    }

    /** The same for other topics. */
    public EngineSettings topics(List<TopicSettings> others) {
        return new EngineSettings(others, timing, virtualThreads, workerIds, onError, maxResultBytes, labels);
    }

    /** The same with other labels. */
    public EngineSettings labels(List<String> others) {
        return new EngineSettings(topics, timing, virtualThreads, workerIds, onError, maxResultBytes, others);
    }

    /** The same, and somebody else is told of an Error. */
    public EngineSettings onError(@Nullable Consumer<Error> other) {
        return new EngineSettings(topics, timing, virtualThreads, workerIds, other, maxResultBytes, labels);
    }

    public EngineSettings {
        if (maxResultBytes < 1) {
            throw new IllegalArgumentException(
                    "jobq.max-result %d is too small: give 1 or more".formatted(maxResultBytes));
        }
        topics = List.copyOf(topics);
        labels = labels.stream().distinct().toList();
        labels.forEach(label -> NewJob.requireName("jobq.worker.labels", label));
        Set<String> names = new HashSet<>();
        for (TopicSettings topic : topics) {
            if (!names.add(topic.name())) {
                throw new IllegalArgumentException("Topic '%s' is there twice".formatted(topic.name()));
            }
        }
    }

    /**
     * The worker's times.
     *
     * @param pollInterval how long it sleeps at most when nothing wakes it
     * @param lease how long it counts as alive after a heartbeat
     * @param heartbeat how often it renews its lease
     * @param shutdownGrace how long handlers may go on after a stop
     */
    public record Timing(Duration pollInterval, Duration lease, Duration heartbeat, Duration shutdownGrace) {

        public Timing {
            requirePositive("jobq.poll-interval", pollInterval);
            requirePositive("jobq.worker.lease", lease);
            requirePositive("jobq.worker.heartbeat", heartbeat);
            if (shutdownGrace.isNegative()) {
                throw new IllegalArgumentException(
                        "jobq.worker.shutdown-grace %s is negative: give zero or more".formatted(shutdownGrace));
            }
            if (heartbeat.multipliedBy(2).compareTo(lease) > 0) {
                throw new IllegalArgumentException(
                        "jobq.worker.heartbeat %s is too long for jobq.worker.lease %s: give at most half of it"
                                .formatted(heartbeat, lease));
            }
        }

        private static void requirePositive(String key, Duration value) {
            if (value.isZero() || value.isNegative()) {
                throw new IllegalArgumentException("%s %s is not positive".formatted(key, value));
            }
        }
    }
}

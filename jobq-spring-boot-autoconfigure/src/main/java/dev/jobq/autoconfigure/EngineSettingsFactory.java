package dev.jobq.autoconfigure;

import dev.jobq.ProcessId;
import dev.jobq.autoconfigure.TopicProperties.OnSuccess;
import dev.jobq.autoconfigure.TopicProperties.OnTimeout;
import dev.jobq.engine.EngineSettings;
import dev.jobq.engine.EngineSettings.Timing;
import dev.jobq.engine.TopicSettings;
import dev.jobq.store.TopicRules.Order;
import java.time.Duration;
import java.util.Comparator;
import java.util.List;
import java.util.Objects;
import java.util.Set;
import java.util.TreeSet;
import java.util.function.Supplier;
import java.util.stream.Stream;
import org.apache.commons.logging.Log;
import org.apache.commons.logging.LogFactory;

/** Says what the engine of this node does, from the configuration and from what there are handlers for. */
record EngineSettingsFactory(JobqProperties properties, BackoffFactory backoffs) {

    private static final Log log = LogFactory.getLog(EngineSettingsFactory.class);

    /** What holds where the configuration says nothing at all. */
    static final TopicProperties BUILT_IN = new TopicProperties(
            10,
            1000,
            0,
            Order.PRIORITY,
            null,
            null,
            null,
            new TopicProperties.PerKey(null, null),
            50,
            TopicSettings.Retries.DEFAULT_MAX_CRASHES,
            new TopicProperties.Backoff("exponential", Duration.ofSeconds(15), null, null),
            null,
            OnTimeout.RETRY,
            OnSuccess.KEEP,
            new TopicProperties.Retention(Duration.ofDays(7), Duration.ofDays(30), Duration.ofDays(7), 1_000, null));

    EngineSettings create(Set<String> handledTopics, boolean virtualThreads, Supplier<ProcessId> workerIds) {
        warnOfUnhandled(handledTopics);
        // A mistake in a topic that nothing here serves is still a mistake.
        properties.topics().keySet().forEach(this::topic);
        List<String> named = properties.worker().topics();
        List<TopicSettings> topics = (named.isEmpty()
                        ? handledTopics.stream().sorted()
                        : named.stream().distinct())
                .filter(handledTopics::contains)
                .sorted(Comparator.comparingInt(this::rank))
                .map(this::topic)
                .toList();
        JobqProperties.Worker worker = properties.worker();
        Timing timing =
                new Timing(properties.pollInterval(), worker.lease(), worker.heartbeat(), worker.shutdownGrace());
        return new EngineSettings(
                topics,
                timing,
                virtualThreads,
                workerIds,
                null,
                properties.maxResult().toBytes(),
                worker.labels());
    }

    private void warnOfUnhandled(Set<String> handledTopics) {
        Set<String> unhandled = new TreeSet<>();
        Stream.concat(properties.topics().keySet().stream(), properties.worker().topics().stream())
                .filter(topic -> !handledTopics.contains(topic))
                .forEach(unhandled::add);
        if (!unhandled.isEmpty()) {
            log.warn("No @JobHandler here serves the configured topics %s".formatted(unhandled));
        }
    }

    private int rank(String name) {
        return Objects.requireNonNull(resolved(name).rank());
    }

    private TopicSettings topic(String name) {
        TopicProperties topic = resolved(name);
        TopicProperties.Retention retention = topic.retention();
        String key = "jobq." + (saysStrategy(name) ? JobqPropertiesCheck.keyOf(name) : "defaults");
        return new TopicSettings(
                name,
                Objects.requireNonNull(topic.concurrency()),
                Objects.requireNonNull(topic.prefetch()),
                new TopicSettings.Retries(
                        Objects.requireNonNull(topic.maxAttempts()),
                        backoffs.create(key, topic.backoff()),
                        Objects.requireNonNull(topic.maxCrashes())),
                new TopicSettings.Timeout(topic.timeout(), topic.onTimeout() == OnTimeout.DISCARD),
                new TopicSettings.Retention(
                        Objects.requireNonNull(retention.completed()),
                        Objects.requireNonNull(retention.discarded()),
                        Objects.requireNonNull(retention.cancelled()),
                        topic.onSuccess() == OnSuccess.DELETE,
                        retention.maxRows()));
    }

    private boolean saysStrategy(String name) {
        TopicProperties said = properties.topics().get(name);
        return said != null && said.backoff().strategy() != null;
    }

    private TopicProperties resolved(String name) {
        TopicProperties defaults = properties.defaults().orElse(BUILT_IN);
        TopicProperties said = properties.topics().get(name);
        return said == null ? defaults : said.orElse(defaults);
    }
}

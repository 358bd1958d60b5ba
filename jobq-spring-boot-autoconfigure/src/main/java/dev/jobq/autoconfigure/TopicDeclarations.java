package dev.jobq.autoconfigure;

import dev.jobq.handler.HandlerMethod;
import dev.jobq.handler.HandlerRegistry;
import dev.jobq.store.TopicRegistry;
import dev.jobq.store.TopicRules;
import dev.jobq.store.TopicRules.Order;
import java.util.List;
import java.util.Objects;
import java.util.Set;
import java.util.TreeSet;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/**
 * The rules of topics that this process stands for, known to all processes once this exists. A worker stands for the topics
 * that it serves, and for others if its configuration says a rule of them; a process that only enqueues follows the workers.
 *
 * @param rules what was declared
 */
record TopicDeclarations(List<TopicRules> rules) {

    /**
     * Declares them. Contradictions are refused whether this process stands for them or not.
     *
     * @throws StartFailure if rules contradict handlers
     */
    static TopicDeclarations declare(TopicRegistry topics, HandlerRegistry handlers, JobqProperties properties) {
        List<TopicRules> rules = topicsOf(handlers.topics(), properties).stream()
                .map(topic -> rules(topic, properties))
                .toList();
        rules.forEach(told -> requireNoContradiction(told, handlers, properties));
        if (rules.isEmpty()) {
            // A mistake in defaults that no topic follows here is still a mistake. No topic is called nothing.
            requireNoContradiction(rules("", properties), properties);
        }
        if (!properties.worker().enabled()) {
            return new TopicDeclarations(List.of());
        }
        topics.declare(rules);
        return new TopicDeclarations(rules);
    }

    private static Set<String> topicsOf(Set<String> handled, JobqProperties properties) {
        Set<String> topics = new TreeSet<>(handled);
        List<String> served = properties.worker().topics();
        if (!served.isEmpty()) {
            topics.retainAll(served);
        }
        properties.topics().forEach((topic, said) -> {
            if (saysRule(said)) {
                topics.add(topic);
            }
        });
        return topics;
    }

    private static boolean saysRule(TopicProperties said) {
        return said.order() != null
                || said.maxQueued() != null
                || !said.limits().isEmpty();
    }

    private static TopicRules rules(String topic, JobqProperties properties) {
        TopicProperties defaults = properties.defaults().orElse(EngineSettingsFactory.BUILT_IN);
        TopicProperties said = properties.topics().get(topic);
        TopicProperties resolved = said == null ? defaults : said.orElse(defaults);
        return TopicRules.of(topic)
                .order(Objects.requireNonNull(resolved.order()))
                .maxQueued(resolved.maxQueued())
                .limits(resolved.limits());
    }

    private static void requireNoContradiction(TopicRules rules, JobqProperties properties) {
        Integer global = rules.limits().globalConcurrency();
        if (rules.order() == Order.FIFO && global != null && global > 1) {
            String key = key(rules.topic(), properties, TopicProperties::globalConcurrency, "global-concurrency");
            throw contradiction(rules, key, global, properties, "jobs of such a topic run one at a time");
        }
        Integer perKey = rules.limits().perKey().concurrency();
        if (rules.order().isStrict() && perKey != null && perKey > 1) {
            String key = key(rules.topic(), properties, said -> said.perKey().concurrency(), "per-key.concurrency");
            throw contradiction(rules, key, perKey, properties, "jobs of a key run one at a time there");
        }
    }

    private static StartFailure contradiction(
            TopicRules rules, String key, int value, JobqProperties properties, String reason) {
        String order = orderKey(rules.topic(), properties);
        return new StartFailure(
                "%s is %d, but %s is '%s': %s."
                        .formatted(key, value, order, rules.order().key(), reason),
                "Remove %s, or set %s to priority or time.".formatted(key, order));
    }

    private static String orderKey(String topic, JobqProperties properties) {
        return key(topic, properties, TopicProperties::order, "order");
    }

    /** The key that says it: the topic's own, else the one of the defaults. */
    private static String key(
            String topic, JobqProperties properties, Function<TopicProperties, @Nullable Object> value, String name) {
        TopicProperties said = properties.topics().get(topic);
        boolean isOwn = said != null && value.apply(said) != null;
        return "jobq.%s.%s".formatted(isOwn ? JobqPropertiesCheck.keyOf(topic) : "defaults", name);
    }

    private static void requireNoContradiction(TopicRules rules, HandlerRegistry handlers, JobqProperties properties) {
        requireNoContradiction(rules, properties);
        if (rules.order() == Order.PRIORITY) {
            return;
        }
        for (HandlerMethod handler : handlers.handlers()) {
            Integer priority = handler.options().priority();
            if (handler.topic().equals(rules.topic()) && priority != null && priority != 0) {
                String key = orderKey(rules.topic(), properties);
                throw new StartFailure(
                        "%s is '%s', but %s has priority = %d: jobs of that topic are not ordered by priority."
                                .formatted(key, rules.order().key(), handler, priority),
                        "Remove the priority from @JobHandler, or set %s to priority.".formatted(key));
            }
        }
    }
}

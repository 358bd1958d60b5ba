package dev.jobq.handler;

import dev.jobq.JobType;
import dev.jobq.JobTypes;
import dev.jobq.JsonValue;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.Predicate;
import org.jspecify.annotations.Nullable;

/** Topics and types as this process's handlers, {@link JobType} and the configuration tell. */
public final class HandlerJobTypes implements JobTypes {

    private final HandlerRegistry registry;
    private final Map<String, Options> topicDefaults;
    private final Options defaults;
    private final Set<String> topics;
    private final Map<Class<?>, Optional<Route>> routes = new ConcurrentHashMap<>();
    private final Map<Payload, String> types = new ConcurrentHashMap<>();

    /**
     * @param topicDefaults the options configured for topics
     * @param defaults the options configured for all
     */
    public HandlerJobTypes(HandlerRegistry registry, Map<String, Options> topicDefaults, Options defaults) {
        this.registry = registry;
        this.topicDefaults = Map.copyOf(topicDefaults);
        this.defaults = defaults;
        Set<String> all = new TreeSet<>(registry.topics());
        all.addAll(topicDefaults.keySet());
        this.topics = Collections.unmodifiableSet(all);
    }

    @Override
    public Optional<Route> routeOf(Class<?> payloadType) {
        return routes.computeIfAbsent(payloadType, this::findRoute);
    }

    @Override
    public Route routeOf(String topic, @Nullable String type, @Nullable Class<?> payloadType) {
        String resolved = type != null ? type : types.computeIfAbsent(new Payload(topic, payloadType), this::typeOf);
        Options handler =
                registry.find(topic, resolved).map(HandlerMethod::options).orElse(Options.NONE);
        return route(topic, resolved, handler.orElse(PayloadClass.optionsOf(payloadType)));
    }

    @Override
    public Set<String> handledTypes(String topic) {
        return registry.types(topic);
    }

    @Override
    public Set<String> topics() {
        return topics;
    }

    private Route route(String topic, String type, Options options) {
        return new Route(
                topic,
                type,
                options.orElse(topicDefaults.getOrDefault(topic, Options.NONE)).orElse(defaults));
    }

    private Optional<Route> findRoute(Class<?> payloadType) {
        List<HandlerMethod> exact = handlers(handler -> handler.payloadClass() == payloadType);
        if (exact.size() == 1) {
            return Optional.of(routeTo(exact.get(0), payloadType));
        }
        JobType annotation = PayloadClass.annotationOf(payloadType);
        if (annotation != null) {
            return Optional.of(routeOf(annotation.topic(), PayloadClass.annotatedType(payloadType), payloadType));
        }
        if (!exact.isEmpty()) {
            return Optional.empty();
        }
        List<HandlerMethod> wider = handlers(handler -> takes(handler, payloadType));
        return wider.size() == 1 ? Optional.of(routeTo(wider.get(0), payloadType)) : Optional.empty();
    }

    private Route routeTo(HandlerMethod handler, Class<?> payloadType) {
        return route(handler.topic(), handler.type(), handler.options().orElse(PayloadClass.optionsOf(payloadType)));
    }

    private String typeOf(Payload payload) {
        Class<?> payloadType = payload.type;
        String annotated = PayloadClass.annotatedType(payloadType);
        if (annotated != null) {
            return annotated;
        }
        String own = PayloadClass.ownName(payloadType);
        List<HandlerMethod> takers = payloadType == null ? List.of() : takers(payload.topic, payloadType);
        if (takers.size() == 1) {
            return takers.get(0).type();
        }
        if (own != null) {
            return own;
        }
        Set<String> types = registry.types(payload.topic);
        return types.size() == 1 ? types.iterator().next() : PayloadClass.DEFAULT_TYPE;
    }

    /** The topic's handlers for exactly this class; without any, those for a class or interface above it. */
    private List<HandlerMethod> takers(String topic, Class<?> payloadType) {
        List<HandlerMethod> exact =
                handlers(handler -> handler.topic().equals(topic) && handler.payloadClass() == payloadType);
        return exact.isEmpty()
                ? handlers(handler -> handler.topic().equals(topic) && takes(handler, payloadType))
                : exact;
    }

    private List<HandlerMethod> handlers(Predicate<HandlerMethod> wanted) {
        return registry.handlers().stream().filter(wanted).toList();
    }

    /** Handlers of any object or of raw JSON take everything, and so say nothing about where a class belongs. */
    private static boolean takes(HandlerMethod handler, Class<?> payloadType) {
        Class<?> taken = handler.payloadClass();
        return taken != null
                && taken != Object.class
                && taken != JsonValue.class
                && taken.isAssignableFrom(payloadType);
    }

    private record Payload(String topic, @Nullable Class<?> type) {}
}

package dev.jobq.handler;

import dev.jobq.JobErrorHandler;
import dev.jobq.JobHandler;
import dev.jobq.JsonCodec;
import java.lang.annotation.Annotation;
import java.lang.reflect.Method;
import java.util.ArrayList;
import java.util.Collection;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;
import org.springframework.core.MethodIntrospector;
import org.springframework.core.annotation.AnnotatedElementUtils;
import org.springframework.core.annotation.AnnotationUtils;

/** The handler methods of this process by topic and type. Immutable. */
public final class HandlerRegistry {

    private final Map<String, Map<String, HandlerMethod>> byTopic;
    private final ErrorHandlers errorHandlers;
    private final List<MarkedMethod> marked;

    private HandlerRegistry(
            Map<String, Map<String, HandlerMethod>> byTopic, ErrorHandlers errorHandlers, List<MarkedMethod> marked) {
        this.byTopic = byTopic;
        this.errorHandlers = errorHandlers;
        this.marked = marked;
    }

    /**
     * Finds the {@link JobHandler} and {@link JobErrorHandler} methods of these beans, and checks that they can be called
     * through the beans' proxies. Beans without any are passed over.
     *
     * @throws InvalidHandlerException if a method cannot be a handler, or two handle the same type of the same topic
     */
    public static HandlerRegistry of(Collection<?> beans, JsonCodec codec) {
        HandlerRegistry registry = scan(beans.stream().map(HandlerBean::of).toList(), codec);
        registry.bind();
        return registry;
    }

    /**
     * As {@link #of}, for beans that may not have been made yet: their classes are looked at now, they themselves when
     * first called, or by {@link #bind()}.
     */
    public static HandlerRegistry scan(Collection<HandlerBean> beans, JsonCodec codec) {
        Map<String, Map<String, HandlerMethod>> byTopic = new TreeMap<>();
        List<ErrorHandlers.ErrorMethod> errorMethods = new ArrayList<>();
        List<MarkedMethod> marked = new ArrayList<>();
        for (HandlerBean bean : beans) {
            marked(bean, JobHandler.class).forEach((method, annotation) -> {
                MarkedMethod found = new MarkedMethod(bean, method);
                marked.add(found);
                add(byTopic, HandlerMethod.of(found, annotation, codec));
            });
            marked(bean, JobErrorHandler.class).forEach((method, annotation) -> {
                MarkedMethod found = new MarkedMethod(bean, method);
                marked.add(found);
                errorMethods.add(ErrorHandlers.ErrorMethod.of(found, annotation));
            });
        }
        return new HandlerRegistry(byTopic, new ErrorHandlers(errorMethods, codec), marked);
    }

    /** Whether a class may have handler methods; cheap. */
    public static boolean isCandidate(Class<?> type) {
        return AnnotationUtils.isCandidateClass(type, List.of(JobHandler.class, JobErrorHandler.class));
    }

    /**
     * Resolves all beans and checks that their methods can be called.
     *
     * @throws InvalidHandlerException if a bean's proxy hides its handler method
     */
    public void bind() {
        marked.forEach(MarkedMethod::bind);
    }

    /** The handler of a type. */
    public Optional<HandlerMethod> find(String topic, String type) {
        return Optional.ofNullable(
                byTopic.getOrDefault(topic, Collections.emptyMap()).get(type));
    }

    /** The topics that have handlers here, sorted. */
    public Set<String> topics() {
        return Collections.unmodifiableSet(byTopic.keySet());
    }

    /** The types that a topic's handlers here run, sorted. */
    public Set<String> types(String topic) {
        return Collections.unmodifiableSet(
                byTopic.getOrDefault(topic, Collections.emptyMap()).keySet());
    }

    /** All handlers, by topic and type. */
    public List<HandlerMethod> handlers() {
        return byTopic.values().stream()
                .flatMap(types -> types.values().stream())
                .toList();
    }

    /** Those that are told of failures. */
    public ErrorHandlers errorHandlers() {
        return errorHandlers;
    }

    private static void add(Map<String, Map<String, HandlerMethod>> byTopic, HandlerMethod handler) {
        HandlerMethod other = byTopic.computeIfAbsent(handler.topic(), topic -> new TreeMap<>())
                .putIfAbsent(handler.type(), handler);
        if (other != null) {
            throw handler.method()
                    .invalid(
                            "type '%s' of topic '%s' is handled by %s already"
                                    .formatted(handler.type(), handler.topic(), other),
                            "Give one of them another type, as in @JobHandler(topic = \"%s\", type = \"...\")."
                                    .formatted(handler.topic()));
        }
    }

    private static <A extends Annotation> Map<Method, A> marked(HandlerBean bean, Class<A> annotation) {
        if (!AnnotationUtils.isCandidateClass(bean.type(), annotation)) {
            return Map.of();
        }
        MethodIntrospector.MetadataLookup<@Nullable A> lookup =
                method -> AnnotatedElementUtils.findMergedAnnotation(method, annotation);
        return MethodIntrospector.selectMethods(bean.type(), lookup);
    }
}

package dev.jobq.handler;

import dev.jobq.JobErrorHandler;
import dev.jobq.JobHandler;
import dev.jobq.JsonCodec;
import dev.jobq.RecurringJob;
import java.lang.annotation.Annotation;
import java.lang.reflect.Method;
import java.util.ArrayList;
import java.util.Collection;
import java.util.Collections;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import java.util.function.UnaryOperator;
import org.jspecify.annotations.Nullable;
import org.springframework.core.MethodIntrospector;
import org.springframework.core.annotation.AnnotatedElementUtils;
import org.springframework.core.annotation.AnnotationUtils;

/** The handler methods of this process by topic and type. Immutable. */
public final class HandlerRegistry {

    private final Map<String, Map<String, HandlerMethod>> byTopic;
    private final ErrorHandlers errorHandlers;
    private final List<DeclaredSchedule> schedules;
    private final List<MarkedMethod> marked;

    private HandlerRegistry(
            Map<String, Map<String, HandlerMethod>> byTopic,
            ErrorHandlers errorHandlers,
            Collection<DeclaredSchedule> schedules,
            List<MarkedMethod> marked) {
        this.byTopic = byTopic;
        this.errorHandlers = errorHandlers;
        this.schedules = List.copyOf(schedules);
        this.marked = marked;
    }

    /**
     * Finds the {@link JobHandler}, {@link RecurringJob} and {@link JobErrorHandler} methods of these beans, and checks that they can be called
     * through the beans' proxies. Beans without any are passed over.
     *
     * @throws InvalidHandlerException if a method cannot be a handler, two handle the same type of the same topic, or two
     *     declare schedules of one name
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
        return scan(beans, codec, UnaryOperator.identity());
    }

    /**
     * As {@link #scan(Collection, JsonCodec)}.
     *
     * @param placeholders resolves those in the texts of {@link RecurringJob}; an {@link IllegalArgumentException} says that
     *     one cannot be
     */
    public static HandlerRegistry scan(
            Collection<HandlerBean> beans, JsonCodec codec, UnaryOperator<String> placeholders) {
        Map<String, Map<String, HandlerMethod>> byTopic = new TreeMap<>();
        List<ErrorHandlers.ErrorMethod> errorMethods = new ArrayList<>();
        Map<String, DeclaredSchedule> schedules = new TreeMap<>();
        List<MarkedMethod> marked = new ArrayList<>();
        for (HandlerBean bean : beans) {
            Map<Method, HandlerMethod> handlers = new HashMap<>();
            marked(bean, JobHandler.class).forEach((method, annotation) -> {
                MarkedMethod found = new MarkedMethod(bean, method);
                marked.add(found);
                HandlerMethod handler = HandlerMethod.of(found, annotation, codec);
                add(byTopic, handler);
                handlers.put(method, handler);
            });
            marked(bean, RecurringJob.class).forEach((method, annotation) -> {
                HandlerMethod handler = handlers.get(method);
                MarkedMethod found = handler == null ? new MarkedMethod(bean, method) : handler.method();
                DeclaredSchedule schedule = DeclaredSchedule.of(found, annotation, handler, codec, placeholders);
                add(schedules, schedule, found);
                if (handler == null) {
                    marked.add(found);
                    add(byTopic, schedule.handler());
                }
            });
            marked(bean, JobErrorHandler.class).forEach((method, annotation) -> {
                MarkedMethod found = new MarkedMethod(bean, method);
                marked.add(found);
                errorMethods.add(ErrorHandlers.ErrorMethod.of(found, annotation));
            });
        }
        return new HandlerRegistry(byTopic, new ErrorHandlers(errorMethods, codec), schedules.values(), marked);
    }

    /** Whether a class may have handler methods; cheap. */
    public static boolean isCandidate(Class<?> type) {
        return AnnotationUtils.isCandidateClass(
                type, List.of(JobHandler.class, RecurringJob.class, JobErrorHandler.class));
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

    /** The schedules that handlers declare, by name. */
    public List<DeclaredSchedule> schedules() {
        return schedules;
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

    private static void add(Map<String, DeclaredSchedule> schedules, DeclaredSchedule schedule, MarkedMethod method) {
        DeclaredSchedule other = schedules.putIfAbsent(schedule.name(), schedule);
        if (other != null) {
            throw method.invalid(
                    "schedule '%s' is declared by %s already".formatted(schedule.name(), other.handler()),
                    "Give one of them another name.");
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

package dev.jobq.handler;

import dev.jobq.JobId;
import dev.jobq.JobSerializationException;
import dev.jobq.JsonCodec;
import dev.jobq.JsonValue;
import java.io.Closeable;
import java.lang.reflect.Type;
import java.lang.reflect.TypeVariable;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.Executor;
import java.util.concurrent.Future;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;
import org.springframework.core.GenericTypeResolver;
import org.springframework.core.ResolvableType;

/**
 * A marked method's parameters: those that jobq fills by their type, and at most one payload.
 *
 * @param known the types that jobq fills, in order of the parameters; null at the payload's place
 * @param payloadType what the payload is read as; null when the method takes none
 */
record Signature(List<Parameter> known, @Nullable Type payloadType) {

    private static final List<Class<?>> UNREADABLE = List.of(
            Closeable.class,
            AutoCloseable.class,
            Thread.class,
            ClassLoader.class,
            Class.class,
            Process.class,
            Executor.class,
            Future.class,
            CompletionStage.class);

    /** One parameter: a type that jobq fills, or the payload. */
    record Parameter(@Nullable Class<?> known) {}

    static Signature of(MarkedMethod marked, Set<Class<?>> fillable) {
        List<Parameter> known = new ArrayList<>();
        Type payload = null;
        for (java.lang.reflect.Parameter parameter : marked.method().getParameters()) {
            if (fillable.contains(parameter.getType())) {
                known.add(new Parameter(parameter.getType()));
                continue;
            }
            if (payload != null) {
                throw marked.invalid(
                        "it takes more than one payload: '%s' and '%s'"
                                .formatted(payload.getTypeName(), parameter.getParameterizedType()),
                        "Take one payload; beside it only %s are filled in.".formatted(names(fillable)));
            }
            payload = readable(marked, parameter, fillable);
            known.add(new Parameter(null));
        }
        return new Signature(List.copyOf(known), payload);
    }

    @Nullable Class<?> payloadClass() {
        return payloadType == null ? null : ResolvableType.forType(payloadType).resolve(Object.class);
    }

    /** Reads the payload; null if it is JSON null or not wanted. */
    @Nullable Object read(String json, JsonCodec codec) {
        Type type = payloadType;
        if (type == null) {
            return null;
        }
        if (type == JsonValue.class) {
            return new JsonValue(json, codec);
        }
        Object value = codec.read(json, type);
        if (value == null && type instanceof Class<?> plain && plain.isPrimitive()) {
            throw new JobSerializationException("JSON null cannot be read as %s".formatted(plain));
        }
        return value;
    }

    /** The arguments of one call. */
    @Nullable Object[] arguments(Function<Class<?>, ?> known, @Nullable Object payload) {
        @Nullable Object[] arguments = new Object[this.known.size()];
        for (int i = 0; i < arguments.length; i++) {
            Class<?> type = this.known.get(i).known();
            arguments[i] = type == null ? payload : known.apply(type);
        }
        return arguments;
    }

    private static Type readable(MarkedMethod marked, java.lang.reflect.Parameter parameter, Set<Class<?>> fillable) {
        Type type = GenericTypeResolver.resolveType(parameter.getParameterizedType(), marked.beanType());
        Class<?> raw = ResolvableType.forType(type).resolve();
        if (raw == null || isUnreadable(raw)) {
            throw marked.invalid(
                    "its parameter '%s %s' cannot be read from a payload"
                            .formatted(type.getTypeName(), parameter.getName()),
                    "Take a class that JSON can be read as, or one of %s.".formatted(names(fillable)));
        }
        return type instanceof TypeVariable<?> ? raw : type;
    }

    private static boolean isUnreadable(Class<?> type) {
        boolean isOurs =
                type.getPackage() == JsonValue.class.getPackage() && type != JsonValue.class && type != JobId.class;
        return isOurs
                || type.isAnnotation()
                || type.getPackageName().equals("java.util.function")
                || UNREADABLE.stream().anyMatch(kind -> kind.isAssignableFrom(type))
                || (type.isArray() && isUnreadable(type.componentType()));
    }

    private static List<String> names(Set<Class<?>> types) {
        return types.stream().map(Class::getSimpleName).sorted().toList();
    }
}

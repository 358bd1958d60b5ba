package dev.jobq.json;

import dev.jobq.JobSerializationException;
import dev.jobq.JsonCodec;
import dev.jobq.JsonValue;
import java.lang.reflect.Type;
import java.util.Map;
import java.util.Objects;
import java.util.concurrent.ConcurrentHashMap;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.DeserializationFeature;
import tools.jackson.databind.ObjectReader;
import tools.jackson.databind.ObjectWriter;
import tools.jackson.databind.json.JsonMapper;

/**
 * JSON by Jackson 3. Whole numbers and decimals keep every digit, also when read as {@code Object}, {@code Map} or
 * {@code JsonNode}: a decimal then becomes a {@link java.math.BigDecimal}. A {@link JsonValue} is written and read as the
 * JSON that it holds.
 */
public final class JacksonJsonCodec implements JsonCodec {

    private final JsonMapper mapper;
    private final Map<Class<?>, ObjectWriter> writers = new ConcurrentHashMap<>();
    private final Map<Type, ObjectReader> readers = new ConcurrentHashMap<>();

    /**
     * Jackson's defaults: {@code java.time} as ISO-8601 text, unknown properties ignored, no polymorphic typing beyond what
     * a class itself declares, at most 500 levels deep, numbers of at most 1,000 digits.
     */
    public JacksonJsonCodec() {
        this(JsonMapper.shared());
    }

    /** Follows a mapper's configuration; the mapper itself stays as it is. */
    public JacksonJsonCodec(JsonMapper mapper) {
        this.mapper = mapper.rebuild().addModule(new JsonValueModule(this)).build();
    }

    @Override
    public String write(@Nullable Object value) {
        if (value == null) {
            return "null";
        }
        String text;
        try {
            text = writer(value.getClass()).writeValueAsString(value);
        } catch (RuntimeException ex) {
            throw new JobSerializationException(
                    "Cannot write %s as JSON: %s".formatted(value.getClass().getName(), reasonOf(ex)), ex);
        }
        UnstorableText.refuse(text, value.getClass());
        return text;
    }

    @Override
    public @Nullable Object read(String json, Type type) {
        Objects.requireNonNull(json, "json");
        if (type == JsonValue.class) {
            return new JsonValue(json, this);
        }
        try {
            return reader(type).readValue(json);
        } catch (RuntimeException ex) {
            throw new JobSerializationException(
                    "Cannot read JSON as %s: %s".formatted(type.getTypeName(), reasonOf(ex)), ex);
        }
    }

    @Override
    public String canonical(String json) {
        try {
            return CanonicalJson.of(json);
        } catch (RuntimeException ex) {
            throw new JobSerializationException("This is not JSON: " + reasonOf(ex), ex);
        }
    }

    // Looked up before it is computed: computing takes a lock.
    private ObjectWriter writer(Class<?> type) {
        ObjectWriter known = writers.get(type);
        return known != null ? known : writers.computeIfAbsent(type, mapper::writerFor);
    }

    private ObjectReader reader(Type type) {
        ObjectReader known = readers.get(type);
        return known != null ? known : readers.computeIfAbsent(type, this::readerFor);
    }

    private ObjectReader readerFor(Type type) {
        return mapper.readerFor(mapper.constructType(type)).with(DeserializationFeature.USE_BIG_DECIMAL_FOR_FLOATS);
    }

    /** Says what and where; Jackson leaves the source text out, which may be secret. */
    private static String reasonOf(RuntimeException ex) {
        return Objects.requireNonNullElse(ex.getMessage(), ex.toString());
    }
}

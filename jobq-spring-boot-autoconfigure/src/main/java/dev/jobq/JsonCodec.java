package dev.jobq;

import java.lang.reflect.Type;
import org.jspecify.annotations.Nullable;

/**
 * Writes and reads JSON. The default one uses the application's Jackson; a bean of this type replaces it.
 */
public interface JsonCodec {

    /**
     * Writes any value as JSON text; null becomes {@code null}.
     *
     * @throws JobSerializationException if the value cannot be written, or contains a NUL character or a lone surrogate,
     *     which PostgreSQL could not keep
     */
    String write(@Nullable Object value);

    /**
     * Reads JSON text as the given type.
     *
     * @return null for JSON null
     * @throws JobSerializationException if the text does not fit the type
     */
    @Nullable Object read(String json, Type type);

    /**
     * The one spelling that all equal JSON values share: members sorted by name, numbers by value, no white space.
     *
     * @throws JobSerializationException if the text is not JSON
     */
    String canonical(String json);
}

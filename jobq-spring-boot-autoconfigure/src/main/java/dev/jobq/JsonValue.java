package dev.jobq;

import java.util.Objects;
import org.jspecify.annotations.Nullable;

/** A JSON value as the store keeps it. Compares by value: {@code {"a":1,"b":2}} equals {@code {"b":2.0,"a":1}}. */
public final class JsonValue {

    private final String text;
    private final JsonCodec codec;

    public JsonValue(String text, JsonCodec codec) {
        this.text = Objects.requireNonNull(text, "text");
        this.codec = Objects.requireNonNull(codec, "codec");
    }

    /** The JSON text. */
    public String text() {
        return text;
    }

    /** Whether this is JSON null. */
    public boolean isNull() {
        return "null".equals(text);
    }

    /**
     * Converts to a Java value.
     *
     * @param type what to read it as; {@code Object.class} gives maps, lists, strings, numbers and booleans
     * @return null for JSON null
     * @throws JobSerializationException if it does not fit
     */
    public <T> @Nullable T as(Class<T> type) {
        return type.cast(codec.read(text, type));
    }

    @Override
    public boolean equals(@Nullable Object other) {
        return other instanceof JsonValue that
                && (text.equals(that.text) || codec.canonical(text).equals(codec.canonical(that.text)));
    }

    @Override
    public int hashCode() {
        return codec.canonical(text).hashCode();
    }

    @Override
    public String toString() {
        return text;
    }
}

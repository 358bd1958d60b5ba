package dev.jobq.json;

import dev.jobq.JobSerializationException;
import org.jspecify.annotations.Nullable;
import tools.jackson.core.JacksonException;
import tools.jackson.core.JsonParser;
import tools.jackson.core.JsonToken;
import tools.jackson.core.ObjectReadContext;

/** Refuses text that PostgreSQL could not keep, on SQLite too: what one store takes, the other must. */
final class UnstorableText {

    private UnstorableText() {}

    /**
     * Checks all strings and member names.
     *
     * @throws JobSerializationException naming the place, if one has a NUL or half of a surrogate pair
     */
    static void refuse(String json, Class<?> type) {
        // A NUL is always escaped in JSON; so text without such escapes and broken pairs needs no second look.
        if (!json.contains("\\u") && faultOf(json) == null) {
            return;
        }
        try (JsonParser parser = CanonicalJson.STRICT.createParser(ObjectReadContext.empty(), json)) {
            for (JsonToken token = parser.nextToken(); token != null; token = parser.nextToken()) {
                if (token == JsonToken.PROPERTY_NAME || token == JsonToken.VALUE_STRING) {
                    check(parser, token, type);
                }
            }
        } catch (JacksonException ex) {
            throw new JobSerializationException(
                    "%s was written as something that is not JSON: %s".formatted(type.getName(), ex.getMessage()), ex);
        }
    }

    private static void check(JsonParser parser, JsonToken token, Class<?> type) {
        String fault = faultOf(parser.getString());
        if (fault != null) {
            String place = token == JsonToken.PROPERTY_NAME
                    ? "a member name in '%s'"
                            .formatted(parser.streamReadContext().getParent().pathAsPointer())
                    : "the text at '%s'".formatted(parser.streamReadContext().pathAsPointer());
            throw new JobSerializationException(
                    "Cannot store %s: %s contains %s, which PostgreSQL cannot keep: remove it"
                            .formatted(type.getName(), place, fault));
        }
    }

    private static @Nullable String faultOf(String text) {
        for (int i = 0; i < text.length(); i++) {
            char c = text.charAt(i);
            if (c == 0) {
                return "a NUL character";
            }
            if (Character.isSurrogate(c)) {
                if (!Character.isHighSurrogate(c)
                        || i + 1 == text.length()
                        || !Character.isLowSurrogate(text.charAt(i + 1))) {
                    return "half of a surrogate pair";
                }
                i++;
            }
        }
        return null;
    }
}

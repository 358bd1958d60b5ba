package dev.jobq.json;

import java.math.BigDecimal;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;
import tools.jackson.core.JsonParser;
import tools.jackson.core.JsonToken;
import tools.jackson.core.ObjectReadContext;
import tools.jackson.core.exc.StreamReadException;
import tools.jackson.core.io.JsonStringEncoder;
import tools.jackson.core.json.JsonFactory;

/**
 * Gives all equal JSON values one spelling: members sorted by name, the last of two with the same name kept, numbers by
 * value with every digit, no white space, only the escapes that JSON demands.
 */
final class CanonicalJson {

    /** Jackson's defaults: strict JSON, at most 500 levels. */
    static final JsonFactory STRICT = new JsonFactory();

    /** A number with more digits before or behind the point is written with an exponent. */
    private static final int MAX_PLAIN = 40;

    private CanonicalJson() {}

    static String of(String json) {
        try (JsonParser parser = STRICT.createParser(ObjectReadContext.empty(), json)) {
            StringBuilder out = new StringBuilder(json.length());
            write(read(parser, next(parser)), out);
            requireEnd(parser);
            return out.toString();
        }
    }

    /** The text itself, if it is one JSON value. */
    static String requireValid(String json) {
        try (JsonParser parser = STRICT.createParser(ObjectReadContext.empty(), json)) {
            next(parser);
            parser.skipChildren();
            requireEnd(parser);
            return json;
        }
    }

    private static JsonToken next(JsonParser parser) {
        JsonToken token = parser.nextToken();
        if (token == null) {
            throw new StreamReadException(parser, "There is no value");
        }
        return token;
    }

    private static void requireEnd(JsonParser parser) {
        if (parser.nextToken() != null) {
            throw new StreamReadException(parser, "Something follows the value");
        }
    }

    private static @Nullable Object read(JsonParser parser, JsonToken token) {
        return switch (token) {
            case START_OBJECT -> readObject(parser);
            case START_ARRAY -> readArray(parser);
            case VALUE_STRING -> parser.getString();
            case VALUE_NUMBER_INT, VALUE_NUMBER_FLOAT -> number(parser);
            case VALUE_TRUE -> true;
            case VALUE_FALSE -> false;
            default -> null;
        };
    }

    private static Map<String, @Nullable Object> readObject(JsonParser parser) {
        Map<String, @Nullable Object> members = new TreeMap<>();
        for (String name = parser.nextName(); name != null; name = parser.nextName()) {
            members.put(name, read(parser, next(parser)));
        }
        return members;
    }

    private static List<@Nullable Object> readArray(JsonParser parser) {
        List<@Nullable Object> elements = new ArrayList<>();
        for (JsonToken token = next(parser); token != JsonToken.END_ARRAY; token = next(parser)) {
            elements.add(read(parser, token));
        }
        return elements;
    }

    private static Number number(JsonParser parser) {
        return parser.currentToken() == JsonToken.VALUE_NUMBER_INT
                        && parser.getNumberType() != JsonParser.NumberType.BIG_INTEGER
                ? Long.valueOf(parser.getLongValue())
                : parser.getDecimalValue();
    }

    private static void write(@Nullable Object value, StringBuilder out) {
        if (value instanceof Map<?, ?> members) {
            char separator = '{';
            for (Map.Entry<?, ?> member : members.entrySet()) {
                out.append(separator);
                writeText((String) member.getKey(), out);
                write(member.getValue(), out.append(':'));
                separator = ',';
            }
            out.append(members.isEmpty() ? "{}" : "}");
        } else if (value instanceof List<?> elements) {
            char separator = '[';
            for (Object element : elements) {
                write(element, out.append(separator));
                separator = ',';
            }
            out.append(elements.isEmpty() ? "[]" : "]");
        } else if (value instanceof String text) {
            writeText(text, out);
        } else if (value instanceof BigDecimal number) {
            out.append(spell(number));
        } else {
            out.append(value);
        }
    }

    private static void writeText(String text, StringBuilder out) {
        out.append('"');
        JsonStringEncoder.getInstance().quoteAsString(text, out);
        out.append('"');
    }

    /** One spelling for each value; an exponent beyond 40 digits, so that 1e1000000 stays short. */
    private static String spell(BigDecimal number) {
        BigDecimal bare = number.stripTrailingZeros();
        long wholeDigits = (long) bare.precision() - bare.scale();
        return Math.max(wholeDigits, bare.scale()) <= MAX_PLAIN ? bare.toPlainString() : bare.toString();
    }
}

package dev.jobq.query;

import dev.jobq.InvalidJobException;
import dev.jobq.JobSerializationException;
import dev.jobq.JsonCodec;
import java.math.BigDecimal;
import org.jspecify.annotations.Nullable;

/**
 * The state of a held job as the stores keep it.
 *
 * @param text its canonical JSON: equal states are equal text
 * @param head the canonical JSON of its first element, by which it can be sought; null if it is no array or empty
 */
public record State(String text, @Nullable String head) {

    /** Numbers with more digits would not mean the same in every program that reads them. */
    private static final int MAX_DIGITS = 18;

    private static final int MAX_SHOWN = 40;

    /**
     * Writes a state.
     *
     * @param value anything that can be written as JSON
     * @throws JobSerializationException if it cannot
     * @throws InvalidJobException if it holds a number of more than 18 digits
     */
    public static State of(@Nullable Object value, JsonCodec codec) {
        return ofJson(codec.write(value), codec);
    }

    /** A state that is JSON text already. Throws as {@link #of}. */
    public static State ofJson(String json, JsonCodec codec) {
        String text = codec.canonical(json);
        requireShortNumbers(text);
        return new State(text, headOf(text));
    }

    /** The first element of an array in canonical JSON, which has no white space; null if there is none. */
    static @Nullable String headOf(String canonical) {
        if (canonical.charAt(0) != '[' || canonical.charAt(1) == ']') {
            return null;
        }
        int depth = 0;
        for (int i = 1; i < canonical.length(); i++) {
            switch (canonical.charAt(i)) {
                case '"' -> i = endOfText(canonical, i);
                case '[', '{' -> depth++;
                case ']', '}', ',' -> {
                    if (depth == 0) {
                        return canonical.substring(1, i);
                    }
                    if (canonical.charAt(i) != ',') {
                        depth--;
                    }
                }
                default -> {}
            }
        }
        throw new IllegalArgumentException("This is not canonical JSON: " + canonical);
    }

    private static void requireShortNumbers(String canonical) {
        for (int i = 0; i < canonical.length(); i++) {
            char c = canonical.charAt(i);
            if (c == '"') {
                i = endOfText(canonical, i);
            } else if (c == '-' || Character.isDigit(c)) {
                int start = i;
                while (i + 1 < canonical.length() && "0123456789.eE+-".indexOf(canonical.charAt(i + 1)) >= 0) {
                    i++;
                }
                String number = canonical.substring(start, i + 1);
                // Those of very many digits are written with an exponent, which is short.
                if (number.length() > MAX_DIGITS || number.indexOf('E') >= 0 || number.indexOf('e') >= 0) {
                    requireShort(number);
                }
            }
        }
    }

    private static void requireShort(String number) {
        BigDecimal bare = new BigDecimal(number).stripTrailingZeros();
        if (bare.precision() > MAX_DIGITS || Math.abs((long) bare.scale()) > MAX_DIGITS) {
            throw new InvalidJobException(
                    "A state holds numbers of at most %d digits, and %s has more: write it as text"
                            .formatted(MAX_DIGITS, number.length() > MAX_SHOWN ? "one" : number));
        }
    }

    /** Where the text ends whose opening quotation mark stands here. */
    private static int endOfText(String canonical, int start) {
        int i = start + 1;
        while (canonical.charAt(i) != '"') {
            i += canonical.charAt(i) == '\\' ? 2 : 1;
        }
        return i;
    }
}

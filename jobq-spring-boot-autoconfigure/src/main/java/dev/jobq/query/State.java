package dev.jobq.query;

import dev.jobq.InvalidJobException;
import dev.jobq.JobSerializationException;
import dev.jobq.JsonCodec;
import java.math.BigDecimal;
import java.math.BigInteger;
import java.util.List;
import java.util.Map;
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
        Object tree = codec.read(json, Object.class);
        requireShortNumbers(tree);
        Object head = tree instanceof List<?> list && !list.isEmpty() ? list.get(0) : NONE;
        return new State(codec.canonical(json), head == NONE ? null : codec.canonical(codec.write(head)));
    }

    private static final Object NONE = new Object();

    private static void requireShortNumbers(@Nullable Object tree) {
        if (tree instanceof List<?> list) {
            list.forEach(State::requireShortNumbers);
        } else if (tree instanceof Map<?, ?> map) {
            map.values().forEach(State::requireShortNumbers);
        } else if (tree instanceof BigInteger integer) {
            requireShort(new BigDecimal(integer));
        } else if (tree instanceof BigDecimal decimal) {
            requireShort(decimal);
        } else if (tree instanceof Long number) {
            requireShort(BigDecimal.valueOf(number));
        }
    }

    private static void requireShort(BigDecimal number) {
        BigDecimal bare = number.stripTrailingZeros();
        if (bare.precision() > MAX_DIGITS || Math.abs((long) bare.scale()) > MAX_DIGITS) {
            throw new InvalidJobException(
                    "A state holds numbers of at most %d digits, and %s has more: write it as text"
                            .formatted(MAX_DIGITS, number.precision() > 40 ? "one" : number.toString()));
        }
    }
}

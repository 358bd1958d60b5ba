package dev.jobq.json;

import static org.assertj.core.api.Assertions.assertThat;

import java.math.BigDecimal;
import java.math.BigInteger;
import java.util.ArrayList;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Random JSON values, by seed: what is written comes back, and equal values have one canonical spelling. */
class JsonRoundTripTests {

    private static final String ALPHABET = "aZ09 \"\\/\b\n\u0001\u007f\u00e9\u4e2d\u2028\uffff";

    private final JacksonJsonCodec codec = new JacksonJsonCodec();

    @ParameterizedTest
    @ValueSource(longs = {1, 2, 3, 20261124})
    void randomValuesComeBack(long seed) {
        Random random = new Random(seed);
        for (int i = 0; i < 500; i++) {
            Object value = value(random, 4);

            assertThat(codec.read(codec.write(value), Object.class)).isEqualTo(value);
        }
    }

    @ParameterizedTest
    @ValueSource(longs = {4, 5, 6, 20261125})
    void equalValuesShareTheirCanonicalForm(long seed) {
        Random random = new Random(seed);
        for (int i = 0; i < 500; i++) {
            Object value = value(random, 4);
            String json = codec.write(value);
            String canonical = codec.canonical(json);

            assertThat(codec.canonical(codec.write(respelt(random, value)))).isEqualTo(canonical);
            assertThat(codec.canonical(canonical)).isEqualTo(canonical);
        }
    }

    @ParameterizedTest
    @ValueSource(longs = {7, 8, 20261126})
    void differentNumbersHaveDifferentCanonicalForms(long seed) {
        Random random = new Random(seed);
        for (int i = 0; i < 2000; i++) {
            BigDecimal one = decimal(random);
            BigDecimal other = random.nextBoolean() ? decimal(random) : one.add(one.ulp());

            assertThat(codec.canonical(one.toString()).equals(codec.canonical(other.toString())))
                    .as("%s and %s", one, other)
                    .isEqualTo(one.compareTo(other) == 0);
        }
    }

    private static Object value(Random random, int depth) {
        return switch (random.nextInt(depth > 0 ? 9 : 7)) {
            case 0 -> null;
            case 1 -> random.nextBoolean();
            case 2 -> random.nextInt();
            case 3 -> (random.nextLong() | 1L << 40);
            case 4 -> new BigInteger(200 + random.nextInt(500), random).setBit(80);
            case 5 -> decimal(random);
            case 6 -> text(random);
            case 7 -> list(random, depth);
            default -> map(random, depth);
        };
    }

    private static List<Object> list(Random random, int depth) {
        List<Object> list = new ArrayList<>();
        for (int i = random.nextInt(5); i > 0; i--) {
            list.add(value(random, depth - 1));
        }
        return list;
    }

    private static Map<String, Object> map(Random random, int depth) {
        Map<String, Object> map = new LinkedHashMap<>();
        for (int i = random.nextInt(5); i > 0; i--) {
            map.put(text(random), value(random, depth - 1));
        }
        return map;
    }

    private static BigDecimal decimal(Random random) {
        // At least one digit behind the point, so that it is read back as a decimal.
        return new BigDecimal(new BigInteger(1 + random.nextInt(150), random), 1 + random.nextInt(60));
    }

    private static String text(Random random) {
        StringBuilder text = new StringBuilder();
        for (int i = random.nextInt(12); i > 0; i--) {
            if (random.nextInt(8) == 0) {
                text.appendCodePoint(0x1f3bb + random.nextInt(100));
            } else {
                text.append(ALPHABET.charAt(random.nextInt(ALPHABET.length())));
            }
        }
        return text.toString();
    }

    /** The same value with members in another order and numbers at another scale. */
    private static Object respelt(Random random, Object value) {
        if (value instanceof Map<?, ?> map) {
            List<Object> names = new ArrayList<>(map.keySet());
            Collections.shuffle(names, random);
            Map<Object, Object> other = new LinkedHashMap<>();
            names.forEach(name -> other.put(name, respelt(random, map.get(name))));
            return other;
        }
        if (value instanceof List<?> list) {
            List<Object> other = new ArrayList<>();
            list.forEach(element -> other.add(respelt(random, element)));
            return other;
        }
        if (value instanceof Number number) {
            BigDecimal decimal = new BigDecimal(number.toString());
            return random.nextBoolean()
                    ? decimal.setScale(decimal.scale() + random.nextInt(4))
                    : decimal.stripTrailingZeros();
        }
        return value;
    }
}

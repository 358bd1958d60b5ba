package dev.jobq.json;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import dev.jobq.JobSerializationException;
import dev.jobq.JsonValue;
import java.math.BigDecimal;
import java.math.BigInteger;
import java.time.Duration;
import java.time.Instant;
import java.time.LocalDate;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import tools.jackson.core.type.TypeReference;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.PropertyNamingStrategies;
import tools.jackson.databind.json.JsonMapper;

class JacksonJsonCodecTests {

    private final JacksonJsonCodec codec = new JacksonJsonCodec();

    @Test
    void recordsTimesAndNestingComeBackAsTheyWent() {
        Order order = new Order(
                "Zoë 🎻 中文",
                Instant.parse("2026-11-24T10:15:30.123456789Z"),
                Duration.ofMinutes(90),
                LocalDate.of(2024, 2, 29),
                List.of(new Line("a", 1), new Line("b", 2)),
                null);

        String json = codec.write(order);

        assertThat(json).contains("\"2026-11-24T10:15:30.123456789Z\"", "\"PT1H30M\"", "\"2024-02-29\"");
        assertThat(codec.read(json, Order.class)).isEqualTo(order);
    }

    @Test
    void nullIsJsonNullBothWays() {
        assertThat(codec.write(null)).isEqualTo("null");
        assertThat(codec.read("null", Order.class)).isNull();
        assertThat(codec.read("null", Object.class)).isNull();
    }

    @Test
    void unknownPropertiesAreIgnored() {
        assertThat(codec.read("{\"sku\":\"x\",\"count\":3,\"new\":{\"deep\":[1]}}", Line.class))
                .isEqualTo(new Line("x", 3));
    }

    @Test
    void genericTypesAreRead() {
        assertThat(codec.read("[{\"sku\":\"x\",\"count\":3}]", new TypeReference<List<Line>>() {}.getType()))
                .isEqualTo(List.of(new Line("x", 3)));
    }

    @Test
    void bigNumbersKeepEveryDigit() {
        BigInteger whole = BigInteger.TWO.pow(3000).negate();
        BigDecimal fraction = new BigDecimal("0.1234567890123456789012345678901234567890");
        BigDecimal tiny = new BigDecimal("1.5E-4000");

        String json = codec.write(List.of(whole, fraction, tiny, Long.MAX_VALUE));

        assertThat(codec.read(json, Object.class)).isEqualTo(List.of(whole, fraction, tiny, Long.MAX_VALUE));
        assertThat(((JsonNode) codec.read(json, JsonNode.class)).get(1).decimalValue())
                .isEqualByComparingTo(fraction);
    }

    @Test
    void ownMapperIsFollowedAndLeftAlone() {
        JsonMapper mapper = JsonMapper.builder()
                .propertyNamingStrategy(PropertyNamingStrategies.UPPER_CAMEL_CASE)
                .build();
        JacksonJsonCodec own = new JacksonJsonCodec(mapper);

        assertThat(own.write(new Line("x", 3))).isEqualTo("{\"Sku\":\"x\",\"Count\":3}");
        assertThat(own.read("[1.10]", Object.class)).isEqualTo(List.of(new BigDecimal("1.10")));
        assertThat(mapper.readValue("[1.10]", Object.class)).isEqualTo(List.of(1.1));
    }

    @Test
    void jsonValuesAreTheJsonThatTheyHold() {
        JsonValue inner = new JsonValue("{\"b\":[1,2.50]}", codec);

        String json = codec.write(Map.of("inner", inner));

        assertThat(json).isEqualTo("{\"inner\":{\"b\":[1,2.50]}}");
        assertThat(codec.write(inner)).isEqualTo("{\"b\":[1,2.50]}");
        assertThat(codec.read("{\"b\":[1,2.5]}", JsonValue.class)).isEqualTo(inner);
        Envelope envelope = (Envelope) codec.read("{\"body\":{\"b\":[1,2.5]}}", Envelope.class);
        assertThat(envelope.body()).isEqualTo(inner);
        assertThat(((Envelope) codec.read("{\"body\":null}", Envelope.class))
                        .body()
                        .isNull())
                .isTrue();
    }

    @Test
    void jsonValueThatIsNoJsonIsRefused() {
        assertRefused(new JsonValue("{\"a\":", codec));
        assertRefused(List.of(new JsonValue("1 2", codec)));
        assertRefused(new JsonValue("", codec));
    }

    @ParameterizedTest
    @ValueSource(strings = {"a\0b", "\0", "\ud83d", "x\ud83d", "\udc00x", "\udc00\ud83d", "\ud83d\ud83d\udc00"})
    void brokenTextIsRefusedWhereverItIs(String text) {
        assertThat(assertRefused(Map.of("list", List.of("good", text)))).contains("the text at '/list/1'");
        assertThat(assertRefused(Map.of("outer", Map.of(text, 1)))).contains("a member name in '/outer'");
        assertThat(assertRefused(new Line(text, 1))).contains("the text at '/sku'", Line.class.getName());
        assertThat(assertRefused(text)).contains("the text at ''");
        assertThat(assertRefused(new JsonValue(escaped(text), codec))).contains("the text at ''");
    }

    @Test
    void textThatOnlyLooksBrokenPasses() {
        List<String> texts = List.of("\\u0000", "\\\\u0000", "\u0001\u001f", "🎻", "\\ud83d", "\uffff", "\u2028");

        assertThat(codec.read(codec.write(texts), Object.class)).isEqualTo(texts);
    }

    @Test
    void whatCannotBeWrittenNamesTheWay() {
        List<Object> endless = new ArrayList<>();
        endless.add(endless);

        assertThat(assertRefused(endless)).contains("nesting depth");
        assertThat(assertRefused(Map.of("bean", new Failing(true))))
                .contains("[\"bean\"]", "[\"value\"]", "out of ink");
    }

    @Test
    void whatDoesNotFitNamesTheWayButNotTheText() {
        String message = assertUnreadable("[{\"sku\":\"topsecret\",\"count\":{}}]");

        assertThat(message).contains("[\"count\"]").doesNotContain("topsecret");
        assertUnreadable("[");
        assertUnreadable("");
    }

    @Test
    void depthIsLimitedToFiveHundred() {
        assertThat(codec.canonical("[".repeat(500) + "]".repeat(500))).hasSize(1000);
        assertUnreadable("[".repeat(501) + "]".repeat(501));
        assertNotJson("[".repeat(501) + "]".repeat(501));
        assertNotJson("{\"a\":".repeat(100_000));
    }

    @Test
    void typeNamesInJsonChooseNoClass() {
        Object read =
                codec.read("{\"@class\":\"java.io.File\",\"@type\":\"java.io.File\",\"path\":\"/\"}", Object.class);

        assertThat(read).isInstanceOf(Map.class);
        assertThat(codec.read("[\"java.io.File\",\"/\"]", Object.class)).isEqualTo(List.of("java.io.File", "/"));
    }

    @Test
    void canonicalIsOneSpellingForEqualValues() {
        assertThat(codec.canonical(" { \"b\" : [ 1.0 , 1e0 , 10e-1 ] , \"a\" : null } "))
                .isEqualTo("{\"a\":null,\"b\":[1,1,1]}");
        assertThat(codec.canonical("\"\\u0041\\/\\n\"")).isEqualTo("\"A/\\n\"");
        assertThat(codec.canonical("{\"a\":1,\"a\":2}")).isEqualTo("{\"a\":2}");
        assertThat(codec.canonical("[-0.0,0e7,-0]")).isEqualTo("[0,0,0]");
        assertThat(codec.canonical("[true,false,{},[]]")).isEqualTo("[true,false,{},[]]");
    }

    @Test
    void canonicalNumbersAreExact() {
        assertThat(codec.canonical("[9007199254740993,9007199254740993.0]"))
                .isEqualTo("[9007199254740993,9007199254740993]");
        assertThat(codec.canonical("0.1000000000000000000000000000000001"))
                .isEqualTo("0.1000000000000000000000000000000001");
        assertThat(codec.canonical("1e1000000")).isEqualTo(codec.canonical("10e999999"));
        assertThat(codec.canonical("1e1000000")).hasSizeLessThan(20);
        assertThat(codec.canonical("100000000000000000000")).isEqualTo(codec.canonical("1e20"));
    }

    @ParameterizedTest
    @ValueSource(
            strings = {"", " ", "{", "[1,]", "{\"a\"}", "01", "NaN", "1 2", "'a'", "{a:1}", "nul", "1e99999999999"})
    void whatIsNoJsonHasNoCanonicalForm(String text) {
        assertNotJson(text);
    }

    private String assertRefused(Object value) {
        JobSerializationException ex = catchThrowableOfType(JobSerializationException.class, () -> codec.write(value));
        assertThat(ex).isNotNull();
        return ex.getMessage();
    }

    private String assertUnreadable(String json) {
        JobSerializationException ex = catchThrowableOfType(
                JobSerializationException.class, () -> codec.read(json, new TypeReference<List<Line>>() {}.getType()));
        assertThat(ex).isNotNull();
        return ex.getMessage();
    }

    private void assertNotJson(String text) {
        assertThatExceptionOfType(JobSerializationException.class).isThrownBy(() -> codec.canonical(text));
    }

    private static String escaped(String text) {
        StringBuilder json = new StringBuilder("\"");
        text.chars().forEach(c -> json.append("\\u%04x".formatted(c)));
        return json.append('"').toString();
    }

    record Line(String sku, int count) {}

    record Envelope(JsonValue body) {}

    record Order(String name, Instant at, Duration within, LocalDate day, List<Line> lines, String note) {}

    record Failing(boolean isDry) {
        public String getValue() {
            if (isDry) {
                throw new IllegalStateException("out of ink");
            }
            return "written";
        }
    }
}

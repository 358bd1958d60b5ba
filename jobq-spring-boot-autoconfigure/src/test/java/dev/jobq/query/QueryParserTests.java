package dev.jobq.query;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import dev.jobq.InvalidQueryException;
import dev.jobq.JobQuery;
import dev.jobq.json.JacksonJsonCodec;
import java.time.Instant;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class QueryParserTests {

    private final JacksonJsonCodec codec = new JacksonJsonCodec();
    private final QueryParser parser = new QueryParser(codec);

    @Test
    void theJsonFormIsTheBuilders() {
        assertThat(parser.parse("[[\"=\",\"state[0]\",\"ASSIGNED\"],[\"<\",\"payload.n\",5],[\"IS\",\"key\",null]]"))
                .isEqualTo(JobQuery.where("state[0]")
                        .is("ASSIGNED")
                        .and("payload.n")
                        .lessThan(5)
                        .and("key")
                        .is(null));
        assertThat(parser.parse("[]")).isEqualTo(JobQuery.all());
    }

    @Test
    void aConditionOfAnotherFormIsRefusedWhateverIsInIt() {
        assertThatExceptionOfType(InvalidQueryException.class)
                .isThrownBy(() -> parser.parse("[[\"\\ud800\",[1]]]"))
                .withMessageContaining("[operator, path, value]");
    }

    @Test
    void aPathOfAnyLengthIsRefusedWithItsLength() {
        String path = "state" + ".a".repeat(100_000);
        assertThatExceptionOfType(InvalidQueryException.class)
                .isThrownBy(() -> parser.parse("[[\"=\",\"%s\",1]]".formatted(path)))
                .withMessageContaining("200005 characters");
        assertThat(JobQuery.where("state" + ".a".repeat(400)).is(1)).isNotNull();
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "",
                "{",
                "null",
                "7",
                "{}",
                "[1]",
                "[[]]",
                "[[\"=\",\"id\"]]",
                "[[\"=\",\"id\",1,2]]",
                "[[\"~\",\"id\",1]]",
                "[[1,\"id\",1]]",
                "[[\"=\",7,1]]",
                "[[\"=\",\"id\",null]]",
                "[[\"=\",\"owner\",1]]",
                "[[\"=\",\"state.\",1]]",
                "[[\"=\",\"state[-1]\",1]]",
                "[[\"=\",\"state[x]\",1]]",
                "[[\"=\",\"state['a']\",1]]",
                "[[\"=\",\"id; drop\",1]]",
                "[[\"=\",\"stateful\",1]]"
            })
    void whatIsNoQueryIsRefused(String json) {
        assertThatExceptionOfType(InvalidQueryException.class).isThrownBy(() -> parser.parse(json));
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "[[\"=\",\"id\",\"x\"]] | a number",
                "[[\"=\",\"topic\",5]] | text",
                "[[\"=\",\"status\",\"GONE\"]] | HELD",
                "[[\"<\",\"touched\",\"yesterday\"]] | 2026-11-24T12:00:00Z",
                "[[\"<\",\"touched\",5]] | 2026-11-24T12:00:00Z",
                "[[\"LIKE\",\"state\",5]] | LIKE takes text",
                "[[\"<\",\"state\",[1]]] | have an order",
                "[[\">=\",\"payload.a\",true]] | have an order",
            })
    void aValueThatDoesNotFitIsRefusedWithWhatFits(String json, String message) {
        assertThatExceptionOfType(InvalidQueryException.class)
                .isThrownBy(() -> Selection.of(parser.parse(json), codec))
                .withMessageContaining(message);
    }

    @Test
    void whatTheQueryFixesCanBeSought() {
        Instant time = Instant.parse("2026-11-24T12:00:00Z");
        Selection.Fixed fixed = Selection.of(
                        JobQuery.where("state[0]")
                                .is("A")
                                .and("topic")
                                .is("t")
                                .and("touched")
                                .before(time),
                        codec)
                .fixed();
        assertThat(fixed.head()).isEqualTo("\"A\"");
        assertThat(fixed.topic()).isEqualTo("t");
        assertThat(fixed.touchedUntil()).isEqualTo(time);
        assertThat(fixed.state()).isNull();
        assertThat(Selection.of(JobQuery.where("state").is(new int[] {1, 2}), codec)
                        .fixed()
                        .state())
                .isEqualTo("[1,2]");
        assertThat(Selection.of(JobQuery.where("state[0]").isNot("A"), codec).fixed())
                .isEqualTo(Selection.Fixed.NOTHING);
    }

    @Test
    void aNumberThatIsNoneHasNoOrderAmongIds() {
        for (Number number : new Number[] {Double.NaN, Double.NEGATIVE_INFINITY, Float.NaN, Float.POSITIVE_INFINITY}) {
            assertThatExceptionOfType(InvalidQueryException.class)
                    .isThrownBy(() -> Selection.of(JobQuery.where("id").lessThan(number), codec))
                    .withMessageContaining("a number");
        }
    }

    @Test
    void theStateOfThoseThatWereGivenNoneCanBeSoughtButIsNotOnlyTheirs() {
        Selection.Fixed none =
                Selection.of(JobQuery.where("state").is(null), codec).fixed();
        assertThat(none.state()).isEqualTo("null");
        assertThat(none.isHeldOnly()).isFalse();
        Selection.Fixed same = Selection.of(
                        parser.parse("[[\"IS\",\"state\",[\"A\"]],[\"IS\",\"topic\",\"t\"]]"), codec)
                .fixed();
        assertThat(same.state()).isEqualTo("[\"A\"]");
        assertThat(same.topic()).isEqualTo("t");
        assertThat(same.isHeldOnly()).isTrue();
    }
}

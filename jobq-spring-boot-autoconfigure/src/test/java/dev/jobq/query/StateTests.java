package dev.jobq.query;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import dev.jobq.InvalidJobException;
import dev.jobq.json.JacksonJsonCodec;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class StateTests {

    private final JacksonJsonCodec codec = new JacksonJsonCodec();

    @ParameterizedTest
    @ValueSource(strings = {"1e18", "-1e18", "123456789012345678", "1e-18", "0.000", "-0.125", "1E2"})
    void numbersOfAtMostEighteenDigitsAreKept(String number) {
        assertThat(State.ofJson("[" + number + "]", codec).text()).doesNotContain("E");
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "1e19",
                "1e30",
                "1e41",
                "1e50",
                "-1e50",
                "1e1000000",
                "1e-19",
                "1e-41",
                "1e-50",
                "1234567890123456789"
            })
    void longerNumbersAreRefusedHoweverTheyAreWritten(String number) {
        assertThatExceptionOfType(InvalidJobException.class)
                .isThrownBy(() -> State.ofJson("{\"a\":[\"A\"," + number + "]}", codec))
                .withMessageContaining("at most 18 digits");
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            quoteCharacter = '\'',
            value = {
                "[\"A\",1]|\"A\"",
                "[\"a,]\\\"}\\\\\"]|\"a,]\\\"}\\\\\"",
                "[[\"A\",[]],2]|[\"A\",[]]",
                "[{\"a\":[1,2],\"b\":\"}\"},2]|{\"a\":[1,2],\"b\":\"}\"}",
                "[null]|null"
            })
    void theHeadIsTheFirstElement(String state, String head) {
        assertThat(State.ofJson(state, codec).head()).isEqualTo(head);
    }

    @Test
    void whatIsNoArrayOrEmptyHasNoHead() {
        assertThat(State.ofJson("[]", codec).head()).isNull();
        assertThat(State.ofJson("{\"a\":1}", codec).head()).isNull();
        assertThat(State.ofJson("\"[1]\"", codec).head()).isNull();
    }
}

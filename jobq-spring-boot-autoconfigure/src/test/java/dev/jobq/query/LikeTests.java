package dev.jobq.query;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import dev.jobq.InvalidQueryException;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class LikeTests {

    @ParameterizedTest
    @CsvSource({
        "abc, abc, true",
        "abc, ABC, false",
        "a%, abc, true",
        "%c, abc, true",
        "%b%, abc, true",
        "a_c, abc, true",
        "a_c, ac, false",
        "_, 😀, true",
        "__, 😀, false",
        "%a%b, aabab, true",
        "%a%b, aaba, false",
        "a\\%, a%, true",
        "a\\%, ab, false",
        "a\\\\, a\\, true",
        "'', '', true",
        "%, '', true",
        "_, '', false",
        "a.c, abc, false",
    })
    void matchesAsSqlDoes(String pattern, String text, boolean matches) {
        assertThat(new Like(pattern).matches(text)).isEqualTo(matches);
    }

    @Test
    @Timeout(5)
    void noPatternTakesLong() {
        assertThat(new Like("%a".repeat(500) + "b").matches("a".repeat(10_000))).isFalse();
    }

    @Test
    void aBackslashAtTheEndIsRefused() {
        assertThatExceptionOfType(InvalidQueryException.class)
                .isThrownBy(() -> new Like("50\\"))
                .withMessageContaining("50\\");
    }
}

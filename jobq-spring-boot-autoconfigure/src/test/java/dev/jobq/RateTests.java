package dev.jobq;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.time.Duration;
import org.assertj.core.api.ThrowableAssert.ThrowingCallable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class RateTests {

    @ParameterizedTest
    @CsvSource({
        "100/1s, 100, PT1S, 100/1s",
        "10/1m, 10, PT1M, 10/1m",
        "1/h, 1, PT1H, 1/1h",
        "5/2d, 5, P2D, 5/2d",
        "7/1500ms, 7, PT1.5S, 7/1500ms",
        "3/60s, 3, PT1M, 3/1m"
    })
    void areReadAndWritten(String text, int starts, Duration window, String written) {
        assertThat(Rate.of(text)).isEqualTo(new Rate(starts, window)).hasToString(written);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "",
                "abc",
                "100",
                "100/",
                "0/1s",
                "-1/1s",
                "100/0s",
                "100/1",
                "100/1y",
                "1/367d",
                "1.5/1s",
                "1000000000/1s"
            })
    void othersAreRefusedByName(String text) {
        assertThatThrownBy(() -> Rate.of(text))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining("'" + text + "'");
    }

    @Test
    void limitsAreWrittenAsTheyAreConfigured() {
        Limits all = Limits.NONE
                .globalConcurrency(8)
                .rate("100/1s")
                .keyConcurrency(2)
                .keyRate("5/1m");
        assertThat(all)
                .hasToString("global-concurrency=8 rate-limit=100/1s per-key.concurrency=2 per-key.rate-limit=5/1m");
        assertThat(Limits.parse(all.toString())).isEqualTo(all);
        assertThat(Limits.parse("")).isEqualTo(Limits.NONE);
        assertThat(Limits.NONE.isEmpty()).isTrue();
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "global-concurrency=0",
                "global-concurrency=many",
                "rate-limit=abc",
                "per-key.concurrency=-1",
                "speed=3",
                "8"
            })
    void otherLimitsAreRefusedByName(String text) {
        assertThatThrownBy(() -> Limits.parse(text))
                .isInstanceOf(InvalidTopicException.class)
                .hasMessageContaining(text.substring(text.indexOf('=') + 1));
    }

    @Test
    void limitsThatAreNoneAreRefusedByKeyAndValue() {
        assertRefused(() -> Limits.NONE.rate("100/0s"), "rate-limit '100/0s' is no rate");
        assertRefused(() -> Limits.NONE.keyRate("abc"), "per-key.rate-limit 'abc' is no rate");
        assertRefused(() -> Limits.NONE.globalConcurrency(0), "global-concurrency 0 is not allowed");
        assertRefused(() -> Limits.NONE.keyConcurrency(-1), "per-key.concurrency -1 is not allowed");
    }

    private static void assertRefused(ThrowingCallable call, String message) {
        assertThatThrownBy(call).isInstanceOf(InvalidTopicException.class).hasMessageStartingWith(message);
    }
}

package dev.jobq;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

class BackoffTests {

    private static final Duration BASE = Duration.ofSeconds(15);

    @Test
    void noneWaitsNot() {
        assertThat(seconds(Backoff.none(), 3)).containsExactly(0, 0, 0);
    }

    @Test
    void linearGrowsByTheBase() {
        assertThat(seconds(Backoff.linear(BASE), 4)).containsExactly(15, 30, 45, 60);
    }

    @Test
    void exponentialIsTheFourthPowerPlusTheBase() {
        assertThat(seconds(Backoff.exponential(BASE), 5)).containsExactly(16, 31, 96, 271, 640);
    }

    @Test
    void exponentialStaysFiniteAfterAnyNumberOfFailures() {
        assertThat(Backoff.exponential(BASE).delay(Integer.MAX_VALUE))
                .isPositive()
                .isLessThan(Duration.ofDays(36_500));
    }

    @Test
    void atMostCutsWhatIsLonger() {
        assertThat(seconds(Backoff.exponential(BASE).atMost(Duration.ofSeconds(100)), 5))
                .containsExactly(16, 31, 96, 100, 100);
    }

    private static int[] seconds(Backoff backoff, int failures) {
        return IntStream.rangeClosed(1, failures)
                .map(n -> (int) backoff.delay(n).toSeconds())
                .toArray();
    }
}

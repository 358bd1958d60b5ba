package dev.jobq.queue;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

class LookTimesTests {

    private static final Duration LITTLE = Duration.ofMillis(1);

    private final LookTimes times = new LookTimes();
    private long now = Long.MAX_VALUE - 5;

    @BeforeEach
    void begin() {
        times.begin(now);
        times.waited(true, now);
    }

    @Test
    void whenNothingIsHeardAllAreLookedAtSoonAndThenEverySecond() {
        assertThat(left(false)).isEqualTo(LookTimes.FIRST_LOOK);
        pass(LookTimes.FIRST_LOOK);
        for (int i = 0; i < 100; i++) {
            look(LITTLE);
            assertThat(left(false)).isEqualTo(LookTimes.POLL);
            pass(LookTimes.POLL);
            assertThat(left(false)).isZero();
        }
    }

    @Test
    void whoBeginsToWaitIsLookedAtWithinASecondHoweverLongNobodyWaited() {
        for (int i = 0; i < 100; i++) {
            look(LITTLE);
            times.waited(false, now);
            pass(LookTimes.LINGER.minus(LITTLE));
            times.waited(true, now);
            assertThat(left(false)).isEqualTo(LookTimes.POLL);
            pass(LookTimes.POLL);
            // Others begin to wait meanwhile; that puts off nothing.
            times.waited(true, now);
            assertThat(left(false)).isZero();
        }
    }

    @Test
    void whoHearsThatAnyMayHaveEndedLooksAtOnceUnlessLooksTakeLong() {
        look(LITTLE);
        assertThat(left(true)).isEqualTo(LITTLE.multipliedBy(4));
        look(LookTimes.POLL);
        assertThat(left(true)).isEqualTo(LookTimes.POLL.multipliedBy(4));
        assertThat(left(false)).isEqualTo(LookTimes.POLL.multipliedBy(4));
    }

    @Test
    void itEndsWhenNobodyHasWaitedForAWhile() {
        pass(Duration.ofDays(1));
        times.waited(true, now);
        assertThat(times.areOver(now)).isFalse();
        times.waited(false, now);
        assertThat(left(true)).isEqualTo(LookTimes.LINGER);
        pass(LookTimes.LINGER.minus(LITTLE));
        assertThat(times.areOver(now)).isFalse();
        pass(LITTLE);
        assertThat(times.areOver(now)).isTrue();
        times.begin(now);
        assertThat(times.areOver(now)).isFalse();
    }

    private void look(Duration length) {
        long start = now;
        pass(length);
        times.looked(start, now);
    }

    private Duration left(boolean mayAnyHaveEnded) {
        return Duration.ofNanos(times.left(mayAnyHaveEnded, now));
    }

    private void pass(Duration time) {
        now += time.toNanos();
    }
}

package dev.jobq.queue;

import static org.assertj.core.api.Assertions.assertThat;

import dev.jobq.JobBulk.Rate;
import java.time.Duration;
import org.junit.jupiter.api.Test;

class MeterTests {

    private long now = -5;

    @Test
    void aRateIsKeptWhateverTheBatches() {
        Meter meter = meter(new Rate(5, Duration.ofMillis(100)));
        assertThat(meter.batch()).isEqualTo(5);
        assertThat(meter.untilNext(0)).isZero();
        assertThat(meter.untilNext(5)).isEqualTo(Duration.ofMillis(100).toNanos());
        now += Duration.ofMillis(70).toNanos();
        assertThat(meter.untilNext(5)).isEqualTo(Duration.ofMillis(30).toNanos());
        assertThat(meter.untilNext(10)).isEqualTo(Duration.ofMillis(130).toNanos());
        now += Duration.ofMillis(70).toNanos();
        assertThat(meter.untilNext(5)).isNegative();
    }

    @Test
    void aSlowRateGoesOneByOne() {
        Meter meter = meter(new Rate(2, Duration.ofDays(1)));
        assertThat(meter.batch()).isEqualTo(1);
        assertThat(meter.untilNext(1)).isEqualTo(Duration.ofHours(12).toNanos());
    }

    @Test
    void withoutARateNothingIsWaitedFor() {
        Meter meter = meter(Rate.UNLIMITED);
        assertThat(meter.batch()).isEqualTo(100);
        assertThat(meter.untilNext(1_000_000)).isZero();
    }

    private Meter meter(Rate rate) {
        return new Meter(rate, () -> now);
    }
}

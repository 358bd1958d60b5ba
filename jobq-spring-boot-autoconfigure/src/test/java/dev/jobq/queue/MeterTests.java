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
        assertThat(meter.untilNext()).isZero();
        did(meter, 5);
        assertThat(meter.untilNext()).isEqualTo(Duration.ofMillis(100).toNanos());
        pass(70);
        assertThat(meter.untilNext()).isEqualTo(Duration.ofMillis(30).toNanos());
        did(meter, 5);
        assertThat(meter.untilNext()).isEqualTo(Duration.ofMillis(130).toNanos());
        pass(140);
        assertThat(meter.untilNext()).isNegative();
        did(meter, 5);
        assertThat(meter.untilNext()).isEqualTo(Duration.ofMillis(90).toNanos());
    }

    @Test
    void afterAStallThereIsNoBurst() {
        Meter meter = meter(new Rate(5, Duration.ofMillis(100)));
        did(meter, 5);
        pass(10_000);
        did(meter, 5);
        assertThat(meter.untilNext()).as("one batch is made up for").isZero();
        did(meter, 5);
        assertThat(meter.untilNext()).isEqualTo(Duration.ofMillis(100).toNanos());
    }

    @Test
    void aSlowRateGoesOneByOne() {
        Meter meter = meter(new Rate(2, Duration.ofDays(1)));
        assertThat(meter.batch()).isEqualTo(1);
        did(meter, 1);
        assertThat(meter.untilNext()).isEqualTo(Duration.ofHours(12).toNanos());
    }

    @Test
    void withoutARateNothingIsWaitedFor() {
        Meter meter = meter(Rate.UNLIMITED);
        assertThat(meter.batch()).isEqualTo(100);
        did(meter, 1_000_000);
        assertThat(meter.untilNext()).isZero();
    }

    private static void did(Meter meter, long jobs) {
        meter.begin();
        meter.did(jobs);
    }

    private void pass(long millis) {
        now += Duration.ofMillis(millis).toNanos();
    }

    private Meter meter(Rate rate) {
        return new Meter(rate, () -> now);
    }
}

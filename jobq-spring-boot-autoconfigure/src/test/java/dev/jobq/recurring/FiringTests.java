package dev.jobq.recurring;

import static org.assertj.core.api.Assertions.assertThat;

import dev.jobq.Cadence;
import dev.jobq.Misfire;
import dev.jobq.Schedule.Rules;
import java.time.Duration;
import java.time.Instant;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

class FiringTests {

    private static final Instant DUE = Instant.parse("2026-05-01T12:00:00Z");
    private static final Timetable HOURLY = Timetable.of(Cadence.cron("0 0 * * * *"), DUE);
    private static final Timetable DAILY = Timetable.of(Cadence.cron("0 0 12 * * *"), DUE);

    @ParameterizedTest
    @EnumSource(Misfire.class)
    void aDueTimeFires(Misfire misfire) {
        Firing firing = Firing.of(HOURLY, new Rules(misfire, 5, true), DUE, DUE.plusMillis(3));
        assertThat(firing).isEqualTo(new Firing(java.util.List.of(DUE), hour(1), false));
    }

    @Test
    void missedOnesFireOnceWithTheLast() {
        Firing firing = Firing.of(HOURLY, new Rules(Misfire.FIRE_ONCE, 5, true), DUE, hour(7).plusSeconds(1200));
        assertThat(firing).isEqualTo(new Firing(java.util.List.of(hour(7)), hour(8), true));
    }

    @Test
    void missedOnesAreLeftOut() {
        Firing firing = Firing.of(HOURLY, new Rules(Misfire.SKIP, 5, true), DUE, hour(7).plusSeconds(61));
        assertThat(firing).isEqualTo(new Firing(java.util.List.of(), hour(8), true));
        assertThat(Firing.of(DAILY, new Rules(Misfire.SKIP, 5, true), DUE, DUE.plusSeconds(61))
                        .times())
                .isEmpty();
    }

    @Test
    void theLastOneIsNotLeftOutIfItIsNotLate() {
        Firing firing = Firing.of(HOURLY, new Rules(Misfire.SKIP, 5, true), DUE, hour(7).plusSeconds(60));
        assertThat(firing).isEqualTo(new Firing(java.util.List.of(hour(7)), hour(8), true));
    }

    @Test
    void missedOnesAreMadeUpForUpToTheBound() {
        Rules rules = new Rules(Misfire.CATCH_UP, 3, true);
        assertThat(Firing.of(HOURLY, rules, DUE, hour(7)).times()).containsExactly(hour(5), hour(6), hour(7));
        assertThat(Firing.of(HOURLY, rules, DUE, hour(1)).times()).containsExactly(DUE, hour(1));
    }

    @Test
    void withoutOverlapOnlyOneIsMadeUpFor() {
        assertThat(Firing.of(HOURLY, new Rules(Misfire.CATCH_UP, 3, false), DUE, hour(7))
                        .times())
                .containsExactly(hour(7));
    }

    @Test
    void aDueTimeThatTheZoneNoLongerKnowsIsPassedOver() {
        Instant moved = DUE.plusSeconds(1800);
        assertThat(Firing.of(HOURLY, Rules.DEFAULT, moved, moved.plusSeconds(1)))
                .isEqualTo(new Firing(java.util.List.of(), hour(1), false));
    }

    private static Instant hour(int hours) {
        return DUE.plus(Duration.ofHours(hours));
    }
}

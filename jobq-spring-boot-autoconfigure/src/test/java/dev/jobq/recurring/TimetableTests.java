package dev.jobq.recurring;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import dev.jobq.Cadence;
import dev.jobq.InvalidScheduleException;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class TimetableTests {

    private static final Instant START = Instant.parse("2026-05-01T12:00:00.250Z");

    @Test
    void aFixedRateCountsFromItsAnchor() {
        Timetable timetable = Timetable.of(Cadence.every(Duration.ofMinutes(15)), START);
        assertThat(timetable.next(START.minusSeconds(10))).isEqualTo(START.plus(Duration.ofMinutes(15)));
        assertThat(timetable.next(START, 2))
                .containsExactly(START.plus(Duration.ofMinutes(15)), START.plus(Duration.ofMinutes(30)));
        assertThat(timetable.next(START.plus(Duration.ofDays(10)).plusSeconds(1)))
                .isEqualTo(START.plus(Duration.ofDays(10)).plus(Duration.ofMinutes(15)));
    }

    @Test
    void nothingFiresAfterTheYear9999() {
        assertThat(Timetable.of(Cadence.every(Duration.ofDays(365_000)), START).next(Timetable.END.minusSeconds(1)))
                .isNull();
        assertThat(Timetable.of(Cadence.cron("0 0 0 1 1 *"), START).next(Timetable.END))
                .isNull();
        assertThat(Timetable.of(Cadence.cron("0 0 * * * *"), START).next(Timetable.END))
                .isNull();
    }

    @ParameterizedTest
    @CsvSource({"PT0S", "PT-5S", "PT0.5S", "P366000D", "PT1.0000001S"})
    void aRateThatIsNotAllowedIsNamed(Duration every) {
        assertThatExceptionOfType(InvalidScheduleException.class)
                .isThrownBy(() -> Cadence.every(every))
                .withMessageContaining("every '" + every + "'");
    }

    @Test
    void aCadenceIsEitherAnExpressionOrARate() {
        assertThatExceptionOfType(InvalidScheduleException.class).isThrownBy(() -> new Cadence(null, null, null));
        assertThatExceptionOfType(InvalidScheduleException.class)
                .isThrownBy(() -> new Cadence("0 0 3 * * *", null, Duration.ofMinutes(1)));
        assertThatExceptionOfType(InvalidScheduleException.class)
                .isThrownBy(() -> new Cadence(null, "Europe/Berlin", Duration.ofMinutes(1)))
                .withMessageContaining("zone 'Europe/Berlin'");
    }

    @ParameterizedTest
    @ValueSource(
            strings = {"* * * * * *", "0 0/7 * * * *", "0 30 2 * * *", "0 0 0 29 2 *", "* * 3 * * *", "0 0 9 * * MON"})
    void theLatestAreTheLastOfAll(String cron) {
        Timetable timetable = Timetable.of(new Cadence(cron, "Europe/Berlin", null), START);
        Random random = new Random(7);
        for (int i = 0; i < 20; i++) {
            Instant to = Instant.parse("2026-03-29T00:00:00Z").plusSeconds(random.nextInt(7_200));
            Instant from = to.minusSeconds(random.nextInt(20_000));
            List<Instant> all = new ArrayList<>();
            for (Instant next = timetable.next(from.minusNanos(1)); !next.isAfter(to); next = timetable.next(next)) {
                all.add(next);
            }
            int most = 1 + random.nextInt(5);
            assertThat(timetable.latest(from, to, most))
                    .as("of %s from %s to %s", cron, from, to)
                    .isEqualTo(all.subList(Math.max(0, all.size() - most), all.size()));
        }
    }

    @Test
    void theLatestOfAHundredYearsOfSecondsAreFoundFromTheEnd() {
        Timetable timetable = Timetable.of(Cadence.every(Duration.ofSeconds(1)), START);
        Instant end = START.plus(Duration.ofDays(36_500));
        assertThat(timetable.latest(START, end, 3)).containsExactly(end.minusSeconds(2), end.minusSeconds(1), end);
    }
}

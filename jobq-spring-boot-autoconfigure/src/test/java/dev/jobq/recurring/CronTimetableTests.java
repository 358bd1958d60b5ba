package dev.jobq.recurring;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import dev.jobq.Cadence;
import dev.jobq.InvalidScheduleException;
import java.time.Duration;
import java.time.Instant;
import java.time.LocalDate;
import java.time.LocalDateTime;
import java.time.ZoneId;
import java.time.ZonedDateTime;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class CronTimetableTests {

    /** Zones whose clocks are put forward and back: by an hour or half of one, at night, at midnight, in either half of the year. */
    @ParameterizedTest
    @CsvSource({
        // zone, local time in the gap, moment after the gap
        "Europe/Berlin,        2026-03-29T02:30, 2026-03-29T01:00:00Z",
        "America/New_York,     2026-03-08T02:30, 2026-03-08T07:00:00Z",
        "Australia/Lord_Howe,  2026-10-04T02:15, 2026-10-03T15:30:00Z",
        "America/Santiago,     2026-09-06T00:30, 2026-09-06T04:00:00Z",
        "Pacific/Chatham,      2026-09-27T03:15, 2026-09-26T14:00:00Z"
    })
    void aLocalTimeThatDoesNotExistFiresOnceAfterTheGap(String zone, LocalDateTime skipped, Instant afterGap) {
        List<ZonedDateTime> fires = daily(zone, skipped, 3);
        assertThat(fires).extracting(ZonedDateTime::toLocalDate).isEqualTo(days(skipped.toLocalDate(), 3));
        assertThat(fires.get(1).toInstant()).isEqualTo(afterGap);
        assertThat(fires.get(0).toLocalTime()).isEqualTo(skipped.toLocalTime());
        assertThat(fires.get(2).toLocalTime()).isEqualTo(skipped.toLocalTime());
    }

    @ParameterizedTest
    @CsvSource({
        // zone, local time that exists twice, the first of both moments
        "Europe/Berlin,        2026-10-25T02:30, 2026-10-25T00:30:00Z",
        "America/New_York,     2026-11-01T01:30, 2026-11-01T05:30:00Z",
        "Australia/Lord_Howe,  2026-04-05T01:45, 2026-04-04T14:45:00Z",
        "America/Santiago,     2026-04-04T23:30, 2026-04-05T02:30:00Z",
        "Pacific/Chatham,      2026-04-05T03:00, 2026-04-04T13:15:00Z"
    })
    void aLocalTimeThatExistsTwiceFiresTheFirstTime(String zone, LocalDateTime doubled, Instant first) {
        List<ZonedDateTime> fires = daily(zone, doubled, 3);
        assertThat(fires).extracting(ZonedDateTime::toLocalDate).isEqualTo(days(doubled.toLocalDate(), 3));
        assertThat(fires.get(1).toInstant()).isEqualTo(first);
    }

    @Test
    void aFireTimeBetweenTheTwoPassesIsFollowedByTheNextDay() {
        // 02:15 of the second pass: 02:30 has been.
        assertThat(cron("0 30 2 * * *", "Europe/Berlin").next(Instant.parse("2026-10-25T01:15:00Z")))
                .isEqualTo("2026-10-26T01:30:00Z");
    }

    @Test
    void allLocalTimesInAGapAreOneFireTime() {
        assertThat(cron("0 0/10 2 * * *", "Europe/Berlin").next(Instant.parse("2026-03-28T01:45:00Z"), 3))
                .containsExactly(
                        Instant.parse("2026-03-28T01:50:00Z"),
                        Instant.parse("2026-03-29T01:00:00Z"),
                        Instant.parse("2026-03-30T00:00:00Z"));
    }

    @Test
    void theEndOfAGapIsNoSecondFireTime() {
        assertThat(cron("0 30 2,3 * * *", "Europe/Berlin").next(Instant.parse("2026-03-29T00:00:00Z"), 2))
                .containsExactly(Instant.parse("2026-03-29T01:00:00Z"), Instant.parse("2026-03-29T01:30:00Z"));
        assertThat(cron("0 0 2,3 * * *", "Europe/Berlin").next(Instant.parse("2026-03-29T00:00:00Z"), 2))
                .containsExactly(Instant.parse("2026-03-29T01:00:00Z"), Instant.parse("2026-03-30T00:00:00Z"));
    }

    @Test
    void aWeekWhoseHourDoesNotExistIsNotLeftOut() {
        assertThat(cron("0 0 0 * * SUN", "America/Santiago").next(Instant.parse("2026-09-01T00:00:00Z")))
                .isEqualTo("2026-09-06T04:00:00Z");
    }

    @Test
    void aDayThatDoesNotExistFiresAtTheBeginningOfTheNext() {
        assertThat(cron("0 0 12 30 * *", "Pacific/Apia").next(Instant.parse("2011-12-15T00:00:00Z")))
                .isEqualTo("2011-12-30T10:00:00Z");
    }

    @ParameterizedTest
    @ValueSource(
            strings = {"Europe/Berlin", "America/New_York", "Australia/Lord_Howe", "America/Santiago", "Pacific/Chatham"
            })
    void anExpressionForEveryHourGoesByTheTimeThatPasses(String zone) {
        Timetable minutely = cron("0 * * * * *", zone);
        Instant start = Instant.parse("2026-01-01T00:00:00Z");
        for (Instant transition = change(zone, start);
                transition.isBefore(start.plus(Duration.ofDays(365)));
                transition = change(zone, transition)) {
            List<Instant> fires = minutely.next(transition.minus(Duration.ofHours(2)), 240);
            for (int i = 1; i < fires.size(); i++) {
                assertThat(Duration.between(fires.get(i - 1), fires.get(i))).isEqualTo(Duration.ofMinutes(1));
            }
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {"0 0 * * * *", "0 0 0/1 * * *", "0 0 0-23 * * *", "@hourly"})
    void allWaysToSayEveryHourAreSuch(String cron) {
        assertThat(cron(cron, "Europe/Berlin").next(Instant.parse("2026-10-24T23:30:00Z"), 3))
                .containsExactly(
                        Instant.parse("2026-10-25T00:00:00Z"),
                        Instant.parse("2026-10-25T01:00:00Z"),
                        Instant.parse("2026-10-25T02:00:00Z"));
    }

    @Test
    void everyHourMissesNoMinuteAfterAGapOfHalfAnHour() {
        assertThat(cron("0 0/15 * * * *", "Australia/Lord_Howe").next(Instant.parse("2026-10-03T15:10:00Z"), 3))
                .containsExactly(
                        Instant.parse("2026-10-03T15:15:00Z"),
                        Instant.parse("2026-10-03T15:30:00Z"),
                        Instant.parse("2026-10-03T15:45:00Z"));
    }

    @Test
    void aFireTimeIsStrictlyAfter() {
        Timetable timetable = cron("0 0 3 * * *", "UTC");
        Instant three = Instant.parse("2026-05-01T03:00:00Z");
        assertThat(timetable.next(three)).isEqualTo("2026-05-02T03:00:00Z");
        assertThat(timetable.next(three.minusNanos(1))).isEqualTo(three);
        Timetable hourly = cron("0 0 * * * *", "Europe/Berlin");
        assertThat(hourly.next(three)).isEqualTo("2026-05-01T04:00:00Z");
        assertThat(hourly.next(three.minusNanos(1))).isEqualTo(three);
    }

    @Test
    void anOffsetIsAZone() {
        assertThat(cron("0 0 3 * * *", "+05:30").next(Instant.parse("2026-05-01T00:00:00Z")))
                .isEqualTo("2026-05-01T21:30:00Z");
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "0 0 25 * * *    | UTC         | cron '0 0 25 * * *'",
                "* * * * *       | UTC         | cron '* * * * *'",
                "0 0 0 30 2 *    | UTC         | cron '0 0 0 30 2 *' never fires",
                "0 0 3 * * *     | Europe/Bern | zone 'Europe/Bern' is unknown",
                "nightly         | UTC         | cron 'nightly'"
            })
    void whatIsNotAllowedIsNamed(String cron, String zone, String named) {
        assertThatExceptionOfType(InvalidScheduleException.class)
                .isThrownBy(() -> cron(cron, zone))
                .withMessageContaining(named);
    }

    private static List<ZonedDateTime> daily(String zone, LocalDateTime local, int count) {
        ZoneId id = ZoneId.of(zone);
        String cron = "0 %d %d * * *".formatted(local.getMinute(), local.getHour());
        Instant start =
                local.toLocalDate().minusDays(1).atStartOfDay(id).toInstant().minusSeconds(1);
        return cron(cron, zone).next(start, count).stream()
                .map(instant -> instant.atZone(id))
                .toList();
    }

    private static List<LocalDate> days(LocalDate middle, int count) {
        return middle.minusDays(1)
                .datesUntil(middle.minusDays(1).plusDays(count))
                .toList();
    }

    private static Instant change(String zone, Instant after) {
        return ZoneId.of(zone).getRules().nextTransition(after).getInstant();
    }

    private static Timetable cron(String cron, String zone) {
        return Timetable.of(new Cadence(cron, zone, null), Instant.EPOCH);
    }
}

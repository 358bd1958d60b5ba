package dev.jobq;

import java.time.Duration;
import java.time.ZoneId;
import java.time.ZoneOffset;
import java.time.temporal.ChronoUnit;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/**
 * When a schedule fires: by a cron expression in a time zone, or at a fixed rate. Exactly one of {@code cron} and
 * {@code every} is there.
 *
 * @param cron six fields, as Spring's {@code CronExpression} reads them: second, minute, hour, day of month, month, day of week
 * @param zone the time zone's id, for a cron expression
 * @param every the time from one fire time to the next, from one second
 */
public record Cadence(
        @Nullable String cron,
        @Nullable String zone,
        @Nullable Duration every) {

    private static final Duration SHORTEST = Duration.ofSeconds(1);
    private static final Duration LONGEST = Duration.ofDays(365_000);

    public Cadence {
        if ((cron == null) == (every == null)) {
            throw new InvalidScheduleException("Give one of cron '%s' and every '%s'"
                    .formatted(cron == null ? "" : cron, every == null ? "" : every));
        }
        if (every != null && zone != null) {
            throw new InvalidScheduleException(
                    "zone '%s' says nothing about every '%s': give it with cron only".formatted(zone, every));
        }
        if (every != null && (every.compareTo(SHORTEST) < 0 || every.compareTo(LONGEST) > 0)) {
            throw new InvalidScheduleException("every '%s' is out of range: one second to 1000 years".formatted(every));
        }
        if (every != null && !every.equals(every.truncatedTo(ChronoUnit.MILLIS))) {
            throw new InvalidScheduleException("every '%s' has parts of a millisecond".formatted(every));
        }
        if (cron != null && zone == null) {
            zone = ZoneOffset.UTC.getId();
        }
    }

    /** By a cron expression, in UTC. */
    public static Cadence cron(String cron) {
        return new Cadence(Objects.requireNonNull(cron, "cron"), null, null);
    }

    /** By a cron expression in a time zone. */
    public static Cadence cron(String cron, ZoneId zone) {
        return new Cadence(Objects.requireNonNull(cron, "cron"), zone.getId(), null);
    }

    /**
     * At a fixed rate, counted from when the schedule is first made, first after one such time.
     *
     * @throws InvalidScheduleException if it is shorter than a second or longer than 1000 years
     */
    public static Cadence every(Duration every) {
        return new Cadence(null, null, Objects.requireNonNull(every, "every"));
    }

    @Override
    public String toString() {
        return cron != null ? "cron '%s' in %s".formatted(cron, zone) : "every " + every;
    }
}

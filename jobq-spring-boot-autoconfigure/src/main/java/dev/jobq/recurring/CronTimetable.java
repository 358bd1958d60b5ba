package dev.jobq.recurring;

import dev.jobq.Cadence;
import dev.jobq.InvalidScheduleException;
import java.time.DateTimeException;
import java.time.Instant;
import java.time.LocalDateTime;
import java.time.ZoneId;
import java.time.ZoneOffset;
import java.time.zone.ZoneOffsetTransition;
import java.time.zone.ZoneRules;
import java.util.HashSet;
import java.util.Objects;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import org.springframework.scheduling.support.CronExpression;
import org.springframework.util.StringUtils;

/**
 * The fire times of a cron expression in a time zone. Spring's own way with zones leaves out a whole day when its hour does
 * not exist, and fires twice when it exists twice; so the expression is asked for local times only, and what they are in the
 * zone is decided here:
 *
 * <ul>
 *   <li>An expression for certain hours goes by the clock on the wall. A local time that does not exist fires at the first
 *       moment after the gap, once for all in the gap; one that exists twice fires the first time only.
 *   <li>An expression for every hour goes by the time that passes: it fires in both of two equal hours, and nothing is made
 *       up for an hour that does not exist.
 * </ul>
 */
abstract sealed class CronTimetable implements Timetable {

    /** A day without transitions, on which an expression of every hour fires 24 times. */
    private static final LocalDateTime ANY_DAY = LocalDateTime.of(2001, 1, 1, 23, 59, 59);

    private static final int HOURS = 24;

    private final CronExpression expression;
    final ZoneRules rules;

    private CronTimetable(CronExpression expression, ZoneRules rules) {
        this.expression = expression;
        this.rules = rules;
    }

    static CronTimetable of(Cadence cadence) {
        String cron = Objects.requireNonNull(cadence.cron());
        ZoneRules rules = rules(Objects.requireNonNull(cadence.zone()));
        CronExpression expression;
        try {
            expression = CronExpression.parse(cron);
        } catch (IllegalArgumentException ex) {
            throw new InvalidScheduleException("cron '%s' is not allowed: %s".formatted(cron, ex.getMessage()), ex);
        }
        CronTimetable timetable =
                isForEveryHour(cron) ? new ByTimePassed(expression, rules) : new ByWallClock(expression, rules);
        if (timetable.nextLocal(ANY_DAY) == null) {
            throw new InvalidScheduleException("cron '%s' never fires: no day fits it".formatted(cron));
        }
        return timetable;
    }

    @Nullable LocalDateTime nextLocal(LocalDateTime after) {
        return expression.next(after);
    }

    private static ZoneRules rules(String zone) {
        try {
            return ZoneId.of(zone).getRules();
        } catch (DateTimeException ex) {
            throw new InvalidScheduleException(
                    "zone '%s' is unknown: give one as 'Europe/Berlin', 'UTC' or '+05:30'".formatted(zone), ex);
        }
    }

    private static boolean isForEveryHour(String cron) {
        if (cron.trim().startsWith("@")) {
            return cron.trim().equals("@hourly");
        }
        String[] fields = StringUtils.tokenizeToStringArray(cron, " ");
        CronExpression hours = CronExpression.parse("0 0 " + fields[2] + " * * *");
        Set<Integer> seen = new HashSet<>();
        LocalDateTime time = ANY_DAY;
        for (int i = 0; i < HOURS && time != null; i++) {
            time = hours.next(time);
            if (time != null) {
                seen.add(time.getHour());
            }
        }
        return seen.size() == HOURS;
    }

    /** For certain hours. */
    private static final class ByWallClock extends CronTimetable {

        private ByWallClock(CronExpression expression, ZoneRules rules) {
            super(expression, rules);
        }

        @Override
        public @Nullable Instant next(Instant after) {
            LocalDateTime local =
                    LocalDateTime.ofEpochSecond(after.getEpochSecond(), after.getNano(), rules.getOffset(after));
            for (LocalDateTime next = nextLocal(local); next != null; next = nextLocal(next)) {
                Instant instant = moment(next);
                if (instant.isAfter(END)) {
                    return null;
                }
                // In the second of two equal hours, what is next by the clock on the wall has fired in the first.
                if (instant.isAfter(after)) {
                    return instant;
                }
            }
            return null;
        }

        private Instant moment(LocalDateTime local) {
            ZoneOffsetTransition transition = rules.getTransition(local);
            if (transition == null) {
                return local.toInstant(rules.getOffset(local));
            }
            return transition.isGap() ? transition.getInstant() : local.toInstant(transition.getOffsetBefore());
        }
    }

    /** For every hour. */
    private static final class ByTimePassed extends CronTimetable {

        private ByTimePassed(CronExpression expression, ZoneRules rules) {
            super(expression, rules);
        }

        @Override
        public @Nullable Instant next(Instant after) {
            Instant start = after;
            while (!start.isAfter(END)) {
                // Where the offset stays, local times are as far apart as moments.
                ZoneOffset offset = rules.getOffset(start.plusNanos(1));
                ZoneOffsetTransition change = rules.nextTransition(start.plusNanos(1));
                LocalDateTime local = LocalDateTime.ofEpochSecond(start.getEpochSecond(), start.getNano(), offset);
                LocalDateTime next = nextLocal(local);
                if (next == null) {
                    return null;
                }
                Instant instant = next.toInstant(offset);
                if (change == null || instant.isBefore(change.getInstant())) {
                    return instant.isAfter(END) ? null : instant;
                }
                start = change.getInstant().minusNanos(1);
            }
            return null;
        }
    }
}

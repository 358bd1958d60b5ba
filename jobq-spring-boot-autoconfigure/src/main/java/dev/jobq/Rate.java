package dev.jobq;

import java.time.Duration;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * At most so many starts within any window of a length: {@code 100/1m} is at most 100 in any minute. A start that comes one
 * length after another is not in the same window with it.
 *
 * @param starts how many, from 1
 * @param window the length, from one millisecond to 366 days
 */
public record Rate(int starts, Duration window) {

    private static final Pattern TEXT = Pattern.compile("(\\d{1,9})/(\\d{1,9})?(ms|s|m|h|d)");

    private static final Duration LONGEST = Duration.ofDays(366);

    public Rate {
        if (starts < 1) {
            throw new IllegalArgumentException("'%d' starts: give 1 or more".formatted(starts));
        }
        if (window.compareTo(Duration.ofMillis(1)) < 0 || window.compareTo(LONGEST) > 0) {
            throw new IllegalArgumentException(
                    "a window of %s: give one from a millisecond to 366 days".formatted(window));
        }
    }

    /**
     * Reads a rate such as {@code 100/1m}, {@code 5/s} or {@code 1/250ms}; the units are ms, s, m, h and d.
     *
     * @throws IllegalArgumentException if it is none
     */
    public static Rate of(String text) {
        Matcher matcher = TEXT.matcher(text.strip());
        if (!matcher.matches()) {
            throw new IllegalArgumentException("'%s' is no rate: give one like 100/1s or 10/1m".formatted(text));
        }
        String length = matcher.group(2);
        long count = length == null ? 1 : Long.parseLong(length);
        try {
            return new Rate(
                    Integer.parseInt(matcher.group(1)), unit(matcher.group(3)).multipliedBy(count));
        } catch (IllegalArgumentException ex) {
            throw new IllegalArgumentException("'%s' is no rate: %s".formatted(text, ex.getMessage()), ex);
        }
    }

    private static Duration unit(String name) {
        return switch (name) {
            case "ms" -> Duration.ofMillis(1);
            case "s" -> Duration.ofSeconds(1);
            case "m" -> Duration.ofMinutes(1);
            case "h" -> Duration.ofHours(1);
            default -> Duration.ofDays(1);
        };
    }

    /** As it is read. */
    @Override
    public String toString() {
        for (String name : new String[] {"d", "h", "m", "s"}) {
            long unit = unit(name).toMillis();
            if (window.toMillis() % unit == 0) {
                return starts + "/" + window.toMillis() / unit + name;
            }
        }
        return starts + "/" + window.toMillis() + "ms";
    }
}

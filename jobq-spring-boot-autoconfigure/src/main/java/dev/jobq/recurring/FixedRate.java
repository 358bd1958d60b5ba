package dev.jobq.recurring;

import java.time.Duration;
import java.time.Instant;
import org.jspecify.annotations.Nullable;

/**
 * One fire time after another, always as far apart.
 *
 * @param anchor the first is one {@code every} later
 */
record FixedRate(Instant anchor, Duration every) implements Timetable {

    @Override
    public @Nullable Instant next(Instant after) {
        long passed =
                after.isBefore(anchor) ? 0 : Duration.between(anchor, after).dividedBy(every);
        Instant next = anchor.plus(every.multipliedBy(passed + 1));
        return next.isAfter(END) ? null : next;
    }
}

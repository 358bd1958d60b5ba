package dev.jobq.history;

import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.Locale;

/**
 * One thing that a process did.
 *
 * @param what the kind of thing
 * @param process the name of the process that did it
 * @param ticket which enqueue it was, for those; else {@code -}
 * @param key what the job is ordered by, such as topic and key; {@code -} for nothing
 * @param job the job's number; 0 where it has none yet
 * @param fence the attempt's fence; 0 where there is none
 * @param at the process's clock in microseconds since 1970, or the store's where it is said of starts; the order of lines is what
 *     counts, but for rates
 */
public record HistoryLine(What what, String process, String ticket, String key, long job, long fence, long at) {

    /** What stands for no ticket and no key. */
    public static final String NONE = "-";

    private static final String SEPARATOR = "\t";

    /** Kinds of things. */
    public enum What {
        /** About to commit jobs, under a ticket. */
        ENQUEUING,
        /** Committed a job; jobs of one ticket in their order. */
        ENQUEUED,
        /** An attempt's handler began. */
        STARTED,
        /** An attempt's handler came to a good end, which is not yet recorded. */
        COMPLETED,
        /** An attempt's handler failed or asked to run again in its place, which is not yet recorded. */
        AGAIN,
        /** An attempt's handler asked to run again behind the others, which is not yet recorded. */
        TO_BACK,
        /** The process was killed, told by whoever killed it once it was dead. */
        KILLED
    }

    static HistoryLine now(What what, String process, String ticket, String key, long job, long fence) {
        return new HistoryLine(
                what, process, ticket, key, job, fence, ChronoUnit.MICROS.between(Instant.EPOCH, Instant.now()));
    }

    static HistoryLine parse(String line) {
        String[] parts = line.split(SEPARATOR, -1);
        return new HistoryLine(
                What.valueOf(parts[0].toUpperCase(Locale.ROOT)),
                parts[1],
                parts[2],
                parts[3],
                Long.parseLong(parts[4]),
                Long.parseLong(parts[5]),
                Long.parseLong(parts[6]));
    }

    String text() {
        return String.join(
                        SEPARATOR,
                        what.name().toLowerCase(Locale.ROOT),
                        process,
                        ticket,
                        key,
                        Long.toString(job),
                        Long.toString(fence),
                        Long.toString(at))
                + "\n";
    }
}

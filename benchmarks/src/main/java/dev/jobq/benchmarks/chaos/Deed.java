package dev.jobq.benchmarks.chaos;

import java.util.List;
import java.util.Locale;

/**
 * What a process did, one line of its history.
 *
 * @param kind what
 * @param nanos when, by the machine's monotonic clock, which all processes share
 * @param process its process id
 * @param job the job's id
 * @param fence the attempt's fence; 0 if there is none
 * @param key what is promised of the job besides, by "+" if it is several things: {@code line:} and its line, {@code unique:} and
 *     its key, {@code room:} and how many there may be, {@code most:} and how many run at once of what ({@code most:3:few}),
 *     {@code rate:} and how many start in how many microseconds of what ({@code rate:3:200000:paced}), or "-"
 */
public record Deed(Kind kind, long nanos, long process, long job, long fence, String key) {

    /** Nothing besides. */
    static final String NONE = "-";

    /** What can be done. */
    public enum Kind {
        /** An enqueue returned: the job was acknowledged. */
        ACKNOWLEDGED,
        /** A handler began. */
        STARTED,
        /** A handler reached its end and handed its result back. */
        ENDED,
        /** A handler failed on purpose. */
        FAILED,
        /** A handler gave its job up: it is to be discarded. */
        GIVEN_UP,
        /** A handler wants its job to run again later, at no cost. */
        SNOOZED,
        /** A handler let all others go first, at no cost. */
        PUT_OFF,
        /** A handler was interrupted. */
        INTERRUPTED,
        /** A handler that goes on asked, and was told that its fence is over. */
        TOLD,
        /** Somebody asked for the job's end: it may be cancelled, or gone. */
        LET_GO;

        boolean isEnd() {
            return isConclusion() || this == FAILED || this == SNOOZED || this == PUT_OFF || this == INTERRUPTED;
        }

        /** Whether it ended the job, if it was written. */
        boolean isConclusion() {
            return this == ENDED || this == GIVEN_UP;
        }
    }

    /** What is promised of the job besides. */
    List<String> promises() {
        if (key.equals(NONE)) {
            return List.of();
        }
        return key.indexOf('+') < 0 ? List.of(key) : List.of(key.split("\\+", -1));
    }

    String toLine() {
        return String.format(Locale.ROOT, "%s %d %d %d %d %s%n", kind, nanos, process, job, fence, key);
    }

    /** Reads a line; a line that a killed process left unfinished is the caller's business. */
    static Deed parse(String line) {
        String[] fields = line.split(" ", -1);
        if (fields.length != 6) {
            throw new IllegalArgumentException("no line of a history: " + line);
        }
        return new Deed(
                Kind.valueOf(fields[0]),
                Long.parseLong(fields[1]),
                Long.parseLong(fields[2]),
                Long.parseLong(fields[3]),
                Long.parseLong(fields[4]),
                fields[5]);
    }
}

package dev.jobq.benchmarks.chaos;

/**
 * A time in which a process could not be relied on.
 *
 * @param kind what happened to it
 * @param process its process id
 * @param from when it was killed, frozen or asked to stop, by the machine's monotonic clock
 * @param to when it could be relied on again; {@link Long#MAX_VALUE} if never
 */
public record Fault(Kind kind, long process, long from, long to) {

    /** What can happen to a process. */
    public enum Kind {
        /** It ended at once. */
        KILLED,
        /** It was asked to stop. */
        STOPPED,
        /** It stood still. */
        FROZEN
    }

    /** It was killed. */
    public static Fault killed(long process, long at) {
        return new Fault(Kind.KILLED, process, at, Long.MAX_VALUE);
    }

    /** It was asked to stop. */
    public static Fault stopped(long process, long at) {
        return new Fault(Kind.STOPPED, process, at, Long.MAX_VALUE);
    }

    /** It stood still. */
    public static Fault frozen(long process, long from, long to) {
        return new Fault(Kind.FROZEN, process, from, to);
    }
}

package dev.jobq.benchmarks.chaos;

/**
 * A time in which a process could not be relied on.
 *
 * @param process its process id
 * @param from when it was killed, frozen or asked to stop, by the machine's monotonic clock
 * @param to when it could be relied on again; {@link Long#MAX_VALUE} if never
 */
public record Fault(long process, long from, long to) {

    boolean touches(long start, long end) {
        return from <= end && start <= to;
    }
}

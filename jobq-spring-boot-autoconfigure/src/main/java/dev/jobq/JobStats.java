package dev.jobq;

import java.time.Duration;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * What the last attempt took.
 *
 * @param elapsed from the handler's start to its end; null while none has ended
 * @param cpuTime processor time of the handler's thread; null where the JVM cannot tell (virtual threads)
 * @param allocatedBytes bytes that the handler's thread allocated; null where the JVM cannot tell
 * @param steps the steps it named, in order
 * @param values what the job counted itself with {@link JobContext#stat}
 */
public record JobStats(
        @Nullable Duration elapsed,
        @Nullable Duration cpuTime,
        @Nullable Long allocatedBytes,
        List<Step> steps,
        Map<String, Double> values) {

    /** No attempt has ended. */
    public static final JobStats NONE = new JobStats(null, null, null, List.of(), Map.of());

    public JobStats {
        steps = List.copyOf(steps);
        values = Map.copyOf(values);
    }

    /**
     * One named step and how long it took.
     *
     * @param name its name
     * @param elapsed until the next step or the end
     */
    public record Step(String name, Duration elapsed) {}
}

package dev.jobq;

import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * A topic at one moment.
 *
 * @param name its name
 * @param depth how many jobs are in each status, over all nodes; statuses with none are absent
 * @param oldestAvailable for how long the job has waited that is next in time; null when none waits
 * @param utilisation how busy its workers are
 * @param limits what bounds its jobs over all workers, and how far; {@link LimitUse#NONE} where nothing does
 * @param pause who paused it for all workers; null when nobody did
 * @param settings all that operators said of it, over the configuration
 * @param workers who serves it
 */
public record Topic(
        String name,
        Map<JobStatus, Long> depth,
        @Nullable Duration oldestAvailable,
        Utilisation utilisation,
        LimitUse limits,
        @Nullable Pause pause,
        List<Setting> settings,
        List<Worker> workers) {

    public Topic {
        depth = Map.copyOf(depth);
        settings = List.copyOf(settings);
        workers = List.copyOf(workers);
    }

    /** Whether it is paused for all workers. */
    public boolean isPaused() {
        return pause != null;
    }

    /**
     * A pause.
     *
     * @param by who paused it
     * @param since when
     * @param isDrained whether nothing of it runs any more
     */
    public record Pause(String by, Instant since, boolean isDrained) {}

    /**
     * One thing that an operator said over the configuration.
     *
     * @param name what: {@code paused}, {@code concurrency}, {@code limits}, {@code max-queued}
     * @param value JSON
     * @param worker for which worker; null for all
     * @param by who said it
     * @param since when
     */
    public record Setting(
            String name, JsonValue value, @Nullable ProcessId worker, String by, Instant since) {}

    /**
     * A worker that serves the topic.
     *
     * @param id which
     * @param isAlive whether its lease holds
     * @param configured how many handlers its configuration lets run at once; 0 when it did not tell
     * @param concurrency how many may run at once
     * @param isPaused whether it starts none
     * @param running the jobs it holds, those claimed ahead included
     */
    public record Worker(
            ProcessId id, boolean isAlive, int configured, int concurrency, boolean isPaused, int running) {}
}

package dev.jobq.store;

import dev.jobq.ProcessId;
import java.time.Duration;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** How this process's worker is, for metrics and health; answers from memory. */
public interface WorkerView {

    /** Whether it was started and not stopped. */
    boolean isRunning();

    /** Its id; null while it is not registered with the store. */
    @Nullable ProcessId worker();

    /** What each topic that it serves does, in order of rank. */
    Map<String, Load> load();

    /** What it cannot do at the moment and tries again; null when all is well. */
    @Nullable Trouble trouble();

    /**
     * A topic's load here.
     *
     * @param concurrency how many handlers may run at once
     * @param configured how many the configuration says
     * @param isPaused whether operators paused it, so that nothing is started
     * @param prefetched jobs claimed and not started
     * @param running running jobs by type, those that are LAUNCHED included
     * @param stuck how many of them have lost their jobs, by a timeout or otherwise, and keep their slots all the same as their
     *     handlers do not heed the interrupt
     */
    record Load(
            int concurrency,
            int configured,
            boolean isPaused,
            int prefetched,
            Map<String, Integer> running,
            int stuck) {

        /** Running jobs of all types. */
        public int runningInAll() {
            return running.values().stream().mapToInt(Integer::intValue).sum();
        }
    }

    /**
     * Something that fails and is tried again, with growing pauses.
     *
     * @param task what, such as {@code jobq-dispatcher}
     * @param lasting for how long it has failed
     * @param reason what it failed with last
     */
    record Trouble(String task, Duration lasting, String reason) {}
}

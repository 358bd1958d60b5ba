package dev.jobq.store;

import dev.jobq.JobId;
import dev.jobq.ProcessId;
import java.time.Instant;
import java.util.List;
import java.util.Locale;
import org.jspecify.annotations.Nullable;

/**
 * A worker as others see it.
 *
 * @param worker its id; also tells host, pid and start
 * @param state what it does
 * @param serves what it serves, in order of rank
 * @param running the jobs it holds, at most 100
 * @param lastSeenAt its last renewal
 * @param lastClaimAt its last claim, or null
 * @param labels what it was configured to carry
 */
public record NodeView(
        ProcessId worker,
        State state,
        List<Served> serves,
        List<JobId> running,
        Instant lastSeenAt,
        @Nullable Instant lastClaimAt,
        List<String> labels) {

    /** The names of what it serves. */
    public List<String> topics() {
        return serves.stream().map(Served::topic).toList();
    }

    /** Whether jobs that ask for a label may run there. */
    public boolean carries(String label) {
        return labels.contains(label) || worker.label().equals(label);
    }

    /** Whether its lease holds. */
    public boolean isAlive() {
        return state != State.STALE;
    }

    /** What a worker does. */
    public enum State {
        /** Holds no job. */
        IDLE,
        /** Holds jobs. */
        PROCESSING,
        /** Its lease has lapsed. */
        STALE;

        /** Lower case. */
        public String key() {
            return name().toLowerCase(Locale.ROOT);
        }
    }
}

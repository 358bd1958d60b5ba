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
 * @param topics what it serves
 * @param running the jobs it holds, at most 100
 * @param lastSeenAt its last renewal
 * @param lastClaimAt its last claim, or null
 */
public record NodeView(
        ProcessId worker,
        State state,
        List<String> topics,
        List<JobId> running,
        Instant lastSeenAt,
        @Nullable Instant lastClaimAt) {

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

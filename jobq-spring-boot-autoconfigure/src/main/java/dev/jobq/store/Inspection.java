package dev.jobq.store;

import dev.jobq.Job;
import dev.jobq.JobId;
import dev.jobq.JobStatus;
import dev.jobq.LimitUse;
import dev.jobq.Limits;
import dev.jobq.ProcessId;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** What explains a queue: who holds what, and what stands before a job. In the caller's transaction if there is one. */
public interface Inspection {

    /** What workers hold: EXECUTING and LAUNCHED jobs, those that were claimed ahead included. */
    List<Occupied> occupied();

    /** Who holds a job; empty when nobody does. */
    Optional<Hold> hold(JobId id);

    /**
     * How many AVAILABLE jobs of its topic stand before an AVAILABLE one.
     *
     * @param job as it was read
     * @param most counts no further
     */
    long ahead(Job job, int most);

    /**
     * Where a job stands that waits for others of its line; empty when it waits for none.
     *
     * @param job as it was read
     * @param most counts no further
     */
    Optional<Place> place(Job job, int most);

    /**
     * A place in a line.
     *
     * @param line the key, or the number of a shard; empty where the topic is one line
     * @param head the job that the others wait for; null if it just ended
     * @param status where that is
     * @param behind how many that wait stand between the two
     */
    record Place(
            String line, @Nullable JobId head, @Nullable JobStatus status, long behind) {}

    /** What bounds the jobs of a topic, and how far. */
    LimitUse limitUse(String topic);

    /** The same of a job's key; empty when it has none, or nothing bounds those of a key. */
    Optional<KeyUse> keyUse(Job job);

    /**
     * What bounds the jobs of a key, and how far.
     *
     * @param key the key
     * @param running how many of it run
     * @param started how many of it started within the last window
     * @param freeAt when the rate lets another one start; null when it does now
     * @param limits what holds
     */
    record KeyUse(
            String key, int running, int started, @Nullable Instant freeAt, Limits.PerKey limits) {

        /** Whether none of it may start now. */
        public boolean isExhausted() {
            Integer most = limits.concurrency();
            return freeAt != null || (most != null && running >= most);
        }
    }

    /** The label of a job that is there; empty when it has none, or any worker may run it by now. */
    Optional<Preference> preference(JobId id);

    /**
     * A job's label.
     *
     * @param label the label
     * @param until when any worker may run it; null for never, or as long as its turn has not come
     * @param isAside whether it waits for a worker that carries it
     */
    record Preference(String label, @Nullable Instant until, boolean isAside) {}

    /**
     * Jobs of one type that a worker holds.
     *
     * @param worker which; null if nothing is known of it any more
     * @param topic their topic
     * @param type their type
     * @param jobs how many
     */
    record Occupied(@Nullable ProcessId worker, String topic, String type, int jobs) {}

    /**
     * A running job.
     *
     * @param worker who holds it; null if nothing is known of it any more
     * @param since when it was claimed
     * @param isLaunched whether its handler returned a long-running handle
     * @param isCancelRequested whether somebody asked for its cancel
     * @param isStale whether the worker's lease has lapsed
     */
    record Hold(
            @Nullable ProcessId worker,
            Instant since,
            boolean isLaunched,
            boolean isCancelRequested,
            boolean isStale) {}
}

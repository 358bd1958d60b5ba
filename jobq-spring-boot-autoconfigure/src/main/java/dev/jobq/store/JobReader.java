package dev.jobq.store;

import dev.jobq.BlockedKey;
import dev.jobq.Fire;
import dev.jobq.Job;
import dev.jobq.JobId;
import dev.jobq.JobStatus;
import dev.jobq.query.Selection;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** Looks, never changes. In the caller's transaction if there is one. */
public interface JobReader {

    /** A whole job with errors and events. */
    Optional<Job> get(JobId id);

    /** The fire that enqueued a job; empty if no schedule did. */
    Optional<Fire> fire(JobId id);

    /**
     * Newest jobs first, without errors and events.
     *
     * @param limit at most so many
     */
    Page list(Filter filter, int limit);

    /**
     * The jobs that are meant, lowest ids first, without errors and events.
     *
     * @param limit at most so many
     */
    List<Job> find(Selection selection, int limit);

    /** Depths by topic and status, from counters, never by counting a backlog. Statuses with none are absent. */
    Map<String, Map<JobStatus, Long>> depths();

    /** The earliest run time among AVAILABLE jobs of each topic that has some. */
    Map<String, Instant> oldestAvailable();

    /**
     * Keys of a topic of which jobs are BLOCKED, in order, with the job that each waits for; where a topic is one line, its key is
     * empty. Looks at all jobs of the topic that are on their way, so not to be asked all the time.
     *
     * @param limit at most so many
     */
    List<BlockedKey> blockedKeys(String topic, int limit);

    /** The workers. */
    List<NodeView> workers();

    /**
     * Newest events of jobs and workers, newest first; or, after a cursor, the oldest ones after it, oldest first.
     *
     * @param after a cursor of an earlier answer, or null
     */
    List<FeedEvent> feed(@Nullable String after, int limit);

    /** Totals per day, newest day first. */
    List<Upkeep.Total> totals(int days);

    /** The store's clock. */
    Instant now();

    /**
     * Which jobs; null is any.
     *
     * @param topic only this topic
     * @param status only this status
     * @param type only this type
     * @param before only ids below it
     */
    record Filter(
            @Nullable String topic,
            @Nullable JobStatus status,
            @Nullable String type,
            @Nullable JobId before) {}

    /**
     * A page of jobs.
     *
     * @param jobs newest first
     * @param next what to pass as {@code before} for the next page; null at the end
     * @param partial whether the search stopped early, having looked at many jobs that do not match
     */
    record Page(List<Job> jobs, @Nullable JobId next, boolean partial) {}
}

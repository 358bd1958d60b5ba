package dev.jobq;

import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.CompletableFuture;

/**
 * Looks at topics and steers them while they run. A bean, and {@link JobQueue#topics()}; thread-safe.
 *
 * <p>What is said here is kept in the store, outlives restarts and holds over the configuration until it is taken back.
 * Workers of this process follow before a call returns, all others within a second. Every change leaves an event of the
 * topic. Inside a Spring transaction on the store's DataSource a change takes effect with the commit.
 *
 * <p>Methods that take a topic throw {@link UnknownTopicException} if neither the configuration, nor a handler here, nor the
 * store knows it.
 */
public interface Topics {

    /** All topics that the store, the configuration or a handler here knows, sorted. */
    Set<String> names();

    /** A topic as it is now; empty if it is not known. */
    Optional<Topic> get(String topic);

    /** All topics as they are now, sorted by name. */
    List<Topic> all();

    /**
     * Makes a topic known, so that jobs can be enqueued to it from now on, by every process. It is served by workers that
     * have handlers for it.
     *
     * @return whether it was new
     * @throws InvalidJobException if the name is not allowed
     */
    boolean create(String topic);

    /** How many jobs are in each status, over all nodes, from counters; statuses with none are absent. */
    Map<JobStatus, Long> depth(String topic);

    /** The depth of every topic that has jobs. */
    Map<String, Map<JobStatus, Long>> depths();

    /** How busy the topic's workers are. */
    Utilisation utilisation(String topic);

    /** Has workers look for jobs now. They do so by themselves whenever there may be some; this is for those who doubt it. */
    void wakeUp(String topic);

    /**
     * Has workers start no more jobs of a topic. What runs goes on; what was claimed and not started goes back, using no
     * attempt. Jobs are enqueued and become due as before.
     *
     * @return whether it was not paused before
     */
    boolean pause(String topic);

    /**
     * Has workers start jobs again; without {@link #on}, also those workers that were paused by themselves.
     *
     * @return whether it was paused
     */
    boolean resume(String topic);

    /**
     * Pauses a topic and tells when nothing of it runs anywhere any more: when every worker alive that serves it follows the
     * pause, and none holds a job of it. It stays paused, also when the time is over.
     *
     * @param timeout how long to wait at most
     * @return completes when all is still; fails with a {@link java.util.concurrent.TimeoutException} if it takes too long,
     *     and with an {@link IllegalStateException} if somebody resumes the topic meanwhile
     */
    CompletableFuture<Void> drain(String topic, Duration timeout);

    /**
     * Says how many handlers run at once on each worker, over what is configured. With fewer than run now, none is
     * interrupted: as many end before the next one starts.
     *
     * @param handlers from 1
     * @throws InvalidTopicException if it is less
     */
    void concurrency(String topic, int handlers);

    /**
     * Goes back to the configured number of handlers; without {@link #on}, also for workers that were told their own.
     *
     * @return whether another one was said
     */
    boolean resetConcurrency(String topic);

    /**
     * Says what bounds a topic's jobs over all workers, over all that is configured; {@link Limits#NONE} for nothing. What runs
     * is left alone: where more run than now may, as many end before the next one starts. Starts are counted from when a rate
     * first holds, and no longer than the longest window that held since.
     *
     * @throws InvalidTopicException if it contradicts the topic's order, or with {@link #on}
     */
    void limits(String topic, Limits limits);

    /**
     * Goes back to the configured limits.
     *
     * @return whether others were said
     */
    boolean resetLimits(String topic);

    /**
     * Says how many jobs of a topic may wait and run at once over all nodes, over what is configured
     * ({@code jobq.topics.<topic>.max-queued}), or where nothing is. Processes that enqueue follow within a second. With more jobs
     * than that nothing is taken until enough of them have ended.
     *
     * @param jobs from 1; {@link Integer#MAX_VALUE} for as many as there are
     * @throws InvalidTopicException if it is less, or with {@link #on}
     */
    void maxQueued(String topic, int jobs);

    /**
     * Goes back to the configured number of jobs, or to none.
     *
     * @return whether another one was said
     */
    boolean resetMaxQueued(String topic);

    /**
     * Deletes jobs of a topic that ended longer ago than this, in small batches, whatever the configuration keeps.
     *
     * @return how many
     */
    int purge(String topic, Duration olderThan);

    /**
     * Keys of a topic of which jobs are BLOCKED, in order, with the job that they wait for; of a topic that is one line, its one
     * line. Looks at all jobs of the topic that are on their way, so not to be asked all the time.
     *
     * @param limit at most so many, from 1
     * @throws InvalidTopicException if it is less
     */
    List<BlockedKey> blockedKeys(String topic, int limit);

    /** The first 100 keys of {@link #blockedKeys(String, int)}. */
    default List<BlockedKey> blockedKeys(String topic) {
        return blockedKeys(topic, 100);
    }

    /** Why a job is not running, or what became of it. */
    JobExplanation why(JobId job);

    /** The same, whose changes are recorded as done by somebody. Otherwise they are recorded as the application's. */
    Topics by(String who);

    /**
     * The same, whose pause, resume, drain and concurrency concern one worker only. As a worker has a new id whenever it
     * registers, what was said for it ends with it.
     *
     * @throws UnknownWorkerException from each of these if there is no such worker
     */
    Topics on(ProcessId worker);
}

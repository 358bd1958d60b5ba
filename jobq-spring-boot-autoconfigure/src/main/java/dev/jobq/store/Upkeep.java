package dev.jobq.store;

import dev.jobq.JobStatus;
import java.time.Duration;
import java.time.LocalDate;
import java.util.Collection;
import java.util.List;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** House-work that any node may do at any time; several at once do no harm. */
public interface Upkeep {

    /** Makes due SCHEDULED and RETRYABLE jobs AVAILABLE, oldest first, at most so many. */
    Staged stage(int limit);

    /**
     * Discards jobs that did not start by their deadline, at most so many. Jobs that somebody else is changing are left for
     * later.
     */
    Staged expire(int limit);

    /** Makes jobs of these types AVAILABLE that were PARKED for this cause before the call. */
    int unpark(String topic, Collection<String> types, ParkCause cause);

    /** The topics that have PARKED jobs; one look. */
    Set<String> parkedTopics();

    /** Of each topic and status the ended job that ended first, where there is one; one look. */
    List<OldestEnd> oldestEnds();

    /**
     * Deletes ended jobs, oldest first.
     *
     * @param olderThan by the time they ended
     * @param limit at most so many
     * @return how many went
     */
    int purge(String topic, JobStatus status, Duration olderThan, int limit);

    /**
     * Deletes ended jobs, oldest first, of which there are more than are kept. Where several do it at once, one does.
     *
     * @param keep how many stay
     * @param olderThan by the time they ended; what is younger stays, however many there are
     * @param limit at most so many
     * @return how many went
     */
    int trim(String topic, JobStatus status, long keep, Duration olderThan, int limit);

    /** Adds to the totals per day that outlive the jobs. */
    void addTotals(List<Total> totals);

    /** Folds depth counters and whatever else the store tidies in the background. */
    void tidy();

    /**
     * What staging or expiring did.
     *
     * @param jobs how many were moved
     * @param untilNext how long until the next job is due; zero if more are due now, null if none is known
     */
    record Staged(int jobs, @Nullable Duration untilNext) {}

    /**
     * The job that ended first.
     *
     * @param topic of this topic
     * @param status with this status
     * @param age how long ago
     */
    record OldestEnd(String topic, JobStatus status, Duration age) {}

    /**
     * Ended attempts of one day.
     *
     * @param day by the store's clock, in UTC
     * @param topic their topic
     * @param type their type
     * @param enqueuedBy the application that enqueued them
     * @param to where the attempts sent their jobs
     * @param sums how many, and what they took
     */
    record Total(LocalDate day, String topic, String type, String enqueuedBy, JobStatus to, Sums sums) {}

    /**
     * Sums.
     *
     * @param attempts how many
     * @param elapsed time they took
     * @param cpuTime processor time, where known
     */
    record Sums(long attempts, Duration elapsed, Duration cpuTime) {}
}

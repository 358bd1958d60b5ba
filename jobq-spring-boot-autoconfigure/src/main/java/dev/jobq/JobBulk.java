package dev.jobq;

import java.time.Duration;
import java.util.Objects;

/**
 * What operators do to many jobs at once. A bean, and {@link JobQueue#bulk()}; thread-safe.
 *
 * <p>Only jobs that exist when a call begins are touched, oldest first, in small batches, each in a transaction of its own: the
 * rest of the queue goes on meanwhile. A job that has left its selection by the time its batch comes is left alone, and so is
 * one whose unique key another job holds when it is to run again: it stays as it is and is not counted. The call returns when it
 * is through; it ends early, with what was touched so far, if the calling thread is interrupted, which it stays. Every job
 * touched gets its event, as if it had been touched alone.
 *
 * <p>Inside a transaction of the caller's these calls throw {@link IllegalStateException}. A closed queue ends them with
 * {@link QueueClosedException}.
 */
public interface JobBulk {

    /** Counts what a call with this selection would look at: exactly up to 10,000, beyond that only that there are more. */
    Count count(JobSelection selection);

    /**
     * Retries: as {@link JobQueue#retry}, for those selected that can be retried. With a status of DISCARDED this drives dead
     * letters back.
     *
     * @param limit at most so many jobs, from 1
     * @return how many were touched
     * @throws InvalidQueryException if the limit is not positive, or the selection names a status from which there is no retry
     */
    long retry(JobSelection selection, long limit, Rate rate);

    /** Cancels: as {@link JobQueue#cancel}, and else as {@link #retry}. */
    long cancel(JobSelection selection, long limit, Rate rate);

    /** Requeues: as {@link JobQueue#requeue}, and else as {@link #retry}. */
    long requeue(JobSelection selection, long limit, Rate rate);

    /** Deletes: as {@link JobQueue#delete}, and else as {@link #retry}. */
    long delete(JobSelection selection, long limit, Rate rate);

    /**
     * How many jobs.
     *
     * @param jobs that were counted
     * @param isExact whether these are all; if not, there are more
     */
    record Count(long jobs, boolean isExact) {
        /** {@code 42} or {@code 10000+}. */
        @Override
        public String toString() {
            return isExact ? Long.toString(jobs) : jobs + "+";
        }
    }

    /**
     * How fast.
     *
     * @param jobs so many, from 1
     * @param per in this time, longer than zero
     */
    record Rate(int jobs, Duration per) {

        /** As fast as small batches go. */
        public static final Rate UNLIMITED = new Rate(Integer.MAX_VALUE, Duration.ofNanos(1));

        public Rate {
            Objects.requireNonNull(per, "per");
            if (jobs < 1 || per.isZero() || per.isNegative()) {
                throw new InvalidQueryException(
                        "rate %d/%s is not possible: give 1 job or more in a time longer than zero"
                                .formatted(jobs, per));
            }
        }

        /** So many a second. */
        public static Rate perSecond(int jobs) {
            return new Rate(jobs, Duration.ofSeconds(1));
        }
    }
}

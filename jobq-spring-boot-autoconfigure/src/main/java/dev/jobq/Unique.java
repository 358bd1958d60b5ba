package dev.jobq;

import java.time.Duration;
import java.util.Collections;
import java.util.EnumSet;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * What makes a job the only one of its kind in its topic, as said by {@link NewJob#uniqueKey} and the methods beside it; null
 * where nothing was said.
 *
 * @param key the key that one job at a time holds
 * @param period for how long from its creation a job holds its key at most
 * @param statuses in which statuses a job holds its key
 * @param onDuplicate what becomes of a job whose key is held
 * @param quiet how long a debounced job waits from its last duplicate
 * @param longest how long a debounced job waits from its creation at most
 */
public record Unique(
        @Nullable String key,
        @Nullable Duration period,
        @Nullable Set<JobStatus> statuses,
        @Nullable OnDuplicate onDuplicate,
        @Nullable Duration quiet,
        @Nullable Duration longest) {

    /** Every status of a job that has not ended: what holds a key when nothing else is said. */
    public static final Set<JobStatus> NOT_ENDED = Collections.unmodifiableSet(EnumSet.complementOf(
            EnumSet.of(JobStatus.HELD, JobStatus.COMPLETED, JobStatus.DISCARDED, JobStatus.CANCELLED)));

    /** Every status of a job that waits, so that a key is free again as soon as its job runs. */
    public static final Set<JobStatus> WAITING = Collections.unmodifiableSet(EnumSet.of(
            JobStatus.BLOCKED, JobStatus.SCHEDULED, JobStatus.AVAILABLE, JobStatus.RETRYABLE, JobStatus.PARKED));

    /** Every status, those of ended jobs included: a key is free when its period is over or its job is deleted. */
    public static final Set<JobStatus> ALWAYS =
            Collections.unmodifiableSet(EnumSet.complementOf(EnumSet.of(JobStatus.HELD)));

    static final Unique NONE = new Unique(null, null, null, null, null, null);

    private static final int MAX_KEY = 255;

    Unique key(String key) {
        return new Unique(Names.require("uniqueKey", key, MAX_KEY), period, statuses, onDuplicate, quiet, longest);
    }

    Unique period(Duration period) {
        return new Unique(key, requirePositive("uniqueFor", period), statuses, onDuplicate, quiet, longest);
    }

    Unique statuses(Set<JobStatus> statuses) {
        if (statuses.isEmpty() || statuses.contains(JobStatus.HELD)) {
            throw new InvalidJobException(
                    "uniqueWhile %s is not allowed: give one status or more, without HELD, which enqueued jobs never have"
                            .formatted(statuses));
        }
        return new Unique(
                key, period, Collections.unmodifiableSet(EnumSet.copyOf(statuses)), onDuplicate, quiet, longest);
    }

    Unique onDuplicate(OnDuplicate onDuplicate) {
        return new Unique(key, period, statuses, onDuplicate, quiet, longest);
    }

    Unique debounce(Duration quiet, @Nullable Duration longest) {
        requirePositive("debounce", quiet);
        if (longest != null && longest.compareTo(quiet) < 0) {
            throw new InvalidJobException(
                    "debounce %s with a longest wait of %s: the longest must not be shorter".formatted(quiet, longest));
        }
        return new Unique(key, period, statuses, onDuplicate, quiet, longest);
    }

    private static Duration requirePositive(String what, Duration duration) {
        if (duration.isZero() || duration.isNegative()) {
            throw new InvalidJobException("%s %s is not positive".formatted(what, duration));
        }
        return duration;
    }
}

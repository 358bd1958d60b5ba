package dev.jobq.engine;

import dev.jobq.JobStatus;
import dev.jobq.store.Upkeep;
import dev.jobq.store.Upkeep.OldestEnd;
import java.time.Duration;
import java.util.List;

/** Deletes ended jobs when their time is over or there are too many of them, in small pieces. */
final class Purger {

    private static final int PIECE = 2_000;
    private static final Duration INTERVAL = Duration.ofMinutes(1);
    private static final Duration DELETE_INTERVAL = Duration.ofSeconds(1);

    /** Whoever waits for a job, in whatever process, looks every second: by then its end has been seen. */
    private static final Duration UNTIL_SEEN = Duration.ofSeconds(3);

    private final Upkeep upkeep;
    private final List<TopicSettings> topics;

    Purger(Upkeep upkeep, List<TopicSettings> topics) {
        this.upkeep = upkeep;
        this.topics = topics;
    }

    Duration run() {
        boolean isMoreThere = false;
        boolean isDeleting = false;
        List<OldestEnd> oldest = upkeep.oldestEnds();
        for (TopicSettings topic : topics) {
            TopicSettings.Retention retention = topic.retention();
            isDeleting |= retention.deleteOnSuccess();
            Duration completed = retention.deleteOnSuccess() ? Duration.ZERO : retention.completed();
            isMoreThere |= purge(oldest, topic, JobStatus.COMPLETED, completed);
            isMoreThere |= purge(oldest, topic, JobStatus.DISCARDED, retention.discarded());
            isMoreThere |= purge(oldest, topic, JobStatus.CANCELLED, retention.cancelled());
        }
        // With more to delete, others get their turn at the store in between.
        return isMoreThere ? Duration.ZERO : isDeleting ? DELETE_INTERVAL : INTERVAL;
    }

    private boolean purge(List<OldestEnd> oldest, TopicSettings topic, JobStatus status, Duration kept) {
        Duration age = oldest.stream()
                .filter(one -> one.topic().equals(topic.name()) && one.status() == status)
                .map(OldestEnd::age)
                .findAny()
                .orElse(Duration.ZERO);
        Duration olderThan = kept.compareTo(UNTIL_SEEN) > 0 ? kept : UNTIL_SEEN;
        if (age.compareTo(UNTIL_SEEN) < 0) {
            // None has ended, or nobody may have seen it yet.
            return false;
        }
        Long maxRows = topic.retention().maxRows();
        boolean isMoreOld =
                age.compareTo(olderThan) > 0 && upkeep.purge(topic.name(), status, olderThan, PIECE) >= PIECE;
        boolean isMoreThanKept =
                maxRows != null && upkeep.trim(topic.name(), status, maxRows, UNTIL_SEEN, PIECE) >= PIECE;
        return isMoreOld || isMoreThanKept;
    }
}

package dev.jobq.store.jdbc;

import dev.jobq.store.ClaimedJob;
import dev.jobq.store.JobExchange.Limited;
import dev.jobq.store.JobExchange.Wanted;
import java.time.Duration;
import java.util.List;

/**
 * What was claimed.
 *
 * @param jobs by topic in the order asked
 * @param limited the topics of which there may be more although there was room left
 */
public record Claimed(List<ClaimedJob> jobs, List<Limited> limited) {

    /** What was claimed where nothing is limited, and the topics of which there is more at once. */
    public static Claimed unfinished(List<ClaimedJob> jobs, List<Wanted> topics) {
        return new Claimed(
                jobs,
                topics.isEmpty()
                        ? List.of()
                        : topics.stream()
                                .map(topic -> new Limited(topic.topic(), Duration.ZERO))
                                .toList());
    }
}

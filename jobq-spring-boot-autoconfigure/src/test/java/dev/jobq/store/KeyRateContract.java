package dev.jobq.store;

import static dev.jobq.store.DraftBuilder.draft;
import static org.assertj.core.api.Assertions.assertThat;

import dev.jobq.JobId;
import dev.jobq.JobStatus;
import dev.jobq.Limits;
import dev.jobq.store.JobExchange.Wanted;
import dev.jobq.store.TopicRules.Order;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** Topics of which only so many jobs of each key start in a time, in any order of the topic. */
abstract class KeyRateContract extends StoreContract {

    private static final Duration SECOND = Duration.ofSeconds(1);

    @AfterEach
    void depthsAreExact() {
        assertDepthsAreExact();
    }

    /** Where one waits for the other, a key at its limit holds up its line. */
    @ParameterizedTest
    @EnumSource(Order.class)
    void aRateOfAKeyHoldsInAnyOrder(Order order) {
        store.topics().declare(List.of(TopicRules.of(TOPIC).order(order).limits(Limits.NONE.keyRate("2/1s"))));
        List<JobId> ids = enqueue(keyed("a"), keyed("a"), keyed("a"), keyed("b"), keyed("b"), keyed("a"));
        Instant begin = now();
        Map<JobId, Duration> started = new LinkedHashMap<>();
        for (int step = 0; step < 10 && started.size() < 6; step++) {
            for (JobId id : runAll()) {
                started.put(id, Duration.between(begin, now()));
            }
            clock.advance(SECOND.dividedBy(4));
        }
        boolean isOneLine = order == Order.FIFO;
        Duration ofOthers = isOneLine ? SECOND : Duration.ZERO;
        assertThat(started)
                .containsExactlyInAnyOrderEntriesOf(Map.of(
                        ids.get(0), Duration.ZERO,
                        ids.get(1), Duration.ZERO,
                        ids.get(2), SECOND,
                        ids.get(3), ofOthers,
                        ids.get(4), ofOthers,
                        ids.get(5), SECOND));
        assertThat(started.keySet().stream().filter(id -> isOneLine || "a".equals(job(id).key())))
                .isSorted();
    }

    @ParameterizedTest
    @EnumSource(Order.class)
    void oneOfAKeyAtItsRateWaitsInAnyOrder(Order order) {
        store.topics().declare(List.of(TopicRules.of(TOPIC).order(order).limits(Limits.NONE.keyRate("1/1s"))));
        List<JobId> ids = enqueue(keyed("a"), keyed("a"));
        worker.end(worker.claimOne(), Move.completed(null));
        clock.advance(SECOND.minusNanos(1_000));
        assertThat(worker.claim(10)).isEmpty();
        assertThat(status(ids.get(1))).isEqualTo(JobStatus.BLOCKED);
        clock.advance(Duration.ofNanos(1_000));
        assertThat(Worker.ids(worker.claim(10))).containsExactly(ids.get(1));
    }

    private List<JobId> runAll() {
        List<JobId> ran = new ArrayList<>();
        List<ClaimedJob> some = worker.claim(10);
        while (!some.isEmpty()) {
            some.forEach(job -> ran.add(Worker.idOf(job)));
            some = worker.trade(Worker.ended(some, Move.completed(null)), new Wanted(TOPIC, 10))
                    .claimed();
        }
        return ran;
    }

    private static DraftBuilder keyed(String key) {
        return draft().about(key);
    }
}

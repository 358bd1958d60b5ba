package dev.jobq.store;

import static dev.jobq.store.DraftBuilder.draft;
import static org.assertj.core.api.Assertions.assertThat;

import dev.jobq.JobId;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** Times that several processes set are one order for all that claim. */
abstract class SharedOrderContract extends StoreContract {

    private JobStore second;

    @BeforeEach
    void openSecond() {
        second = open();
    }

    /** Minutes back in time, as two processes said; equal ones go by their ids. */
    @ParameterizedTest
    @EnumSource(
            value = TopicRules.Order.class,
            names = {"PRIORITY", "TIME"})
    void timesOfAllStoresAreOneOrderForAllThatClaim(TopicRules.Order order) {
        store.topics().declare(List.of(TopicRules.of(TOPIC).order(order)));
        Map<JobId, Integer> back = new TreeMap<>();
        int[] minutes = {5, 90, 0, 40, 90, 7, 40, 0, 61, 12, 5, 33};
        for (int i = 0; i < minutes.length; i++) {
            JobStore mine = i % 2 == 0 ? store : second;
            JobDraft draft =
                    draft().at(now().minus(Duration.ofMinutes(minutes[i]))).build();
            back.put(mine.intake().insert(List.of(draft)).get(0), minutes[i]);
        }
        List<JobId> expected = back.keySet().stream()
                .sorted(Comparator.comparing((JobId id) -> back.get(id))
                        .reversed()
                        .thenComparing(Comparator.naturalOrder()))
                .toList();
        Worker there = Worker.register(second);
        List<JobId> claimed = new ArrayList<>();
        for (int i = 0; i < minutes.length; i++) {
            claimed.add(Worker.idOf((i % 3 == 0 ? there : worker).claimOne()));
        }
        assertThat(claimed).isEqualTo(expected);
    }

    /** Whoever claims without a rest looks where it was last; that must not keep it from what others put before that. */
    @ParameterizedTest
    @EnumSource(
            value = TopicRules.Order.class,
            names = {"PRIORITY", "TIME"})
    void oneFromAnotherStoreThatIsOlderThanAllThatWaitIsTheNext(TopicRules.Order order) {
        store.topics().declare(List.of(TopicRules.of(TOPIC).order(order)));
        List<JobId> ids = enqueueMany(200);
        List<JobId> claimed = new ArrayList<>();
        for (int round = 0; round < 10; round++) {
            claimed.addAll(Worker.ids(worker.claim(10)));
            JobId older = second.intake()
                    .insert(List.of(draft().at(now().minus(Duration.ofDays(1))).build()))
                    .get(0);
            assertThat(Worker.ids(worker.claim(2))).containsExactly(older, ids.get(claimed.size()));
            claimed.add(ids.get(claimed.size()));
        }
        assertThat(claimed).isEqualTo(ids.subList(0, claimed.size()));
        assertThat(Worker.ids(worker.drain(TOPIC))).isEqualTo(ids.subList(claimed.size(), ids.size()));
    }
}

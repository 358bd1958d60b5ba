package dev.jobq.store;

import static dev.jobq.store.DraftBuilder.draft;
import static org.assertj.core.api.Assertions.assertThat;

import dev.jobq.IllegalTransitionException;
import dev.jobq.JobId;
import dev.jobq.JobStatus;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.EnumSource.Mode;
import org.junit.jupiter.params.provider.ValueSource;

/** Depths come from counters and are always what counting would give. */
abstract class DepthContract extends StoreContract {

    @ParameterizedTest
    @EnumSource(
            value = JobStatus.class,
            mode = Mode.EXCLUDE,
            names = {"HELD", "BLOCKED"})
    void theDepthOfEachStatusIsCounted(JobStatus status) {
        jobIn(status);
        jobIn(status);
        assertThat(depth(status)).isEqualTo(2);
        assertDepthsAreExact();
        store.upkeep().tidy();
        assertThat(depth(status)).isEqualTo(2);
        assertDepthsAreExact();
    }

    @Test
    void statusesWithoutJobsAreAbsent() {
        enqueueOne();
        worker.end(worker.claimOne(), Move.completed(null));
        assertThat(store.reader().depths().get(TOPIC)).containsOnlyKeys(JobStatus.COMPLETED);
        store.upkeep().tidy();
        assertThat(store.reader().depths().get(TOPIC)).containsOnlyKeys(JobStatus.COMPLETED);
    }

    @ParameterizedTest
    @ValueSource(longs = {1, 2, 3, 4})
    void depthsStayExactThroughAnyRow(long seed) {
        Random random = new Random(seed);
        List<JobId> ids = new ArrayList<>(enqueueMany(10));
        List<ClaimedJob> held = new ArrayList<>();
        for (int step = 0; step < 150; step++) {
            act(random, ids, held);
        }
        assertDepthsAreExact();
        store.upkeep().tidy();
        assertDepthsAreExact();
    }

    @Test
    void depthsStayExactWithWritersAndTidiersSideBySide() throws Exception {
        Threads.together(4, n -> {
            Random random = new Random(n);
            Worker mine = Worker.register(store);
            for (int i = 0; i < 30; i++) {
                List<JobId> ids = store.intake().insert(many(3));
                List<ClaimedJob> claimed = mine.claim(2);
                List<EndedAttempt> ended = new ArrayList<>();
                claimed.forEach(job -> ended.add(Worker.ended(job, FenceContract.moveTo(anyEnd(random)))));
                mine.trade(ended);
                store.control().delete(ids.get(0));
                store.upkeep().stage(10);
                store.upkeep().purge(TOPIC, JobStatus.COMPLETED, Duration.ZERO, 1);
                store.upkeep().tidy();
            }
        });
        assertDepthsAreExact();
        store.upkeep().tidy();
        assertDepthsAreExact();
    }

    @Test
    void theOldestAvailableOfEachTopicIsTold() {
        assertThat(store.reader().oldestAvailable()).isEmpty();
        enqueue(
                draft().at(now().minusSeconds(5)),
                draft().priority(9).at(now().minusSeconds(1)),
                draft().priority(-9).at(now().minusSeconds(60)),
                draft().topic(OTHER_TOPIC).delay(Duration.ofMinutes(1)));
        assertThat(store.reader().oldestAvailable())
                .containsOnlyKeys(TOPIC)
                .containsEntry(TOPIC, now().minusSeconds(60));
        worker.drain(TOPIC);
        assertThat(store.reader().oldestAvailable()).isEmpty();
    }

    private void act(Random random, List<JobId> ids, List<ClaimedJob> held) {
        JobId any = ids.get(random.nextInt(ids.size()));
        switch (random.nextInt(11)) {
            case 0 -> ids.add(enqueueOne());
            case 1 -> ids.add(enqueueOne(draft().delay(Duration.ofSeconds(1))));
            case 2 -> ids.add(enqueueOne(draft().topic(OTHER_TOPIC)));
            case 3 -> held.addAll(worker.claim(random.nextInt(3) + 1));
            case 4 -> endAny(random, held);
            case 5 -> store.control().cancel(any);
            case 6 -> retry(any);
            case 7 -> store.control().delete(any);
            case 8 -> stageAll(Duration.ofSeconds(1));
            case 9 -> held.stream().findAny().ifPresent(worker::launch);
            default -> rarely(random);
        }
    }

    private void endAny(Random random, List<ClaimedJob> held) {
        if (!held.isEmpty()) {
            worker.end(held.remove(random.nextInt(held.size())), FenceContract.moveTo(anyEnd(random)));
        }
    }

    private void retry(JobId id) {
        try {
            store.control().retry(id);
        } catch (IllegalTransitionException ex) {
            assertThat(ex.from()).isEqualTo(JobStatus.COMPLETED);
        }
    }

    private void rarely(Random random) {
        switch (random.nextInt(3)) {
            case 0 -> store.upkeep().tidy();
            case 1 -> store.upkeep().purge(TOPIC, JobStatus.COMPLETED, Duration.ofSeconds(2), 2);
            default -> worker = rescueAll();
        }
    }

    private static JobStatus anyEnd(Random random) {
        List<JobStatus> ends = List.of(
                JobStatus.COMPLETED,
                JobStatus.RETRYABLE,
                JobStatus.SCHEDULED,
                JobStatus.DISCARDED,
                JobStatus.CANCELLED,
                JobStatus.PARKED,
                JobStatus.AVAILABLE);
        return ends.get(random.nextInt(ends.size()));
    }
}

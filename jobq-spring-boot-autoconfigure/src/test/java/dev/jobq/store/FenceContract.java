package dev.jobq.store;

import static org.assertj.core.api.Assertions.assertThat;

import dev.jobq.Job;
import dev.jobq.JobId;
import dev.jobq.JobStatus;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** What an attempt writes after it lost its job changes nothing. */
abstract class FenceContract extends StoreContract {

    @ParameterizedTest
    @EnumSource(
            value = JobStatus.class,
            names = {"COMPLETED", "RETRYABLE", "SCHEDULED", "DISCARDED", "CANCELLED", "PARKED", "AVAILABLE"})
    void aFinishAfterARescueIsLostAndWritesNothing(JobStatus to) {
        JobId id = enqueueOne();
        ClaimedJob stale = worker.claimOne();
        rescueAll();
        Job before = job(id);
        EndedAttempt ended = Worker.ended(stale, moveTo(to));
        assertThat(worker.trade(List.of(ended)).lost()).containsExactly(ended);
        assertUnchanged(before);
        assertThat(before.status()).isEqualTo(JobStatus.AVAILABLE);
        assertDepthsAreExact();
    }

    @ParameterizedTest
    @EnumSource(
            value = JobStatus.class,
            names = {"COMPLETED", "RETRYABLE", "SCHEDULED", "DISCARDED", "CANCELLED", "PARKED", "AVAILABLE"})
    void aFinishAfterRescueAndNewClaimIsLostAndTheNewAttemptRunsOn(JobStatus to) {
        JobId id = enqueueOne();
        ClaimedJob stale = worker.claimOne();
        Worker rescuer = rescueAll();
        ClaimedJob current = rescuer.claimOne();
        assertThat(Worker.idOf(current)).isEqualTo(id);
        Job before = job(id);
        EndedAttempt ended = Worker.ended(stale, moveTo(to));
        assertThat(worker.trade(List.of(ended)).lost()).containsExactly(ended);
        assertUnchanged(before);
        assertThat(rescuer.end(current, Move.completed("\"second\""))).isTrue();
        assertThat(job(id).result().text()).isEqualTo("\"second\"");
        assertDepthsAreExact();
    }

    @Test
    void onlyTheFirstOfTwoFinishesCounts() {
        JobId id = enqueueOne();
        ClaimedJob claimed = worker.claimOne();
        assertThat(worker.end(claimed, Move.completed("\"first\""))).isTrue();
        assertThat(worker.end(claimed, Move.completed("\"second\""))).isFalse();
        assertThat(worker.end(claimed, Move.retry(Duration.ofSeconds(1), FAILURE)))
                .isFalse();
        assertThat(job(id).result().text()).isEqualTo("\"first\"");
        assertThat(job(id).errors()).isEmpty();
        assertDepthsAreExact();
    }

    @Test
    void onlyOneOfManyFinishesAtOnceCounts() throws Exception {
        for (int round = 0; round < 10; round++) {
            enqueueOne();
            ClaimedJob claimed = worker.claimOne();
            AtomicInteger counted = new AtomicInteger();
            Threads.together(4, n -> {
                if (worker.end(claimed, Move.completed(Integer.toString(n)))) {
                    counted.incrementAndGet();
                }
            });
            assertThat(counted).hasValue(1);
        }
        assertThat(depth(JobStatus.COMPLETED)).isEqualTo(10);
        assertDepthsAreExact();
    }

    @Test
    void inOneTradeOnlyTheStaleAreLost() {
        List<JobId> ids = enqueueMany(5);
        List<ClaimedJob> claimed = worker.claim(5);
        store.control().delete(ids.get(1));
        worker.end(claimed.get(3), Move.completed("\"early\""));
        List<EndedAttempt> ended = Worker.ended(claimed, Move.completed("\"late\""));
        assertThat(worker.trade(ended).lost()).containsExactlyInAnyOrder(ended.get(1), ended.get(3));
        assertThat(store.reader().get(ids.get(1))).isEmpty();
        assertThat(job(ids.get(3)).result().text()).isEqualTo("\"early\"");
        for (int i : List.of(0, 2, 4)) {
            assertThat(job(ids.get(i)).result().text()).isEqualTo("\"late\"");
        }
        assertDepthsAreExact();
    }

    @Test
    void aWrongFenceIsLost() {
        JobId id = enqueueOne();
        ClaimedJob claimed = worker.claimOne();
        for (long fence :
                List.of(0L, claimed.attempt().fence() - 1, claimed.attempt().fence() + 1, Long.MAX_VALUE)) {
            ClaimedJob.Attempt forged = new ClaimedJob.Attempt(1, 0, fence);
            EndedAttempt ended = new EndedAttempt(
                    claimed.job(),
                    forged,
                    Move.completed(null),
                    Worker.ended(claimed, Move.completed(null)).report());
            assertThat(worker.trade(List.of(ended)).lost()).containsExactly(ended);
            assertThat(store.exchange().launched(id, fence)).isFalse();
        }
        assertThat(status(id)).isEqualTo(JobStatus.EXECUTING);
        assertThat(worker.end(claimed, Move.completed(null))).isTrue();
    }

    @Test
    void launchingAfterTheFenceIsLostIsRefused() {
        JobId id = enqueueOne();
        ClaimedJob stale = worker.claimOne();
        Worker rescuer = rescueAll();
        assertThat(worker.launch(stale)).isFalse();
        assertThat(status(id)).isEqualTo(JobStatus.AVAILABLE);
        ClaimedJob current = rescuer.claimOne();
        assertThat(worker.launch(stale)).isFalse();
        assertThat(status(id)).isEqualTo(JobStatus.EXECUTING);
        assertThat(rescuer.launch(current)).isTrue();
    }

    @Test
    void aJobsFenceGrowsThroughEveryWayBack() {
        JobId id = enqueueOne();
        List<Long> fences = new ArrayList<>();
        fences.add(worker.claimOne().attempt().fence());
        worker = rescueAll();
        claimAndEnd(fences, Move.release());
        claimAndEnd(fences, Move.snooze(Duration.ofSeconds(1)));
        stageAll(Duration.ofSeconds(1));
        claimAndEnd(fences, Move.retry(Duration.ofSeconds(1), FAILURE));
        stageAll(Duration.ofSeconds(1));
        claimAndEnd(fences, Move.park("No handler"));
        store.control().retry(id);
        claimAndEnd(fences, Move.discard("No", FAILURE));
        store.control().retry(id);
        claimAndEnd(fences, Move.cancel("No"));
        store.control().retry(id);
        fences.add(worker.claimOne().attempt().fence());
        assertThat(fences).hasSize(8).doesNotHaveDuplicates().isSorted();
        assertThat(job(id).fence()).isEqualTo(fences.get(7));
    }

    @Test
    void aFinishAfterDeleteBringsNothingBack() {
        JobId id = enqueueOne();
        ClaimedJob claimed = worker.claimOne();
        assertThat(store.control().delete(id)).isTrue();
        assertThat(worker.end(claimed, Move.retry(Duration.ZERO, FAILURE))).isFalse();
        assertThat(worker.launch(claimed)).isFalse();
        stageAll(Duration.ofDays(1));
        assertThat(store.reader().get(id)).isEmpty();
        assertThat(listed(all())).isEmpty();
        assertThat(worker.claim(1)).isEmpty();
        assertDepthsAreExact();
    }

    private void claimAndEnd(List<Long> fences, Move move) {
        ClaimedJob claimed = worker.claimOne();
        fences.add(claimed.attempt().fence());
        assertThat(worker.end(claimed, move)).isTrue();
    }

    private void assertUnchanged(Job before) {
        Job after = job(before.id());
        assertThat(after.status()).isEqualTo(before.status());
        assertThat(after.attempt()).isEqualTo(before.attempt());
        assertThat(after.fence()).isEqualTo(before.fence());
        assertThat(after.node()).isEqualTo(before.node());
        assertThat(after.runAt()).isEqualTo(before.runAt());
        assertThat(after.errors()).isEqualTo(before.errors());
        assertThat(after.events()).isEqualTo(before.events());
        assertThat(after.result()).isNull();
        assertThat(after.reason()).isNull();
    }

    static Move moveTo(JobStatus status) {
        return switch (status) {
            case COMPLETED -> Move.completed("\"stale\"");
            case RETRYABLE -> Move.retry(Duration.ofSeconds(1), FAILURE);
            case SCHEDULED -> Move.snooze(Duration.ofSeconds(1));
            case DISCARDED -> Move.discard("stale", FAILURE);
            case CANCELLED -> Move.cancel("stale");
            case PARKED -> Move.park("stale");
            case AVAILABLE -> Move.release();
            default -> throw new IllegalArgumentException("No attempt ends as " + status);
        };
    }
}

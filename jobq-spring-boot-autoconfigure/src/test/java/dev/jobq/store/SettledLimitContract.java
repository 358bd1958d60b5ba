package dev.jobq.store;

import static dev.jobq.store.DraftBuilder.draft;
import static org.assertj.core.api.Assertions.assertThat;

import dev.jobq.JobId;
import dev.jobq.JobStatus;
import dev.jobq.Limits;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

/** Limits that all nodes have known for long: claims free the slots of ends that were noted, and seldom look at all others. */
abstract class SettledLimitContract extends StoreContract {

    @Test
    void theSlotsOfADeadNodeComeBackWithItsRescue() {
        settle(Limits.NONE.globalConcurrency(2));
        List<JobId> ids = enqueueMany(4);
        assertThat(worker.claim(10)).hasSize(2);
        clock.advance(Worker.LEASE.multipliedBy(2));
        Worker survivor = Worker.register(store);
        // All slots were looked at just now.
        assertThat(survivor.claim(10)).isEmpty();
        store.nodes().rescue(survivor.node(), Leases.TRUSTED);
        assertThat(Worker.ids(survivor.claim(10))).containsExactlyElementsOf(ids.subList(0, 2));
    }

    @Test
    void theEndOfOneLetsTheNextOfItsKeyRun() {
        settle(Limits.NONE.keyConcurrency(1));
        List<JobId> ids = enqueue(draft().about("a"), draft().about("b"), draft().about("a"), draft().about("a"));
        List<ClaimedJob> running = worker.claim(10);
        assertThat(Worker.ids(running)).containsExactlyElementsOf(ids.subList(0, 2));
        assertThat(worker.end(running.get(0), Move.completed(null))).isTrue();
        ClaimedJob next = worker.claim(10).get(0);
        assertThat(Worker.idOf(next)).isEqualTo(ids.get(2));
        assertThat(worker.claim(10)).isEmpty();
        assertThat(worker.end(next, Move.completed(null))).isTrue();
        assertThat(Worker.ids(worker.claim(10))).containsExactly(ids.get(3));
    }

    @Test
    void ofEachKeyTheRunningOnesAreCounted() {
        settle(Limits.NONE.keyConcurrency(2));
        enqueue(draft().about("a"), draft().about("b"), draft().about("a"));
        assertThat(worker.claim(10)).hasSize(3);
        enqueue(draft().about("a"), draft().about("b"), draft().about("b"), draft().about("c"));
        List<String> keys = new ArrayList<>();
        worker.claim(10).forEach(job -> keys.add(job(Worker.idOf(job)).key()));
        assertThat(keys).containsExactly("b", "c");
        assertThat(depth(JobStatus.BLOCKED)).isEqualTo(2);
    }

    @Test
    void aLateEndFreesNotTheSlotOfTheNextAttempt() {
        settle(Limits.NONE.globalConcurrency(1));
        enqueueMany(2);
        ClaimedJob lost = worker.claimOne();
        Worker rescuer = rescueAll();
        ClaimedJob next = rescuer.claimOne();
        assertThat(Worker.idOf(next)).isEqualTo(Worker.idOf(lost));
        assertThat(worker.end(lost, Move.completed(null))).isFalse();
        assertThat(rescuer.claim(10)).isEmpty();
        assertThat(rescuer.end(next, Move.completed(null))).isTrue();
        assertThat(rescuer.claim(10)).hasSize(1);
    }

    private void settle(Limits limits) {
        store.topics().declare(List.of(TopicRules.of(TOPIC).limits(limits)));
        settleLimits();
    }
}

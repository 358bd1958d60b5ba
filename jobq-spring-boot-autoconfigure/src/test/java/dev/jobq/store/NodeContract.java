package dev.jobq.store;

import static dev.jobq.store.DraftBuilder.draft;
import static org.assertj.core.api.Assertions.assertThat;

import dev.jobq.Job;
import dev.jobq.JobEvent;
import dev.jobq.JobId;
import dev.jobq.JobStatus;
import dev.jobq.ProcessId;
import dev.jobq.store.NodeRegistry.Rescued;
import dev.jobq.store.TopicControl.Change;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

/** Workers: seen, alive, dead, rescued. */
abstract class NodeContract extends StoreContract {

    @Test
    void aNewWorkerIsSeenIdle() {
        NodeView view = view(worker.id());
        assertThat(view.state()).isEqualTo(NodeView.State.IDLE);
        assertThat(view.topics()).containsExactly(TOPIC, OTHER_TOPIC);
        assertThat(view.running()).isEmpty();
        assertThat(view.lastSeenAt()).isEqualTo(now());
        assertThat(view.lastClaimAt()).isNull();
    }

    @Test
    void aWorkerThatHoldsJobsIsSeenProcessingThem() {
        List<JobId> ids = enqueueMany(3);
        worker.claim(2);
        assertThat(view(worker.id()).state()).isEqualTo(NodeView.State.PROCESSING);
        assertThat(view(worker.id()).running()).containsExactlyInAnyOrderElementsOf(ids.subList(0, 2));
    }

    @Test
    void aRenewalTellsWhenItWasSeenAndWhenItClaimed() {
        clock.advance(Duration.ofSeconds(10));
        assertThat(store.nodes().renew(worker.node(), Duration.ofSeconds(4))).isPresent();
        assertThat(view(worker.id()).lastSeenAt()).isEqualTo(now());
        assertThat(view(worker.id()).lastClaimAt()).isEqualTo(now().minusSeconds(4));
    }

    @Test
    void aWorkerIsStaleOnceItsLeaseHasLapsedUntilItRenews() {
        clock.advance(Worker.LEASE);
        assertThat(view(worker.id()).state()).isNotEqualTo(NodeView.State.STALE);
        clock.advance(Duration.ofMillis(1));
        assertThat(view(worker.id()).state()).isEqualTo(NodeView.State.STALE);
        assertThat(store.nodes().renew(worker.node(), null)).isPresent();
        assertThat(view(worker.id()).state()).isEqualTo(NodeView.State.IDLE);
    }

    @Test
    void registrationsGetNumbersOfTheirOwn() {
        Worker second = Worker.register(store);
        assertThat(second.node()).isNotEqualTo(worker.node());
        assertThat(store.reader().workers()).extracting(NodeView::worker).contains(worker.id(), second.id());
    }

    @Test
    void onlyWorkersWhoseLeaseLapsedAreRescued() {
        List<JobId> ids = enqueueMany(4);
        worker.claim(2);
        clock.advance(Worker.LEASE.minusSeconds(1));
        Worker alive = Worker.register(store);
        alive.claim(2);
        assertThat(store.nodes().rescue(alive.node(), Leases.TRUSTED)).isEmpty();
        clock.advance(Duration.ofSeconds(2));
        assertThat(store.nodes().rescue(alive.node(), Leases.TRUSTED)).containsExactly(new Rescued(worker.id(), 2));
        assertThat(status(ids.get(0))).isEqualTo(JobStatus.AVAILABLE);
        assertThat(status(ids.get(1))).isEqualTo(JobStatus.AVAILABLE);
        assertThat(status(ids.get(2))).isEqualTo(JobStatus.EXECUTING);
        assertThat(status(ids.get(3))).isEqualTo(JobStatus.EXECUTING);
        assertDepthsAreExact();
    }

    @Test
    void aRenewedLeaseIsNotRescued() {
        enqueueOne();
        worker.claimOne();
        for (int i = 0; i < 5; i++) {
            clock.advance(Worker.LEASE.minusSeconds(1));
            assertThat(store.nodes().renew(worker.node(), null)).isPresent();
        }
        Worker other = Worker.register(store);
        assertThat(store.nodes().rescue(other.node(), Leases.TRUSTED)).isEmpty();
        assertThat(depth(JobStatus.EXECUTING)).isEqualTo(1);
    }

    @Test
    void aLapsedLeaseOfALivingProcessIsNoProofOfDeath() {
        enqueueOne();
        worker.claimOne();
        clock.advance(Worker.LEASE.multipliedBy(2));
        Worker other = Worker.register(store);
        assertThat(store.nodes().rescue(other.node(), null)).isEmpty();
        assertThat(depth(JobStatus.EXECUTING)).isEqualTo(1);
    }

    @Test
    void anotherWorkerOfTheSameProcessIsNotTakenForDead() {
        ProcessId one = SELF.process();
        ProcessId other = new ProcessId(one.host(), one.pid(), one.startedAt().plusMillis(1));
        store.nodes().register(one, List.of("emails"), Worker.LEASE);
        long node = store.nodes().register(other, List.of("emails"), Worker.LEASE);
        assertThat(store.nodes().rescue(node, Leases.TRUSTED)).isEmpty();
    }

    @Test
    void noWorkerRescuesItself() {
        enqueueOne();
        worker.claimOne();
        clock.advance(Worker.LEASE.multipliedBy(2));
        assertThat(store.nodes().rescue(worker.node(), Leases.TRUSTED)).isEmpty();
        assertThat(depth(JobStatus.EXECUTING)).isEqualTo(1);
    }

    @Test
    void aRescueTakesAllThatTheNodeHeldAndItsRow() {
        enqueue(draft(), draft(), draft().topic(OTHER_TOPIC));
        worker.launch(worker.claimOne());
        worker.claim(1);
        worker.claim(OTHER_TOPIC, 1);
        clock.advance(Worker.LEASE.multipliedBy(2));
        Worker rescuer = Worker.register(store);
        assertThat(store.nodes().rescue(rescuer.node(), Leases.TRUSTED)).containsExactly(new Rescued(worker.id(), 3));
        assertThat(listed(in(JobStatus.AVAILABLE))).hasSize(3);
        assertThat(store.reader().workers()).extracting(NodeView::worker).containsExactly(rescuer.id());
        assertThat(store.nodes().renew(worker.node(), null)).isEmpty();
        assertThat(store.nodes().rescue(rescuer.node(), Leases.TRUSTED)).isEmpty();
        assertDepthsAreExact();
    }

    @Test
    void aNodeWithManyJobsIsRescuedWhole() {
        List<JobId> ids = enqueueMany(1200);
        worker.claim(1200);
        Worker rescuer = rescueAll();
        assertThat(depth(JobStatus.AVAILABLE)).isEqualTo(1200);
        assertThat(Worker.ids(rescuer.drain(TOPIC))).isEqualTo(ids);
    }

    @Test
    void aDeadNodeWithoutJobsIsRemoved() {
        Worker rescuer = rescueAll();
        assertThat(store.reader().workers()).extracting(NodeView::worker).containsExactly(rescuer.id());
    }

    @Test
    void rescuedJobsKeepTheirPlaceUncharged() {
        List<JobId> ids = enqueueMany(3);
        ClaimedJob first = worker.claimOne();
        Worker rescuer = rescueAll();
        Job job = job(ids.get(0));
        assertThat(job.attempt()).isZero();
        assertThat(job.errors()).isEmpty();
        List<ClaimedJob> again = rescuer.claim(10);
        assertThat(Worker.ids(again)).isEqualTo(ids);
        assertThat(again.get(0).attempt().number()).isEqualTo(1);
        assertThat(again.get(0).attempt().fence()).isGreaterThan(first.attempt().fence());
    }

    @Test
    void aRescueKeepsErrorsAndCountsACrash() {
        JobId id = enqueueOne();
        worker.end(worker.claimOne(), Move.retry(Duration.ofSeconds(1), FAILURE));
        stageAll(Duration.ofSeconds(1));
        assertThat(worker.claimOne().attempt().number()).isEqualTo(2);
        Worker rescuer = rescueAll();
        assertThat(job(id).attempt()).isEqualTo(1);
        assertThat(job(id).errors()).hasSize(1);
        int crashes = 1;
        assertThat(job(id).crashes()).isEqualTo(crashes);
        ClaimedJob again = rescuer.claimOne();
        assertThat(again.attempt().number()).isEqualTo(2);
        assertThat(again.attempt().crashes()).isEqualTo(crashes);
        rescuer.end(again, Move.completed(null));
        assertThat(job(id).crashes()).isEqualTo(crashes);
        assertThat(job(id).errors()).hasSize(1);
    }

    @Test
    void aCrashCountsForWhatHadBegunAndNotForWhatWasClaimedAhead() {
        Worker dying = Worker.register(store, Map.of(TOPIC, 2, OTHER_TOPIC, 1));
        List<JobId> ids = enqueue(draft(), draft(), draft().priority(1), draft().topic(OTHER_TOPIC), draft());
        dying.claim(3);
        clock.advance(Duration.ofSeconds(1));
        JobId urgent = enqueueOne(draft().priority(9));
        dying.claim(5);
        ClaimedJob other = dying.claim(OTHER_TOPIC, 1).get(0);
        dying.launch(other);
        store.control().cancel(Worker.idOf(other));
        rescueAll();
        // Both slots were taken, first by the more urgent of the first claim, before the most urgent came.
        assertThat(crashes(ids.get(2), ids.get(0))).containsExactly(1, 1);
        assertThat(crashes(ids.get(1), ids.get(4), urgent)).containsExactly(0, 0, 0);
        assertThat(status(ids.get(3))).isEqualTo(JobStatus.CANCELLED);
        assertThat(crashes(ids.get(3))).containsExactly(1);
    }

    @Test
    void whatHadBegunGoesByTheSlotsThatOperatorsGaveLast() {
        Worker dying = Worker.register(store, Map.of(TOPIC, 1, OTHER_TOPIC, 3));
        List<JobId> ids = enqueueMany(3);
        JobId first = enqueueOne(draft().topic(OTHER_TOPIC));
        JobId second = enqueueOne(draft().topic(OTHER_TOPIC));
        store.topicControl().change(new Change(TOPIC, null, TopicControl.CONCURRENCY, "2", "concurrency", null));
        store.topicControl().change(new Change(OTHER_TOPIC, null, TopicControl.CONCURRENCY, "2", "concurrency", null));
        store.topicControl()
                .change(new Change(OTHER_TOPIC, dying.id(), TopicControl.CONCURRENCY, "1", "concurrency", null));
        dying.claim(3);
        dying.claim(OTHER_TOPIC, 2);
        rescueAll();
        assertThat(crashes(ids.get(0), ids.get(1), ids.get(2))).containsExactly(1, 1, 0);
        assertThat(crashes(first, second)).containsExactly(1, 0);
    }

    private List<Integer> crashes(JobId... ids) {
        return Stream.of(ids).map(id -> job(id).crashes()).toList();
    }

    @Test
    void aRescueIsInTheJobsLog() {
        JobId id = enqueueOne();
        worker.claimOne();
        rescueAll();
        assertThat(eventTypes(id)).containsSubsequence(JobEvent.Type.CREATED, JobEvent.Type.RESCUED);
    }

    @Test
    void aRescuedNodeClaimsNothingMore() {
        enqueueMany(3);
        worker.claim(1);
        Worker rescuer = rescueAll();
        assertThat(worker.claim(10)).isEmpty();
        assertThat(rescuer.claim(10)).hasSize(3);
    }

    @Test
    void anUnregisteredNodeClaimsNothingMore() {
        enqueueOne();
        store.nodes().unregister(worker.node());
        assertThat(worker.claim(1)).isEmpty();
        assertThat(store.nodes().renew(worker.node(), null)).isEmpty();
        assertThat(depth(JobStatus.AVAILABLE)).isEqualTo(1);
    }

    @Test
    void unregisteringHandsBackWhatTheNodeHeldUncharged() {
        List<JobId> ids = enqueueMany(3);
        ClaimedJob stale = worker.claim(2).get(0);
        store.nodes().unregister(worker.node());
        assertThat(store.reader().workers()).isEmpty();
        assertThat(job(ids.get(0)).attempt()).isZero();
        assertThat(job(ids.get(0)).crashes()).isZero();
        assertThat(worker.end(stale, Move.completed(null))).isFalse();
        assertThat(Worker.ids(Worker.register(store).claim(10))).isEqualTo(ids);
        assertDepthsAreExact();
    }

    @Test
    void unregisteringAnUnknownNodeDoesNothing() {
        store.nodes().unregister(worker.node());
        store.nodes().unregister(worker.node());
        store.nodes().unregister(987_654);
        assertThat(store.reader().workers()).isEmpty();
    }

    @Test
    void aStaleWorkerCanBeForgottenAndItsJobsGoBack() {
        JobId id = enqueueOne();
        worker.claimOne();
        assertThat(store.nodes().forget(worker.id())).as("alive").isFalse();
        assertThat(status(id)).isEqualTo(JobStatus.EXECUTING);
        clock.advance(Worker.LEASE.multipliedBy(2));
        assertThat(store.nodes().forget(worker.id())).isTrue();
        assertThat(status(id)).isEqualTo(JobStatus.AVAILABLE);
        assertThat(store.reader().workers()).isEmpty();
        assertThat(store.nodes().forget(worker.id())).as("gone").isFalse();
        assertThat(store.nodes().forget(new ProcessId("nowhere", 1, now()))).isFalse();
    }

    private NodeView view(ProcessId id) {
        return store.reader().workers().stream()
                .filter(view -> view.worker().equals(id))
                .findFirst()
                .orElseThrow();
    }
}

package dev.jobq.store;

import static dev.jobq.store.DraftBuilder.draft;
import static org.assertj.core.api.Assertions.assertThat;

import dev.jobq.EnqueueResult;
import dev.jobq.JobEvent;
import dev.jobq.JobId;
import dev.jobq.JobStatus;
import dev.jobq.OnDuplicate;
import dev.jobq.store.JobExchange.Trade;
import dev.jobq.store.JobExchange.Wanted;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** Jobs that ask for workers with a label; {@code worker} carries none. */
abstract class LabelContract extends StoreContract {

    private static final Duration PATIENCE = Duration.ofSeconds(10);
    private static final Duration MICRO = Duration.ofNanos(1_000);

    private Worker gpu;

    @BeforeEach
    void registerOneWithALabel() {
        gpu = Worker.labelled(store, "gpu", "big");
    }

    @AfterEach
    void nothingIsStuckOrCountedWrongly() {
        stageAll(Duration.ofMinutes(5));
        gpu = Worker.labelled(store, "gpu", "big");
        for (List<ClaimedJob> some = gpu.claim(9); !some.isEmpty(); some = gpu.claim(9)) {
            gpu.trade(Worker.ended(some, Move.completed(null)));
        }
        assertThat(depth(JobStatus.SCHEDULED)).isZero();
        assertThat(depth(JobStatus.AVAILABLE)).isZero();
        assertDepthsAreExact();
    }

    @Test
    void onlyWorkersThatCarryItsLabelRunAJob() {
        JobId id = enqueueOne(draft().on("gpu"));
        assertThat(worker.claim(9)).isEmpty();
        assertThat(status(id)).isEqualTo(JobStatus.SCHEDULED);
        assertThat(eventTypes(id)).containsExactly(JobEvent.Type.CREATED, JobEvent.Type.SCHEDULED);
        stageAll(Duration.ofDays(300));
        gpu = Worker.labelled(store, "gpu");
        worker = Worker.register(store);
        assertThat(worker.claim(9)).isEmpty();
        ClaimedJob claimed = gpu.claimOne();
        assertThat(claimed.job().id()).isEqualTo(id);
        assertThat(gpu.end(claimed, Move.completed("1"))).isTrue();
        assertThat(job(id).result()).hasToString("1");
    }

    @Test
    void whoCarriesTheLabelNeedsNobodyElseToSetItAside() {
        JobId id = enqueueOne(draft().on("big"));
        assertThat(gpu.claimOne().job().id()).isEqualTo(id);
    }

    @Test
    void aLookFindsWhatWasSetAside() {
        enqueueOne(draft().on("gpu"));
        assertThat(worker.claim(9)).isEmpty();
        assertThat(store.exchange().mayHaveJobs(gpu.node(), List.of(TOPIC))).isTrue();
    }

    @Test
    void othersAreClaimedInItsPlace() {
        enqueue(draft().on("gpu"), draft().on("gpu"));
        List<JobId> plain = enqueueMany(3);
        assertThat(Worker.ids(worker.claim(2))).isEqualTo(plain.subList(0, 2));
        assertThat(Worker.ids(worker.claim(2))).isEqualTo(plain.subList(2, 3));
    }

    @Test
    void oneThatOnlyPrefersALabelIsAnyonesAfterItsPatienceAndNotBefore() {
        JobId id = enqueueOne(draft().on("gpu", PATIENCE));
        clock.advance(Duration.ofMinutes(1));
        worker = Worker.register(store);
        assertThat(worker.claim(9)).isEmpty();
        stageAll(PATIENCE.minus(MICRO));
        assertThat(worker.claim(9)).isEmpty();
        stageAll(MICRO);
        assertThat(worker.claimOne().job().id()).isEqualTo(id);
    }

    @Test
    void itIsToldWhenAnyoneMayRunIt() {
        JobId id = enqueueOne(draft().on("gpu", PATIENCE));
        JobId strict = enqueueOne(draft().on("gpu"));
        assertThat(store.inspection().preference(id)).contains(new Inspection.Preference("gpu", null, false));
        worker.claim(9);
        assertThat(store.inspection().preference(id))
                .contains(new Inspection.Preference("gpu", now().plus(PATIENCE), true));
        assertThat(store.inspection().preference(strict)).contains(new Inspection.Preference("gpu", null, true));
        clock.advance(PATIENCE);
        assertThat(store.inspection().preference(id)).isEmpty();
        assertThat(store.inspection().preference(enqueueOne())).isEmpty();
    }

    @Test
    void whatWasSetAsideIsTakenUpInTheOrderOfTheTopic() {
        Instant early = now().minusSeconds(60);
        List<JobId> ids = enqueue(
                draft().on("gpu"),
                draft().on("gpu").at(early),
                draft().on("gpu").priority(5),
                draft().on("big").priority(-1));
        assertThat(worker.claim(9)).isEmpty();
        List<JobId> claimed = new ArrayList<>();
        for (int i = 0; i < 4; i++) {
            claimed.add(gpu.claimOne().job().id());
        }
        assertThat(claimed).containsExactly(ids.get(2), ids.get(1), ids.get(0), ids.get(3));
    }

    @Test
    void whatWasSetAsideKeepsItsPlaceBeforeOthers() {
        JobId first = enqueueOne(draft().on("gpu"));
        enqueueMany(3);
        worker.claim(1);
        assertThat(gpu.claimOne().job().id()).isEqualTo(first);
    }

    @Test
    void beingSetAsideIsNoAttempt() {
        JobId id = enqueueOne(draft().on("gpu", PATIENCE));
        worker.claim(9);
        stageAll(PATIENCE);
        ClaimedJob claimed = worker.claimOne();
        assertThat(claimed.attempt().number()).isEqualTo(1);
        assertThat(claimed.attempt().crashes()).isZero();
        assertThat(claimed.attempt().line()).isNull();
        worker.end(claimed, Move.completed(null));
        assertThat(job(id).attempt()).isEqualTo(1);
        assertThat(job(id).errors()).isEmpty();
    }

    @Test
    void aRetryAsksForTheLabelAgain() {
        JobId id = enqueueOne(draft().on("gpu"));
        gpu.end(gpu.claimOne(), Move.retry(Duration.ofSeconds(1), FAILURE));
        stageAll(Duration.ofSeconds(1));
        assertThat(worker.claim(9)).isEmpty();
        ClaimedJob again = gpu.claimOne();
        assertThat(again.job().id()).isEqualTo(id);
        assertThat(again.attempt().number()).isEqualTo(2);
    }

    @Test
    void oneThatGoesToTheBackOrSnoozesAsksForTheLabelAgain() {
        JobId id = enqueueOne(draft().on("gpu"));
        gpu.end(gpu.claimOne(), Move.toBack());
        stageAll(Duration.ofSeconds(1));
        assertThat(worker.claim(9)).isEmpty();
        gpu.end(gpu.claimOne(), Move.snooze(Duration.ofSeconds(1)));
        stageAll(Duration.ofSeconds(1));
        assertThat(worker.claim(9)).isEmpty();
        assertThat(gpu.claimOne().job().id()).isEqualTo(id);
    }

    @Test
    void oneThatAWorkerGaveBackOrLostAsksForTheLabelAgain() {
        JobId id = enqueueOne(draft().on("gpu"));
        gpu.end(gpu.claimOne(), Move.release());
        assertThat(worker.claim(9)).isEmpty();
        gpu.claimOne();
        worker = rescueAll();
        assertThat(worker.claim(9)).isEmpty();
        gpu = Worker.labelled(store, "gpu");
        assertThat(gpu.claimOne().job().id()).isEqualTo(id);
    }

    @Test
    void aWorkerThatComesLaterTakesUpWhatWasSetAside() {
        JobId id = enqueueOne(draft().on("ssd"));
        worker.claim(9);
        Worker ssd = Worker.labelled(store, "ssd");
        ClaimedJob claimed = ssd.claimOne();
        assertThat(claimed.job().id()).isEqualTo(id);
        ssd.end(claimed, Move.completed(null));
    }

    @Test
    void aChildRunsWhereItsParentRuns() {
        JobId child = enqueueOne(draft().on(worker.id().label(), PATIENCE));
        assertThat(gpu.claim(9)).isEmpty();
        assertThat(worker.claimOne().job().id()).isEqualTo(child);
    }

    @Test
    void operatorsMayDoWithItWhatTheyMayDoWithAnyThatWaits() {
        List<JobId> ids =
                enqueue(draft().on("gpu"), draft().on("gpu"), draft().on("gpu"), draft().on("gpu"), draft().on("gpu"));
        worker.claim(9);
        assertThat(store.control().cancel(ids.get(0), null)).isTrue();
        assertThat(store.control().delete(ids.get(1), null)).isTrue();
        assertThat(store.control().retry(ids.get(2), null)).isTrue();
        assertThat(store.control().toBack(ids.get(3))).isTrue();
        JobId next = store.control().requeue(ids.get(4));
        assertThat(worker.claim(9)).isEmpty();
        assertThat(Worker.ids(gpu.claim(9))).containsExactlyInAnyOrder(ids.get(2), ids.get(3), next);
        assertThat(status(ids.get(0))).isEqualTo(JobStatus.CANCELLED);
    }

    @Test
    void oneThatIsReplacedKeepsItsLabel() {
        DraftBuilder build = draft().key("nightly", OnDuplicate.REPLACE).on("gpu");
        JobId id = create(build);
        worker.claim(9);
        EnqueueResult result = admitOne(build.payload("2"));
        assertThat(result.kind()).isEqualTo(EnqueueResult.Kind.REPLACED);
        assertThat(worker.claim(9)).isEmpty();
        ClaimedJob claimed = gpu.claimOne();
        assertThat(claimed.job().id()).isEqualTo(id);
        assertThat(claimed.payload()).isEqualTo("2");
    }

    @Test
    void oneThatIsPutOffWhileItWaitsIsNotTakenUpBeforeItsTime() {
        DraftBuilder build = draft().key("nightly", OnDuplicate.REPLACE).on("gpu");
        JobId id = create(build);
        worker.claim(9);
        admitOne(build.delay(Duration.ofMinutes(1)));
        assertThat(gpu.claim(9)).isEmpty();
        assertThat(store.inspection().preference(id).orElseThrow().isAside()).isFalse();
        stageAll(Duration.ofMinutes(1));
        gpu = Worker.labelled(store, "gpu");
        assertThat(gpu.claimOne().job().id()).isEqualTo(id);
    }

    @Test
    void aDeadlineEndsTheWait() {
        JobId id = enqueueOne(draft().on("gpu").deadline(now().plusSeconds(5)));
        worker.claim(9);
        clock.advance(Duration.ofSeconds(5));
        store.upkeep().expire(9);
        assertThat(status(id)).isEqualTo(JobStatus.DISCARDED);
    }

    @Test
    void aTradeThatSetManyAsideTellsThatItIsNotDone() {
        List<JobId> labelled = new ArrayList<>();
        IntStream.range(0, 120).forEach(i -> labelled.add(enqueueOne(draft().on("gpu"))));
        JobId plain = enqueueOne();
        Trade first = worker.trade(List.of(), new Wanted(TOPIC, 1));
        assertThat(first.claimed()).isEmpty();
        assertThat(first.limited()).containsExactly(new JobExchange.Limited(TOPIC, Duration.ZERO));
        Trade last = first;
        while (!last.limited().isEmpty()) {
            last = worker.trade(List.of(), new Wanted(TOPIC, 1));
        }
        assertThat(Worker.ids(last.claimed())).containsExactly(plain);
        Set<JobId> found = new HashSet<>(Worker.ids(gpu.drain(TOPIC)));
        assertThat(found).containsExactlyInAnyOrderElementsOf(labelled);
    }

    @Test
    void labelsOfWorkersAreTold() {
        assertThat(store.reader().workers())
                .filteredOn(node -> node.worker().equals(gpu.id()))
                .singleElement()
                .satisfies(node -> {
                    assertThat(node.labels()).containsExactly("gpu", "big");
                    assertThat(node.carries("big")).isTrue();
                    assertThat(node.carries(gpu.id().label())).isTrue();
                    assertThat(node.carries("ssd")).isFalse();
                });
    }
}

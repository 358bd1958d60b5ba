package dev.jobq.store;

import static dev.jobq.store.DraftBuilder.draft;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import dev.jobq.DuplicateJobException;
import dev.jobq.EnqueueResult;
import dev.jobq.IllegalTransitionException;
import dev.jobq.Job;
import dev.jobq.JobEvent;
import dev.jobq.JobId;
import dev.jobq.JobNotFoundException;
import dev.jobq.JobStatus;
import dev.jobq.query.State;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** A new job in the place of another. */
abstract class RequeueContract extends StoreContract {

    @Test
    void theNewJobIsAsTheOldOneWas() {
        JobId old = enqueueOne(draft().type("reminder")
                .payload("{\"to\":\"a@b\"}")
                .priority(-4)
                .delay(Lives.LATER)
                .limits(7, Duration.ofSeconds(9)));
        clock.advance(Duration.ofMinutes(1));
        JobId next = store.control().requeue(old);
        Job job = job(next);
        assertThat(next).isGreaterThan(old);
        assertThat(job.topic()).isEqualTo(TOPIC);
        assertThat(job.type()).isEqualTo("reminder");
        assertThat(job.payload().text()).isEqualTo("{\"to\":\"a@b\"}");
        assertThat(job.priority()).isEqualTo(-4);
        assertThat(job.maxAttempts()).isEqualTo(7);
        assertThat(job.timeout()).isEqualTo(Duration.ofSeconds(9));
        assertThat(job.status()).isEqualTo(JobStatus.AVAILABLE);
        assertThat(job.createdAt()).isEqualTo(now());
        assertThat(job.fence()).isZero();
        assertThat(Worker.idOf(worker.claimOne())).isEqualTo(next);
        assertDepthsAreExact();
    }

    @ParameterizedTest
    @EnumSource(
            value = JobStatus.class,
            names = {"COMPLETED", "DISCARDED", "CANCELLED"})
    void oneThatHadEndedStaysAsItIs(JobStatus status) {
        JobId old = jobIn(status);
        Job before = job(old);
        JobId next = store.control().requeue(old);
        Job after = job(old);
        assertThat(after.status()).isEqualTo(status);
        assertThat(after.finishedAt()).isEqualTo(before.finishedAt());
        assertThat(after.result()).isEqualTo(before.result());
        assertThat(after.reason()).isEqualTo(before.reason());
        assertLinked(old, next);
        assertDepthsAreExact();
    }

    @ParameterizedTest
    @EnumSource(
            value = JobStatus.class,
            names = {"AVAILABLE", "SCHEDULED", "RETRYABLE", "PARKED", "EXECUTING", "LAUNCHED"})
    void oneThatHadNotEndedIsDiscarded(JobStatus status) {
        JobId old = jobIn(status);
        Job before = job(old);
        JobId next = store.control().requeue(old);
        Job after = job(old);
        assertThat(after.status()).isEqualTo(JobStatus.DISCARDED);
        assertThat(after.reason()).isEqualTo("requeued as " + next);
        assertThat(after.finishedAt()).isEqualTo(now());
        assertThat(after.errors()).isEqualTo(before.errors());
        assertThat(after.fence()).isEqualTo(before.fence());
        assertThat(eventTypes(old)).contains(JobEvent.Type.DISCARDED);
        assertLinked(old, next);
        stageAll(Lives.LATER.multipliedBy(2));
        assertThat(Worker.ids(worker.claim(10))).containsExactly(next);
        assertDepthsAreExact();
    }

    @ParameterizedTest
    @EnumSource(
            value = JobStatus.class,
            names = {"EXECUTING", "LAUNCHED"})
    void whatARunningOneStillWritesChangesNothing(JobStatus status) {
        JobId old = enqueueOne();
        ClaimedJob claimed = worker.claimOne();
        if (status == JobStatus.LAUNCHED) {
            worker.launch(claimed);
        }
        JobId next = store.control().requeue(old);
        assertThat(store.nodes().look(worker.node()).cancelled().keySet()).contains(old);
        assertThat(worker.end(claimed, Move.completed("1"))).isFalse();
        assertThat(status(old)).isEqualTo(JobStatus.DISCARDED);
        assertThat(job(old).result()).isNull();
        assertThat(job(old).startedAt()).isEqualTo(claimed.claimedAt());
        assertThat(worker.end(worker.claimOne(), Move.completed("2"))).isTrue();
        assertThat(status(next)).isEqualTo(JobStatus.COMPLETED);
        assertDepthsAreExact();
    }

    @Test
    void listenersHearOfBoth() {
        JobId old = jobIn(JobStatus.EXECUTING);
        List<JobEvent> told = new CopyOnWriteArrayList<>();
        store.onCommit(told::addAll);
        JobId next = store.control().requeue(old);
        assertThat(told)
                .filteredOn(event -> event.type() == JobEvent.Type.REQUEUED)
                .extracting(event -> event.job().id())
                .containsExactly(old, next);
        assertThat(told).anySatisfy(event -> {
            assertThat(event.job().id()).isEqualTo(old);
            assertThat(event.change()).isEqualTo(new JobEvent.Change(JobStatus.EXECUTING, JobStatus.DISCARDED));
        });
        assertThat(told).anySatisfy(event -> {
            assertThat(event.job().id()).isEqualTo(next);
            assertThat(event.type()).isEqualTo(JobEvent.Type.CREATED);
        });
    }

    @Test
    void theLastOfSeveralIsTheOneThatTookThePlace() {
        JobId old = jobIn(JobStatus.DISCARDED);
        JobId first = store.control().requeue(old);
        JobId second = store.control().requeue(old);
        JobId third = store.control().requeue(second);
        assertThat(job(old).requeuedAs()).isEqualTo(second);
        assertThat(job(first).requeuedFrom()).isEqualTo(old);
        assertThat(job(second).requeuedAs()).isEqualTo(third);
        assertThat(job(third).requeuedFrom()).isEqualTo(second);
        store.control().delete(second);
        assertThat(job(old).requeuedAs()).isEqualTo(first);
        assertThat(job(third).requeuedFrom()).isEqualTo(second);
    }

    @Test
    void aMissingJobIsNamed() {
        JobId missing = new JobId(987_654_321);
        assertThatExceptionOfType(JobNotFoundException.class)
                .isThrownBy(() -> store.control().requeue(missing))
                .withMessageContaining("987654321");
    }

    @Test
    void aHeldJobIsRefused() {
        Job held = store.states().create(draft().build(), State.ofJson("\"NEW\"", codec()));
        assertThatExceptionOfType(IllegalTransitionException.class)
                .isThrownBy(() -> store.control().requeue(held.id()))
                .withMessageContainingAll("HELD", "DISCARDED");
        assertThat(status(held.id())).isEqualTo(JobStatus.HELD);
        assertThat(listed(all())).containsExactly(held.id());
        assertDepthsAreExact();
    }

    @Test
    void ofManyAtOnceEachMakesAJobAndTheOldOneEndsOnce() throws Exception {
        JobId old = enqueueOne();
        Threads.together(4, n -> store.control().requeue(old));
        assertThat(depth(JobStatus.DISCARDED)).isEqualTo(1);
        assertThat(worker.claim(10)).hasSize(4);
        assertDepthsAreExact();
    }

    @ParameterizedTest
    @EnumSource(
            value = JobStatus.class,
            names = {"AVAILABLE", "EXECUTING"})
    void theNewJobHoldsTheUniqueKeyOfTheOld(JobStatus status) {
        JobId old = create(draft().key("k").priority(9));
        if (status == JobStatus.EXECUTING) {
            worker.claimOne();
        }
        JobId next = store.control().requeue(old);
        assertThat(admitOne(draft().key("k"))).isEqualTo(UniqueContract.existing(next));
        worker.end(worker.claimOne(), Move.completed(null));
        assertThat(create(draft().key("k"))).isGreaterThan(next);
    }

    @Test
    void anEndedJobIsNotRequeuedWhileAnotherHoldsItsKey() {
        JobId old = create(draft().key("k"));
        worker.end(worker.claimOne(), Move.discard("no", FAILURE));
        JobId other = create(draft().key("k"));
        assertThatExceptionOfType(DuplicateJobException.class)
                .isThrownBy(() -> store.control().requeue(old))
                .withMessageContaining(other.toString());
        assertThat(listed(all())).containsExactlyInAnyOrder(old, other);
        assertThat(job(old).requeuedAs()).isNull();
        assertDepthsAreExact();
    }

    @Test
    void theNewJobTakesTheRoomOfTheOld() {
        store.topics().declare(List.of(TopicRules.of(TOPIC).maxQueued(2)));
        JobId old = create(draft());
        create(draft());
        JobId next = store.control().requeue(old);
        assertThat(admitOne(draft())).isEqualTo(EnqueueResult.FULL);
        store.control().cancel(next);
        create(draft());
        assertThat(admitOne(draft())).isEqualTo(EnqueueResult.FULL);
        assertDepthsAreExact();
    }

    private void assertLinked(JobId old, JobId next) {
        assertThat(job(old).requeuedAs()).isEqualTo(next);
        assertThat(job(old).requeuedFrom()).isNull();
        assertThat(job(next).requeuedFrom()).isEqualTo(old);
        assertThat(job(next).requeuedAs()).isNull();
        assertThat(requeued(old).data().text()).isEqualTo("{\"as\":%s}".formatted(next));
        assertThat(requeued(next).data().text()).isEqualTo("{\"from\":%s}".formatted(old));
    }

    private JobEvent requeued(JobId id) {
        return job(id).events().stream()
                .filter(event -> event.type() == JobEvent.Type.REQUEUED)
                .findFirst()
                .orElseThrow();
    }
}

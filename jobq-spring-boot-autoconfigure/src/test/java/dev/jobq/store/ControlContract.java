package dev.jobq.store;

import static dev.jobq.store.DraftBuilder.draft;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.jobq.IllegalTransitionException;
import dev.jobq.Job;
import dev.jobq.JobEvent;
import dev.jobq.JobId;
import dev.jobq.JobStatus;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CopyOnWriteArrayList;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.EnumSource.Mode;

/** Cancel, retry and delete in each status. */
abstract class ControlContract extends StoreContract {

    private static final JobId MISSING = new JobId(987_654_321);

    @ParameterizedTest
    @EnumSource(
            value = JobStatus.class,
            names = {"AVAILABLE", "SCHEDULED", "RETRYABLE", "PARKED"})
    void aWaitingJobIsCancelledAtOnce(JobStatus status) {
        JobId id = jobIn(status);
        assertThat(store.control().cancel(id)).isTrue();
        assertThat(job(id).status()).isEqualTo(JobStatus.CANCELLED);
        assertThat(job(id).finishedAt()).isEqualTo(now());
        stageAll(Lives.LATER);
        assertThat(worker.claim(10)).isEmpty();
        assertThat(status(id)).isEqualTo(JobStatus.CANCELLED);
        assertThat(eventTypes(id)).contains(JobEvent.Type.CANCELLED);
        assertDepthsAreExact();
    }

    @ParameterizedTest
    @EnumSource(
            value = JobStatus.class,
            names = {"EXECUTING", "LAUNCHED"})
    void theCancelOfARunningJobIsARequestToItsNode(JobStatus status) {
        JobId id = jobIn(status);
        assertThat(store.nodes().look(worker.node()).cancelled().keySet()).isEmpty();
        assertThat(store.control().cancel(id)).isTrue();
        assertThat(status(id)).isEqualTo(status);
        assertThat(store.nodes().look(worker.node()).cancelled().keySet()).containsExactly(id);
        assertThat(store.nodes().look(Worker.register(store).node()).cancelled().keySet())
                .isEmpty();
        assertDepthsAreExact();
    }

    @ParameterizedTest
    @EnumSource(
            value = JobStatus.class,
            names = {"EXECUTING", "LAUNCHED"})
    void theRequestIsToldWithTheStatusThatTheJobHasAndKeeps(JobStatus status) {
        JobId id = jobIn(status);
        List<JobEvent> told = new CopyOnWriteArrayList<>();
        store.onCommit(told::addAll);

        store.control().cancel(id);

        JobEvent.Change unchanged = new JobEvent.Change(status, status);
        assertThat(told)
                .filteredOn(event -> event.type() == JobEvent.Type.OPERATOR)
                .extracting(JobEvent::change)
                .containsExactly(unchanged);
        assertThat(job(id).events())
                .filteredOn(event -> event.type() == JobEvent.Type.OPERATOR)
                .extracting(JobEvent::change)
                .containsExactly(unchanged);
    }

    @Test
    void aJobWhoseCancelWasRequestedMayStillEndAnyWay() {
        List<JobId> ids = enqueueMany(2);
        List<ClaimedJob> claimed = worker.claim(2);
        ids.forEach(store.control()::cancel);
        assertThat(worker.end(claimed.get(0), Move.completed("1"))).isTrue();
        assertThat(worker.end(claimed.get(1), Move.cancel("asked"))).isTrue();
        assertThat(status(ids.get(0))).isEqualTo(JobStatus.COMPLETED);
        assertThat(status(ids.get(1))).isEqualTo(JobStatus.CANCELLED);
        assertThat(store.nodes().look(worker.node()).cancelled().keySet()).isEmpty();
    }

    @ParameterizedTest
    @EnumSource(
            value = JobStatus.class,
            names = {"COMPLETED", "CANCELLED"})
    void aCompletedOrCancelledJobIsNotCancelled(JobStatus status) {
        JobId id = jobIn(status);
        assertThat(store.control().cancel(id)).isFalse();
        assertThat(status(id)).isEqualTo(status);
        assertDepthsAreExact();
    }

    @Test
    void aDiscardedJobIsAbortedByItsCancel() {
        JobId id = jobIn(JobStatus.DISCARDED);
        Job before = job(id);
        assertThat(store.control().cancel(id)).isTrue();
        Job after = job(id);
        assertThat(after.status()).isEqualTo(JobStatus.CANCELLED);
        assertThat(after.errors()).isEqualTo(before.errors());
        assertThat(after.attempt()).isEqualTo(before.attempt());
        assertThat(store.control().cancel(id)).isFalse();
        assertDepthsAreExact();
    }

    @ParameterizedTest
    @EnumSource(
            value = JobStatus.class,
            names = {"DISCARDED", "CANCELLED", "RETRYABLE", "SCHEDULED", "PARKED"})
    void aRetriedJobIsAvailableNowWithAFreshBudget(JobStatus status) {
        JobId id = jobIn(status);
        Job before = job(id);
        assertThat(store.control().retry(id)).isTrue();
        Job after = job(id);
        assertThat(after.status()).isEqualTo(JobStatus.AVAILABLE);
        assertThat(after.attempt()).isZero();
        assertThat(after.fence()).isEqualTo(before.fence());
        assertThat(after.errors()).isEqualTo(before.errors());
        assertThat(after.finishedAt()).isNull();
        assertThat(after.reason()).isNull();
        ClaimedJob claimed = worker.claimOne();
        assertThat(Worker.idOf(claimed)).isEqualTo(id);
        assertThat(claimed.attempt().number()).isEqualTo(1);
        assertThat(claimed.attempt().fence()).isGreaterThan(before.fence());
        assertDepthsAreExact();
    }

    @ParameterizedTest
    @EnumSource(
            value = JobStatus.class,
            names = {"AVAILABLE", "EXECUTING", "LAUNCHED"})
    void aJobThatIsAvailableOrRunningIsNotRetried(JobStatus status) {
        JobId id = jobIn(status);
        assertThat(store.control().retry(id)).isFalse();
        assertThat(status(id)).isEqualTo(status);
        assertDepthsAreExact();
    }

    @Test
    void retryingACompletedJobIsRefusedNamingBothStatuses() {
        JobId id = jobIn(JobStatus.COMPLETED);
        assertThatThrownBy(() -> store.control().retry(id))
                .isInstanceOfSatisfying(IllegalTransitionException.class, ex -> {
                    assertThat(ex.id()).isEqualTo(id);
                    assertThat(ex.from()).isEqualTo(JobStatus.COMPLETED);
                    assertThat(ex.to()).isEqualTo(JobStatus.AVAILABLE);
                    assertThat(ex).hasMessageContainingAll("COMPLETED", "AVAILABLE", id.toString());
                });
        assertThat(status(id)).isEqualTo(JobStatus.COMPLETED);
        assertThat(job(id).result()).isNotNull();
        assertDepthsAreExact();
    }

    @Test
    void errorsFromBeforeARetryStayBesideLaterOnes() {
        JobId id = jobIn(JobStatus.DISCARDED);
        store.control().retry(id);
        clock.advance(Duration.ofSeconds(1));
        worker.end(worker.claimOne(), Move.discard("Again", new Move.Failure("Later", "second", "")));
        assertThat(job(id).errors()).extracting(error -> error.message()).containsExactly(FAILURE.message(), "second");
        assertThat(eventTypes(id)).contains(JobEvent.Type.OPERATOR);
    }

    @ParameterizedTest
    @EnumSource(
            value = JobStatus.class,
            mode = Mode.EXCLUDE,
            names = {"HELD", "BLOCKED"})
    void aJobIsDeletedWhateverItsStatus(JobStatus status) {
        JobId kept = enqueueOne(draft().topic(OTHER_TOPIC));
        JobId id = jobIn(status);
        store.log().append(id, "{\"mine\":1}");
        assertThat(store.control().delete(id)).isTrue();
        assertThat(store.reader().get(id)).isEmpty();
        assertThat(listed(all())).containsExactly(kept);
        assertThat(store.control().delete(id)).isFalse();
        assertThat(store.control().cancel(id)).isFalse();
        assertThat(store.control().retry(id)).isFalse();
        stageAll(Lives.LATER);
        assertThat(worker.claim(10)).isEmpty();
        assertDepthsAreExact();
    }

    @ParameterizedTest
    @EnumSource(
            value = JobStatus.class,
            names = {"EXECUTING", "LAUNCHED"})
    void theNodeOfADeletedRunningJobIsTold(JobStatus status) {
        JobId id = jobIn(status);
        store.control().delete(id);
        assertThat(store.nodes().look(worker.node()).cancelled().keySet()).contains(id);
    }

    @Test
    void aMissingJobIsNeitherCancelledNorRetriedNorDeleted() {
        assertThat(store.control().cancel(MISSING)).isFalse();
        assertThat(store.control().retry(MISSING)).isFalse();
        assertThat(store.control().delete(MISSING)).isFalse();
        assertThat(store.reader().get(MISSING)).isEmpty();
    }

    @Test
    void cancellingWhileOthersClaimLosesNothing() throws Exception {
        List<JobId> ids = enqueueMany(200);
        Map<JobId, ClaimedJob> claimed = new ConcurrentHashMap<>();
        Threads.together(2, n -> {
            if (n == 0) {
                worker.drain(TOPIC).forEach(job -> claimed.put(Worker.idOf(job), job));
            } else {
                for (int i = ids.size() - 1; i >= 0; i--) {
                    assertThat(store.control().cancel(ids.get(i))).isTrue();
                }
            }
        });
        for (JobId id : ids) {
            assertThat(status(id)).isEqualTo(claimed.containsKey(id) ? JobStatus.EXECUTING : JobStatus.CANCELLED);
        }
        assertDepthsAreExact();
    }

    @Test
    void ofManyRetriesAtOnceOneCounts() throws Exception {
        JobId id = jobIn(JobStatus.DISCARDED);
        Threads.together(4, n -> store.control().retry(id));
        assertThat(depth(JobStatus.AVAILABLE)).isEqualTo(1);
        assertThat(worker.claim(10)).hasSize(1);
        assertDepthsAreExact();
    }
}

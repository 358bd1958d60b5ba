package dev.jobq.store;

import static dev.jobq.store.DraftBuilder.draft;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import dev.jobq.JobError;
import dev.jobq.JobFailedException;
import dev.jobq.JobId;
import dev.jobq.JobResult;
import dev.jobq.JobStatus;
import dev.jobq.store.JobEnds.End;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** How those who wait see jobs end. */
abstract class EndContract extends StoreContract {

    private static final JobId MISSING = new JobId(987_654_321);

    @ParameterizedTest
    @EnumSource(
            value = JobStatus.class,
            names = {"AVAILABLE", "SCHEDULED", "EXECUTING", "LAUNCHED", "RETRYABLE", "PARKED"})
    void aJobThatIsOnItsWayHasNotEnded(JobStatus status) {
        JobId id = jobIn(status);
        assertThat(store.ends().of(id)).isEmpty();
        assertThat(store.ends().of(List.of(id), 10)).isEmpty();
    }

    @Test
    void aCompletedJobTellsItsOutput() {
        JobId id = jobIn(JobStatus.COMPLETED);
        JobResult result = result(id);
        assertThat(result.job()).isEqualTo(job(id).ref());
        assertThat(result.status()).isEqualTo(JobStatus.COMPLETED);
        assertThat(result.isCompleted()).isTrue();
        assertThat(result.as(Object.class)).isEqualTo(Map.of("sent", true));
        assertThat(result.reason()).isNull();
        assertThat(result.error()).isNull();
        assertThat(result.attempt()).isEqualTo(1);
        assertThat(result.finishedAt()).isEqualTo(now());
    }

    @Test
    void aJobThatReturnedNothingHasTheOutputNull() {
        JobId id = enqueueOne();
        worker.end(worker.claimOne(), Move.completed(null));
        assertThat(result(id).output().isNull()).isTrue();
        assertThat(result(id).as(String.class)).isNull();
    }

    @Test
    void aDiscardedJobTellsItsReasonAndItsLastError() {
        JobId id = enqueueOne();
        worker.end(worker.claimOne(), Move.retry(Duration.ZERO, new Move.Failure("First", "one", "")));
        stageAll(Duration.ofSeconds(1));
        worker.end(worker.claimOne(), Move.discard("Address is wrong", FAILURE));
        JobResult result = result(id);
        assertThat(result.status()).isEqualTo(JobStatus.DISCARDED);
        assertThat(result.output()).isNull();
        assertThat(result.reason()).isEqualTo("Address is wrong");
        assertThat(result.error())
                .isEqualTo(new JobError(2, now(), FAILURE.type(), FAILURE.message(), FAILURE.stack()));
        assertThat(result.attempt()).isEqualTo(2);
        assertThatExceptionOfType(JobFailedException.class)
                .isThrownBy(() -> result.as(Object.class))
                .withMessageContainingAll(
                        id.toString(), TYPE, TOPIC, "DISCARDED", "Address is wrong", FAILURE.message())
                .satisfies(ex -> assertThat(ex.result()).isEqualTo(result));
    }

    @Test
    void aCancelledJobTellsItsReason() {
        JobId id = enqueueOne();
        store.control().cancel(id);
        JobResult result = result(id);
        assertThat(result.status()).isEqualTo(JobStatus.CANCELLED);
        assertThat(result.reason()).isEqualTo("cancelled on request");
        assertThat(result.error()).isNull();
        assertThat(result.attempt()).isZero();
        assertThatExceptionOfType(JobFailedException.class)
                .isThrownBy(() -> result.as(Object.class))
                .withMessageContaining("CANCELLED");
    }

    @Test
    void aMissingJobHasNoResult() {
        assertThat(store.ends().of(MISSING)).contains(new End(MISSING, null));
        assertThat(store.ends().of(List.of(MISSING), 10)).containsExactly(new End(MISSING, null));
    }

    @Test
    void ofManyJobsThoseThatEndedOrAreGoneAreTold() {
        List<JobId> ids = enqueueMany(10);
        worker.end(worker.claimOne(), Move.completed("1"));
        store.control().delete(ids.get(4));
        store.control().cancel(ids.get(7));
        assertThat(store.ends().of(ids, 10))
                .extracting(End::job)
                .containsExactlyInAnyOrder(ids.get(0), ids.get(4), ids.get(7));
        assertThat(store.ends().of(ids, 2)).hasSize(2);
        assertThat(store.ends().of(List.of(), 10)).isEmpty();
    }

    @Test
    void ofSeveralResultsTheFirstStays() {
        JobId id = enqueueOne(draft().priority(9));
        ClaimedJob early = worker.claimOne();
        Worker rescuer = rescueAll();
        ClaimedJob late = rescuer.claimOne();
        assertThat(rescuer.end(late, Move.completed("\"first\""))).isTrue();
        assertThat(rescuer.end(late, Move.completed("\"again\""))).isFalse();
        assertThat(worker.end(early, Move.completed("\"frozen\""))).isFalse();
        assertThat(worker.end(early, Move.discard("frozen", FAILURE))).isFalse();
        assertThat(result(id).as(String.class)).isEqualTo("first");
        assertThat(job(id).result().text()).isEqualTo("\"first\"");
    }

    private JobResult result(JobId id) {
        JobResult result = store.ends().of(id).orElseThrow().result();
        assertThat(store.ends().of(List.of(id), 1)).containsExactly(new End(id, result));
        return result;
    }
}

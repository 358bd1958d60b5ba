package dev.jobq.store;

import static dev.jobq.store.DraftBuilder.draft;
import static dev.jobq.store.UniqueContract.existing;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.jobq.DuplicateJobException;
import dev.jobq.JobId;
import dev.jobq.JobStatus;
import dev.jobq.Unique;
import java.time.Duration;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.EnumSource.Mode;

/** For how long a job holds its unique key. */
abstract class UniqueLifeContract extends StoreContract {

    private static final Duration HOUR = Duration.ofHours(1);

    @ParameterizedTest
    @EnumSource(
            mode = Mode.EXCLUDE,
            names = {"HELD", "BLOCKED", "COMPLETED", "DISCARDED", "CANCELLED"})
    void aLiveJobHoldsItsKey(JobStatus status) {
        JobId id = uniqueIn(status, draft().key("k"));
        assertThat(admitOne(draft().key("k"))).isEqualTo(existing(id));
        assertThat(status(id)).isEqualTo(status);
    }

    @ParameterizedTest
    @EnumSource(names = {"COMPLETED", "DISCARDED", "CANCELLED"})
    void anEndedJobHoldsItNoMore(JobStatus status) {
        JobId old = uniqueIn(status, draft().key("k"));
        JobId id = create(draft().key("k"));
        assertThat(id).isGreaterThan(old);
        assertThat(admitOne(draft().key("k"))).isEqualTo(existing(id));
    }

    @Test
    void aCancelledOrDeletedJobHoldsItNoMore() {
        JobId first = create(draft().key("k"));
        assertThat(store.control().cancel(first)).isTrue();
        JobId second = create(draft().key("k"));
        assertThat(store.control().delete(second)).isTrue();
        JobId third = uniqueIn(JobStatus.EXECUTING, draft().key("k").priority(9));
        assertThat(store.control().delete(third)).isTrue();
        create(draft().key("k"));
    }

    @Test
    void aRescuedJobHoldsItStill() {
        JobId id = uniqueIn(JobStatus.EXECUTING, draft().key("k"));
        rescueAll();
        assertThat(admitOne(draft().key("k"))).isEqualTo(existing(id));
    }

    @Test
    void forAPeriodAlsoAnEndedJobHoldsItAndThenNoMore() {
        JobId id = uniqueIn(JobStatus.COMPLETED, draft().key("k", Unique.ALWAYS, HOUR));
        clock.advance(HOUR.minusMillis(1));
        assertThat(admitOne(draft().key("k"))).isEqualTo(existing(id));
        clock.advance(Duration.ofMillis(1));
        create(draft().key("k"));
    }

    @Test
    void whenThePeriodIsOverAlsoALiveJobHoldsItNoMore() {
        JobId id = create(draft().key("k", Unique.NOT_ENDED, HOUR));
        clock.advance(HOUR);
        JobId next = create(draft().key("k"));
        assertThat(status(id)).isEqualTo(JobStatus.AVAILABLE);
        assertThat(admitOne(draft().key("k"))).isEqualTo(existing(next));
    }

    @Test
    void withoutAPeriodAnEndedJobCanHoldItUntilItIsPurged() {
        JobId id = uniqueIn(JobStatus.COMPLETED, draft().key("k", Unique.ALWAYS, null));
        clock.advance(Duration.ofDays(30));
        assertThat(admitOne(draft().key("k"))).isEqualTo(existing(id));
        assertThat(store.upkeep().purge(TOPIC, JobStatus.COMPLETED, Duration.ofDays(7), 10))
                .isEqualTo(1);
        create(draft().key("k"));
    }

    @Test
    void aKeyOfWaitingJobsIsFreeWhileTheJobRunsAndStaysWithTheNextOne() {
        JobId id = create(draft().key("k", Unique.WAITING, null));
        assertThat(admitOne(draft().key("k"))).isEqualTo(existing(id));
        ClaimedJob running = worker.claimOne();
        JobId next = create(draft().key("k"));
        assertThat(worker.end(running, Move.retry(HOUR, FAILURE))).isTrue();
        assertThat(status(id)).isEqualTo(JobStatus.RETRYABLE);
        assertThat(admitOne(draft().key("k"))).isEqualTo(existing(next));
    }

    @Test
    void aJobThatComesBackHoldsItAgainIfNobodyElseTookIt() {
        JobId id = create(draft().key("k", Set.of(JobStatus.AVAILABLE), null));
        ClaimedJob running = worker.claimOne();
        assertThat(worker.end(running, Move.release())).isTrue();
        assertThat(admitOne(draft().key("k"))).isEqualTo(existing(id));
    }

    @Test
    void anEndedJobThatIsRetriedHoldsItAgain() {
        JobId id = uniqueIn(JobStatus.DISCARDED, draft().key("k"));
        assertThat(store.control().retry(id)).isTrue();
        assertThat(admitOne(draft().key("k"))).isEqualTo(existing(id));
    }

    @Test
    void anEndedJobIsNotRetriedWhileAnotherHoldsItsKey() {
        JobId id = uniqueIn(JobStatus.DISCARDED, draft().key("k"));
        JobId next = create(draft().key("k").priority(9));
        assertThatThrownBy(() -> store.control().retry(id))
                .isInstanceOfSatisfying(
                        DuplicateJobException.class,
                        ex -> assertThat(ex.existing()).isEqualTo(next));
        assertThat(status(id)).isEqualTo(JobStatus.DISCARDED);
        assertThat(worker.end(worker.claimOne(), Move.completed(null))).isTrue();
        assertThat(store.control().retry(id)).isTrue();
        assertThat(status(id)).isEqualTo(JobStatus.AVAILABLE);
        assertThat(admitOne(draft().key("k"))).isEqualTo(existing(id));
        assertThat(status(next)).isEqualTo(JobStatus.COMPLETED);
        assertDepthsAreExact();
    }

    @Test
    void anEndedJobWhosePeriodIsOverIsRetriedBesideTheNextOne() {
        JobId id = uniqueIn(JobStatus.DISCARDED, draft().key("k", Unique.NOT_ENDED, HOUR));
        JobId next = create(draft().key("k"));
        clock.advance(HOUR);
        assertThat(store.control().retry(id)).isTrue();
        assertThat(admitOne(draft().key("k"))).isEqualTo(existing(next));
    }

    /** Makes a job with a key and brings it to this status. */
    private JobId uniqueIn(JobStatus status, DraftBuilder draft) {
        JobId id = create(status == JobStatus.SCHEDULED ? draft.delay(HOUR) : draft);
        if (status == JobStatus.SCHEDULED || status == JobStatus.AVAILABLE) {
            return id;
        }
        ClaimedJob claimed = worker.claimOne();
        assertThat(Worker.idOf(claimed)).isEqualTo(id);
        switch (status) {
            case LAUNCHED -> assertThat(worker.launch(claimed)).isTrue();
            case RETRYABLE ->
                assertThat(worker.end(claimed, Move.retry(HOUR, FAILURE))).isTrue();
            case PARKED ->
                assertThat(worker.end(claimed, Move.park("No handler"))).isTrue();
            case COMPLETED ->
                assertThat(worker.end(claimed, Move.completed("1"))).isTrue();
            case DISCARDED ->
                assertThat(worker.end(claimed, Move.discard("Wrong", FAILURE))).isTrue();
            case CANCELLED ->
                assertThat(worker.end(claimed, Move.cancel("Not wanted"))).isTrue();
            default -> assertThat(status).isEqualTo(JobStatus.EXECUTING);
        }
        return id;
    }
}

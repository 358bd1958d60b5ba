package dev.jobq.store;

import static dev.jobq.store.DraftBuilder.draft;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.jobq.EnqueueResult;
import dev.jobq.EnqueueResult.Kind;
import dev.jobq.JobId;
import dev.jobq.JobStatus;
import dev.jobq.OnDuplicate;
import dev.jobq.QueueFullException;
import dev.jobq.Unique;
import dev.jobq.query.State;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.EnumSource.Mode;

/** Topics that take no more jobs than their limit says. */
abstract class RoomContract extends RoomControlContract {

    @Test
    void moreJobsThanTheLimitAreNotTaken() {
        limit(2);
        create(draft());
        create(draft().delay(Lives.LATER));
        assertThat(admitOne(draft())).isEqualTo(EnqueueResult.FULL);
        assertThat(listed(all())).hasSize(2);
        create(draft().topic(OTHER_TOPIC));
        assertDepthsAreExact();
    }

    @Test
    void ofSeveralAllAreTakenOrNone() {
        limit(3);
        create(draft());
        assertThatThrownBy(() -> admit(draft().topic(OTHER_TOPIC), draft().key("k"), draft(), draft()))
                .isInstanceOfSatisfying(QueueFullException.class, ex -> {
                    assertThat(ex.topic()).isEqualTo(TOPIC);
                    assertThat(ex.limit()).isEqualTo(3);
                })
                .hasMessageContaining("jobq.topics." + TOPIC + ".max-queued");
        assertThat(listed(all())).hasSize(1);
        assertThat(admit(draft().key("k"), draft())).hasSize(2);
        assertThat(admitOne(draft())).isEqualTo(EnqueueResult.FULL);
        assertDepthsAreExact();
    }

    @ParameterizedTest
    @EnumSource(
            mode = Mode.EXCLUDE,
            names = {"HELD", "BLOCKED", "COMPLETED", "DISCARDED", "CANCELLED"})
    void aJobTakesRoomUntilItEnds(JobStatus status) {
        limit(1);
        JobId id = admitted(status);
        assertThat(admitOne(draft())).isEqualTo(EnqueueResult.FULL);
        assertThat(status(id)).isEqualTo(status);
        assertThat(store.control().delete(id)).isTrue();
        create(draft());
        assertThat(admitOne(draft())).isEqualTo(EnqueueResult.FULL);
    }

    @ParameterizedTest
    @EnumSource(names = {"COMPLETED", "DISCARDED", "CANCELLED"})
    void anEndedJobTakesNone(JobStatus status) {
        limit(1);
        JobId id = admitted(status);
        create(draft());
        assertThat(admitOne(draft())).isEqualTo(EnqueueResult.FULL);
        assertThat(store.control().delete(id)).isTrue();
        assertThat(admitOne(draft())).isEqualTo(EnqueueResult.FULL);
    }

    @Test
    void heldJobsTakeNone() {
        limit(1);
        JobId held = store.states()
                .create(draft().build(), State.ofJson("null", codec()))
                .id();
        create(draft());
        assertThat(admitOne(draft())).isEqualTo(EnqueueResult.FULL);
        assertThat(store.control().delete(held)).isTrue();
        assertThat(admitOne(draft())).isEqualTo(EnqueueResult.FULL);
    }

    @Test
    void retriesSnoozesAndRescuesChangeNothing() {
        limit(1);
        create(draft());
        assertThat(worker.end(worker.claimOne(), Move.retry(Lives.LATER, FAILURE)))
                .isTrue();
        stageAll(Lives.LATER);
        assertThat(worker.end(worker.claimOne(), Move.snooze(Lives.LATER))).isTrue();
        stageAll(Lives.LATER);
        assertThat(worker.end(worker.claimOne(), Move.release())).isTrue();
        worker.claimOne();
        Worker rescuer = rescueAll();
        assertThat(admitOne(draft())).isEqualTo(EnqueueResult.FULL);
        assertThat(rescuer.end(rescuer.claimOne(), Move.completed(null))).isTrue();
        create(draft());
        assertThat(admitOne(draft())).isEqualTo(EnqueueResult.FULL);
    }

    @Test
    void aCancelledJobGivesItsRoomBackWhenItHasEnded() {
        limit(2);
        JobId waiting = create(draft());
        assertThat(store.control().cancel(waiting)).isTrue();
        create(draft());
        create(draft());
        JobId running = Worker.idOf(worker.claimOne());
        assertThat(store.control().cancel(running)).isTrue();
        assertThat(admitOne(draft())).isEqualTo(EnqueueResult.FULL);
        rescueAll();
        assertThat(status(running)).isEqualTo(JobStatus.CANCELLED);
        create(draft());
        assertThat(admitOne(draft())).isEqualTo(EnqueueResult.FULL);
    }

    @Test
    void aRunningJobThatIsCancelledInsteadOfRetriedGivesItsRoomBack() {
        limit(1);
        JobId id = create(draft());
        ClaimedJob running = worker.claimOne();
        assertThat(store.control().cancel(id)).isTrue();
        assertThat(worker.end(running, Move.retry(Lives.LATER, FAILURE))).isTrue();
        assertThat(status(id)).isEqualTo(JobStatus.CANCELLED);
        create(draft());
        assertThat(admitOne(draft())).isEqualTo(EnqueueResult.FULL);
    }

    @Test
    void anEndedJobThatIsRetriedTakesRoomAgainEvenWhereThereIsNone() {
        limit(1);
        JobId id = admitted(JobStatus.DISCARDED);
        create(draft().priority(9));
        assertThat(store.control().retry(id)).isTrue();
        assertThat(worker.end(worker.claimOne(), Move.completed(null))).isTrue();
        assertThat(admitOne(draft())).isEqualTo(EnqueueResult.FULL);
        assertThat(worker.end(worker.claimOne(), Move.completed(null))).isTrue();
        create(draft());
    }

    @Test
    void anAttemptThatLostItsJobGivesNoRoomBack() {
        limit(1);
        create(draft());
        ClaimedJob lost = worker.claimOne();
        rescueAll();
        assertThat(worker.end(lost, Move.completed(null))).isFalse();
        assertThat(admitOne(draft())).isEqualTo(EnqueueResult.FULL);
    }

    @Test
    void aLimitForATopicWithABacklogStartsWithTheExactNumber() {
        enqueueMany(3);
        enqueueOne(draft().delay(Lives.LATER));
        worker.claimOne();
        assertThat(worker.end(worker.claimOne(), Move.completed(null))).isTrue();
        limit(4);
        create(draft());
        assertThat(admitOne(draft())).isEqualTo(EnqueueResult.FULL);
    }

    @Test
    void aLimitThatIsRaisedLoweredOrTakenAwayHoldsFromThenOn() {
        limit(1);
        create(draft());
        limit(3);
        create(draft());
        limit(2);
        assertThat(admitOne(draft())).isEqualTo(EnqueueResult.FULL);
        store.topics().declare(List.of(TopicRules.of(TOPIC)));
        create(draft());
        enqueueOne();
        limit(5);
        create(draft());
        assertThat(admitOne(draft())).isEqualTo(EnqueueResult.FULL);
    }

    @Test
    void duplicatesNeedNoRoom() {
        limit(1);
        JobId id = create(draft().key("k"));
        assertThat(admitOne(draft().key("k"))).isEqualTo(UniqueContract.existing(id));
        assertThat(admitOne(draft().key("k", OnDuplicate.REPLACE)).kind()).isEqualTo(Kind.REPLACED);
        assertThat(admitOne(draft().key("other"))).isEqualTo(EnqueueResult.FULL);
        assertThat(worker.end(worker.claimOne(), Move.completed(null))).isTrue();
        JobId other = create(draft().key("other"));
        assertThat(other).isGreaterThan(id);
    }

    @Test
    void aFullTopicLeavesTheKeyOfARefusedJobFree() {
        limit(1);
        create(draft());
        assertThat(admitOne(draft().key("k", Unique.ALWAYS, Duration.ofDays(1))))
                .isEqualTo(EnqueueResult.FULL);
        assertThat(worker.end(worker.claimOne(), Move.completed(null))).isTrue();
        create(draft().key("k"));
    }

    @Test
    void ofManyAtOnceNoMoreAreTakenThanThereIsRoomFor() throws Exception {
        limit(25);
        List<JobId> taken = Collections.synchronizedList(new ArrayList<>());
        AtomicInteger full = new AtomicInteger();
        Threads.together(16, thread -> {
            for (int i = 0; i < 5; i++) {
                EnqueueResult result = admitOne(draft());
                if (result.isCreated()) {
                    taken.add(result.id());
                } else {
                    full.incrementAndGet();
                }
            }
        });
        assertThat(taken).hasSize(25).doesNotHaveDuplicates();
        assertThat(full).hasValue(55);
        assertDepthsAreExact();
    }

    @Test
    void theNumberStaysExactWhileJobsComeAndGo() throws Exception {
        int limit = 20;
        limit(limit);
        Threads.together(8, thread -> {
            for (int i = 0; i < 60; i++) {
                if (thread < 2) {
                    Worker mine = thread == 0 ? worker : Worker.register(store);
                    for (ClaimedJob job : mine.claim(3)) {
                        mine.end(job, i % 3 == 0 ? Move.retry(Duration.ZERO, FAILURE) : Move.completed(null));
                    }
                    store.upkeep().stage(100);
                } else {
                    admitOne(draft());
                }
                assertThat(live()).isLessThanOrEqualTo(limit);
            }
        });
        int left = live();
        for (int i = left; i < limit; i++) {
            create(draft());
        }
        assertThat(admitOne(draft())).isEqualTo(EnqueueResult.FULL);
        assertDepthsAreExact();
    }

    private int live() {
        return (int) store.reader().list(all(), 1000).jobs().stream()
                .filter(job -> !job.status().isEnded())
                .count();
    }

    /** Admits a job and brings it to this status. */
    private JobId admitted(JobStatus status) {
        JobId id = create(status == JobStatus.SCHEDULED ? draft().delay(Lives.LATER) : draft());
        if (status != JobStatus.SCHEDULED && status != JobStatus.AVAILABLE) {
            ClaimedJob claimed = worker.claimOne();
            switch (status) {
                case LAUNCHED -> worker.launch(claimed);
                case RETRYABLE -> worker.end(claimed, Move.retry(Lives.LATER, FAILURE));
                case PARKED -> worker.end(claimed, Move.park("No handler"));
                case COMPLETED -> worker.end(claimed, Move.completed("1"));
                case DISCARDED -> worker.end(claimed, Move.discard("Wrong", FAILURE));
                case CANCELLED -> worker.end(claimed, Move.cancel("Not wanted"));
                default -> assertThat(status).isEqualTo(JobStatus.EXECUTING);
            }
        }
        return id;
    }
}

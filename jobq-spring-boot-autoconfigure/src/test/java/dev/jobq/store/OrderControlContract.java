package dev.jobq.store;

import static dev.jobq.store.DraftBuilder.draft;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import dev.jobq.BlockedKey;
import dev.jobq.IllegalTransitionException;
import dev.jobq.JobId;
import dev.jobq.JobStatus;
import dev.jobq.store.TopicRules.Order;
import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** What operators may do to jobs that wait for each other. */
abstract class OrderControlContract extends StoreContract {

    private static final Duration MINUTE = Duration.ofMinutes(1);

    private List<JobId> ids;

    @BeforeEach
    void enqueueThree() {
        store.topics().declare(List.of(TopicRules.of(TOPIC).order(Order.KEY)));
        ids = enqueue(draft().about("a"), draft().about("a"), draft().about("a"));
    }

    @AfterEach
    void depthsAreExactAndNothingIsStuck() {
        worker = rescueAll();
        stageAll(MINUTE);
        for (List<ClaimedJob> some = worker.claim(9); !some.isEmpty(); some = worker.claim(9)) {
            worker.trade(Worker.ended(some, Move.completed(null)));
        }
        assertThat(depth(JobStatus.BLOCKED)).isZero();
        assertDepthsAreExact();
    }

    @Test
    void cancellingTheFirstLetsTheNextGo() {
        assertThat(store.control().cancel(ids.get(0))).isTrue();
        assertThat(status(ids.get(1))).isEqualTo(JobStatus.AVAILABLE);
        assertThat(status(ids.get(2))).isEqualTo(JobStatus.BLOCKED);
    }

    @Test
    void cancellingOneThatWaitsChangesNothingForTheOthers() {
        assertThat(store.control().cancel(ids.get(1))).isTrue();
        assertThat(status(ids.get(0))).isEqualTo(JobStatus.AVAILABLE);
        assertThat(status(ids.get(2))).isEqualTo(JobStatus.BLOCKED);
    }

    @Test
    void cancellingTheFirstWhileItWaitsForARetryLetsTheNextGo() {
        worker.end(worker.claimOne(), Move.retry(MINUTE, FAILURE));
        assertThat(store.control().cancel(ids.get(0))).isTrue();
        assertThat(status(ids.get(1))).isEqualTo(JobStatus.AVAILABLE);
    }

    @Test
    void aRunningOneThatIsCancelledLetsTheNextGoOnceItHasEnded() {
        ClaimedJob first = worker.claimOne();
        assertThat(store.control().cancel(ids.get(0))).isTrue();
        assertThat(status(ids.get(1))).isEqualTo(JobStatus.BLOCKED);
        worker.end(first, Move.retry(MINUTE, FAILURE));
        assertThat(status(ids.get(0))).isEqualTo(JobStatus.CANCELLED);
        assertThat(status(ids.get(1))).isEqualTo(JobStatus.AVAILABLE);
    }

    @Test
    void aCancelledOneWhoseNodeDiedLetsTheNextGo() {
        worker.claimOne();
        store.control().cancel(ids.get(0));
        worker = rescueAll();
        assertThat(status(ids.get(0))).isEqualTo(JobStatus.CANCELLED);
        assertThat(status(ids.get(1))).isEqualTo(JobStatus.AVAILABLE);
    }

    @Test
    void deletingTheFirstLetsTheNextGoAlsoWhileItRuns() {
        assertThat(store.control().delete(ids.get(0))).isTrue();
        assertThat(worker.claimOne().job().id()).isEqualTo(ids.get(1));
        assertThat(store.control().delete(ids.get(1))).isTrue();
        assertThat(status(ids.get(2))).isEqualTo(JobStatus.AVAILABLE);
    }

    @Test
    void deletingOneThatHasEndedChangesNothing() {
        worker.end(worker.claimOne(), Move.completed(null));
        assertThat(store.control().delete(ids.get(0))).isTrue();
        assertThat(status(ids.get(1))).isEqualTo(JobStatus.AVAILABLE);
        assertThat(status(ids.get(2))).isEqualTo(JobStatus.BLOCKED);
    }

    @Test
    void anEndedOneThatIsRetriedEntersBehindTheOthers() {
        worker.end(worker.claimOne(), Move.discard("no", null));
        assertThat(store.control().retry(ids.get(0))).isTrue();
        assertThat(status(ids.get(0))).isEqualTo(JobStatus.BLOCKED);
        worker.end(worker.claimOne(), Move.completed(null));
        worker.end(worker.claimOne(), Move.completed(null));
        assertThat(worker.claimOne().job().id()).isEqualTo(ids.get(0));
    }

    @Test
    void theFirstThatIsRetriedBeforeItsTimeRunsAtOnce() {
        worker.end(worker.claimOne(), Move.retry(MINUTE, FAILURE));
        assertThat(store.control().retry(ids.get(0))).isTrue();
        assertThat(worker.claimOne().job().id()).isEqualTo(ids.get(0));
    }

    @Test
    void oneThatIsCalledBeforeItsTimeEntersBehindTheOthers() {
        JobId later = enqueueOne(draft().about("a").delay(MINUTE));
        assertThat(store.control().retry(later)).isTrue();
        assertThat(status(later)).isEqualTo(JobStatus.BLOCKED);
        JobId alone = enqueueOne(draft().about("b").delay(MINUTE));
        assertThat(store.control().retry(alone)).isTrue();
        assertThat(status(alone)).isEqualTo(JobStatus.AVAILABLE);
    }

    @Test
    void cancellingOneThatIsNotInLineYetChangesNothing() {
        JobId later = enqueueOne(draft().about("a").delay(MINUTE));
        assertThat(store.control().cancel(later)).isTrue();
        assertThat(status(ids.get(0))).isEqualTo(JobStatus.AVAILABLE);
        assertThat(status(ids.get(1))).isEqualTo(JobStatus.BLOCKED);
    }

    @Test
    void oneThatWaitsForAnotherCannotBeRetried() {
        assertThatExceptionOfType(IllegalTransitionException.class)
                .isThrownBy(() -> store.control().retry(ids.get(1)))
                .withMessageContaining("BLOCKED");
    }

    @Test
    void oneThatWaitsGoesToTheBack() {
        assertThat(store.control().toBack(ids.get(1))).isTrue();
        worker.end(worker.claimOne(), Move.completed(null));
        assertThat(worker.claimOne().job().id()).isEqualTo(ids.get(2));
        assertThat(status(ids.get(1))).isEqualTo(JobStatus.BLOCKED);
    }

    @Test
    void theFirstGoesToTheBackUnlessItRuns() {
        assertThat(store.control().toBack(ids.get(0))).isTrue();
        assertThat(status(ids.get(0))).isEqualTo(JobStatus.BLOCKED);
        ClaimedJob running = worker.claimOne();
        assertThat(running.job().id()).isEqualTo(ids.get(1));
        assertThatExceptionOfType(IllegalTransitionException.class)
                .isThrownBy(() -> store.control().toBack(ids.get(1)))
                .withMessageContaining("EXECUTING");
        worker.end(running, Move.retry(MINUTE, FAILURE));
        assertThat(store.control().toBack(ids.get(1))).isTrue();
        assertThat(status(ids.get(1))).isEqualTo(JobStatus.BLOCKED);
        assertThat(status(ids.get(2))).isEqualTo(JobStatus.AVAILABLE);
    }

    @Test
    void elsewhereOneGoesBehindAllThatWait() {
        List<JobId> others = enqueue(draft().topic(OTHER_TOPIC), draft().topic(OTHER_TOPIC));
        clock.advance(MINUTE);
        assertThat(store.control().toBack(others.get(0))).isTrue();
        store.upkeep().stage(10);
        assertThat(Worker.ids(worker.claim(OTHER_TOPIC, 9))).containsExactly(others.get(1), others.get(0));
        assertThat(store.control().toBack(new JobId(987_654))).isFalse();
    }

    @Test
    void keysWithABacklogAreToldWithTheJobThatBlocksThem() {
        assertThat(store.reader().blockedKeys(TOPIC, 10))
                .containsExactly(new BlockedKey("a", ids.get(0), JobStatus.AVAILABLE, ids.get(1)));
        worker.end(worker.claimOne(), Move.park("a bomb"));
        enqueueOne(draft().about("alone"));
        List<JobId> others = enqueue(draft().about("b"), draft().about("b"));
        worker.claim(9);
        assertThat(store.reader().blockedKeys(TOPIC, 10))
                .containsExactly(
                        new BlockedKey("a", ids.get(0), JobStatus.PARKED, ids.get(1)),
                        new BlockedKey("b", others.get(0), JobStatus.EXECUTING, others.get(1)));
        assertThat(store.reader().blockedKeys(TOPIC, 1)).hasSize(1);
        assertThat(store.reader().blockedKeys(OTHER_TOPIC, 10)).isEmpty();
        store.control().cancel(ids.get(0));
    }
}

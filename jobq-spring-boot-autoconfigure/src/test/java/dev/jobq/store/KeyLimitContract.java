package dev.jobq.store;

import static dev.jobq.store.DraftBuilder.draft;
import static org.assertj.core.api.Assertions.assertThat;

import dev.jobq.JobEvent;
import dev.jobq.JobId;
import dev.jobq.JobStatus;
import dev.jobq.Limits;
import dev.jobq.store.JobExchange.Limited;
import dev.jobq.store.JobExchange.Trade;
import dev.jobq.store.JobExchange.Wanted;
import dev.jobq.store.TopicControl.Change;
import dev.jobq.store.TopicRules.Order;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** Topics of which only so many jobs of each key run or start. */
abstract class KeyLimitContract extends StoreContract {

    private static final Duration SECOND = Duration.ofSeconds(1);

    @AfterEach
    void depthsAreExact() {
        assertDepthsAreExact();
    }

    @Test
    void othersPassAKeyAtItsLimit() {
        declare(Limits.NONE.keyConcurrency(1));
        List<JobId> ids = enqueue(keyed("a"), keyed("a"), keyed("a"), keyed("b"), draft(), draft());
        assertThat(Worker.ids(worker.claim(10))).containsExactly(ids.get(0), ids.get(3), ids.get(4), ids.get(5));
        assertThat(status(ids.get(1))).isEqualTo(JobStatus.BLOCKED);
        assertThat(depth(JobStatus.BLOCKED)).isEqualTo(2);
        assertThat(Worker.register(store).claim(10)).isEmpty();
    }

    @Test
    void theEndOfOneLetsTheNextOfItsKeyRun() {
        declare(Limits.NONE.keyConcurrency(1));
        List<JobId> ids = enqueue(keyed("a"), keyed("a"), keyed("a"));
        assertThat(runAll()).containsExactlyElementsOf(ids);
    }

    @Test
    void ofAKeyAsManyRunAsMay() {
        declare(Limits.NONE.keyConcurrency(2));
        List<JobId> ids = enqueue(keyed("a"), keyed("a"), keyed("a"), keyed("a"));
        List<ClaimedJob> running = worker.claim(10);
        assertThat(Worker.ids(running)).containsExactlyElementsOf(ids.subList(0, 2));
        worker.end(running.get(0), Move.completed(null));
        assertThat(Worker.ids(worker.claim(10))).containsExactly(ids.get(2));
        worker.end(running.get(1), Move.completed(null));
        assertThat(Worker.ids(worker.claim(10))).containsExactly(ids.get(3));
    }

    @Test
    void jobsThatComeBackStandWhereTheyStood() {
        declare(Limits.NONE.keyConcurrency(1));
        JobId first = enqueueOne(keyed("a"));
        JobId second = enqueueOne(keyed("a"));
        ClaimedJob running = worker.claim(10).get(0);
        assertThat(Worker.idOf(running)).isEqualTo(first);
        JobId later = enqueueOne(draft());
        worker.end(running, Move.completed(null));
        assertThat(Worker.idOf(worker.claimOne())).isEqualTo(second);
        assertThat(Worker.idOf(worker.claimOne())).isEqualTo(later);
    }

    @Test
    void aRateHoldsForEachKey() {
        declare(Limits.NONE.keyRate("2/1s"));
        List<JobId> ids = enqueue(keyed("a"), keyed("a"), keyed("a"), keyed("b"), keyed("a"));
        Trade trade = worker.trade(List.of(), new Wanted(TOPIC, 10));
        assertThat(Worker.ids(trade.claimed())).containsExactly(ids.get(0), ids.get(1), ids.get(3));
        assertThat(trade.limited()).containsExactly(new Limited(TOPIC, SECOND));
        trade.claimed().forEach(job -> worker.end(job, Move.completed(null)));
        clock.advance(SECOND.minusNanos(1_000));
        assertThat(worker.claim(10)).isEmpty();
        clock.advance(Duration.ofNanos(1_000));
        assertThat(Worker.ids(worker.claim(10))).containsExactly(ids.get(2), ids.get(4));
        assertThat(status(ids.get(4))).isEqualTo(JobStatus.EXECUTING);
    }

    @Test
    void bothLimitsOfAKeyHold() {
        declare(Limits.NONE.keyConcurrency(1).keyRate("2/1m"));
        List<JobId> ids = enqueue(keyed("a"), keyed("a"), keyed("a"));
        assertThat(runAll()).containsExactlyElementsOf(ids.subList(0, 2));
        clock.advance(Duration.ofMinutes(1));
        assertThat(runAll()).containsExactly(ids.get(2));
    }

    @Test
    void theSlotsOfADeadNodeComeBackWithItsRescue() {
        declare(Limits.NONE.keyConcurrency(1));
        List<JobId> ids = enqueue(keyed("a"), keyed("a"));
        assertThat(worker.claim(10)).hasSize(1);
        Worker rescuer = rescueAll();
        assertThat(Worker.ids(rescuer.claim(10))).containsExactly(ids.get(0));
        assertThat(status(ids.get(1))).isEqualTo(JobStatus.BLOCKED);
    }

    @Test
    void aBlockedJobMayBeCancelledAndDeleted() {
        declare(Limits.NONE.keyConcurrency(1));
        List<JobId> ids = enqueue(keyed("a"), keyed("a"), keyed("a"), keyed("a"));
        ClaimedJob running = worker.claim(10).get(0);
        assertThat(store.control().cancel(ids.get(1))).isTrue();
        assertThat(store.control().delete(ids.get(2))).isTrue();
        worker.end(running, Move.completed(null));
        assertThat(Worker.ids(worker.claim(10))).containsExactly(ids.get(3));
        assertThat(store.control().retry(ids.get(1))).isTrue();
        assertThat(worker.claim(10)).isEmpty();
        assertThat(status(ids.get(1))).isEqualTo(JobStatus.BLOCKED);
    }

    @Test
    void aJobThatCameBackAndLeftKeepsNobodyWaiting() {
        declare(Limits.NONE.keyConcurrency(1));
        enqueueOne(draft().priority(9));
        List<JobId> ids = enqueue(keyed("a"), keyed("a"), keyed("a"));
        List<ClaimedJob> running = worker.claim(10);
        enqueueOne(draft().priority(9));
        worker.end(running.get(1), Move.completed(null));
        assertThat(worker.claim(1)).hasSize(1);
        assertThat(status(ids.get(1))).isEqualTo(JobStatus.AVAILABLE);
        assertThat(store.control().cancel(ids.get(1))).isTrue();
        Trade trade = worker.trade(List.of(), new Wanted(TOPIC, 1));
        assertThat(trade.limited()).extracting(Limited::again).doesNotContainNull();
        clock.advance(SECOND);
        assertThat(Worker.ids(worker.claim(10))).containsExactly(ids.get(2));
    }

    @Test
    void manyBlockedJobsInFrontOfOthersAreSetAsideOnce() {
        declare(Limits.NONE.keyConcurrency(1));
        List<JobDraft> drafts = new ArrayList<>();
        IntStream.range(0, 5_000).forEach(i -> drafts.add(keyed("a").priority(5).build()));
        store.intake().insert(drafts);
        JobId free = enqueueOne(draft());
        assertThat(worker.claim(1)).hasSize(1);
        List<ClaimedJob> claimed = List.of();
        for (int looks = 0; claimed.isEmpty() && looks < 10; looks++) {
            claimed = worker.claim(1);
        }
        assertThat(Worker.ids(claimed)).containsExactly(free);
        assertThat(depth(JobStatus.BLOCKED)).isEqualTo(4_999);
    }

    @Test
    void whoIsSetAsideHasNotStarted() {
        declare(Limits.NONE.keyConcurrency(1));
        List<JobEvent> told = new ArrayList<>();
        List<JobId> ids = enqueue(keyed("a"), keyed("a"));
        store.onCommit(told::addAll);
        ClaimedJob running = worker.claim(10).get(0);
        worker.end(running, Move.completed(null));
        ClaimedJob next = worker.claimOne();
        assertThat(next.attempt()).isEqualTo(running.attempt());
        assertThat(told.stream().filter(event -> event.job().id().equals(ids.get(1))))
                .extracting(JobEvent::type)
                .containsExactly(JobEvent.Type.AVAILABLE, JobEvent.Type.STARTED);
    }

    @Test
    void withoutTheLimitAllOfThemRun() {
        declare(Limits.NONE.keyConcurrency(1));
        List<JobId> ids = enqueue(keyed("a"), keyed("a"), keyed("a"), keyed("b"), keyed("b"));
        assertThat(worker.claim(10)).hasSize(2);
        store.topicControl().change(new Change(TOPIC, null, TopicControl.LIMITS, "\"\"", "limits", null));
        assertThat(Worker.ids(worker.claim(10))).containsExactly(ids.get(1), ids.get(2), ids.get(4));
        assertThat(worker.claim(10)).isEmpty();
        List<JobId> more = enqueue(keyed("a"), keyed("a"));
        assertThat(Worker.ids(worker.claim(10))).containsExactlyElementsOf(more);
    }

    @Test
    void whatRanBeforeTheLimitCounts() {
        declare(Limits.NONE.globalConcurrency(10));
        enqueue(keyed("a"), keyed("a"), keyed("b"));
        assertThat(worker.claim(1)).hasSize(1);
        declare(Limits.NONE.globalConcurrency(10).keyConcurrency(1));
        assertThat(worker.claim(10)).hasSize(1);
    }

    @Test
    void aLineWaitsForItsHeadWhoseKeyIsAtItsRate() {
        store.topics().declare(List.of(TopicRules.of(TOPIC).order(Order.KEY).limits(Limits.NONE.keyRate("1/1m"))));
        List<JobId> ids = enqueue(keyed("a"), keyed("a"), keyed("b"));
        List<ClaimedJob> running = worker.claim(10);
        assertThat(Worker.ids(running)).containsExactly(ids.get(0), ids.get(2));
        worker.end(running.get(0), Move.completed(null));
        assertThat(worker.claim(10)).isEmpty();
        assertThat(store.control().cancel(ids.get(1))).isTrue();
        JobId next = enqueueOne(keyed("a"));
        assertThat(worker.claim(10)).isEmpty();
        clock.advance(Duration.ofMinutes(1));
        assertThat(Worker.ids(worker.claim(10))).containsExactly(next);
    }

    @Test
    void aBlockedJobThatIsTooLateIsDiscarded() {
        declare(Limits.NONE.keyConcurrency(1));
        enqueueOne(keyed("a"));
        JobId late = enqueueOne(keyed("a").deadline(now().plus(SECOND)));
        assertThat(worker.claim(10)).hasSize(1);
        clock.advance(SECOND.multipliedBy(2));
        store.upkeep().expire(10);
        assertThat(status(late)).isEqualTo(JobStatus.DISCARDED);
    }

    @Test
    void useTellsOfAKey() {
        declare(Limits.NONE.keyConcurrency(1));
        List<JobId> ids = enqueue(keyed("a"), keyed("a"), draft());
        worker.claim(10);
        Inspection.KeyUse use = store.inspection().keyUse(job(ids.get(1))).orElseThrow();
        assertThat(use.isExhausted()).isTrue();
        assertThat(use.running()).isEqualTo(1);
        assertThat(store.inspection().keyUse(job(ids.get(2)))).isEmpty();
        assertThat(store.inspection().limitUse(TOPIC).blockedKeys()).isEqualTo(1);
    }

    @Test
    void whatCameBackIsClaimedInItsPlaceByTheSameTrade() {
        declare(Limits.NONE.keyConcurrency(1));
        List<JobId> keyed = enqueue(keyed("a"), keyed("a"));
        clock.advance(SECOND);
        List<JobId> others = enqueueMany(10);
        List<ClaimedJob> running = worker.claim(3);
        assertThat(Worker.ids(running)).containsExactly(keyed.get(0), others.get(0), others.get(1));
        Trade trade = worker.trade(Worker.ended(running.subList(0, 1), Move.completed(null)), new Wanted(TOPIC, 2));
        assertThat(Worker.ids(trade.claimed())).containsExactly(keyed.get(1), others.get(2));
    }

    @Test
    void noMoreOfAKeyComeBackThanItHasRoomForHoweverOftenIsClaimed() {
        declare(Limits.NONE.globalConcurrency(3).keyConcurrency(2));
        enqueue(keyed("a"), keyed("a"), keyed("a"), keyed("a"), keyed("a"), keyed("a"));
        List<ClaimedJob> running = worker.claim(10);
        assertThat(running).hasSize(2);
        enqueue(draft().priority(9), draft().priority(9));
        assertThat(worker.claim(10)).hasSize(1);
        worker.end(running.get(0), Move.completed(null));
        assertThat(worker.claim(10)).hasSize(1);
        assertThat(depth(JobStatus.BLOCKED)).isEqualTo(3);
        assertThat(worker.claim(10)).isEmpty();
        assertThat(worker.claim(10)).isEmpty();
        assertThat(depth(JobStatus.BLOCKED)).isEqualTo(3);
    }

    @Test
    void aBlockedJobMayGoToTheBack() {
        declare(Limits.NONE.keyConcurrency(1));
        List<JobId> ids = enqueue(keyed("a"), keyed("a"), keyed("a"));
        List<ClaimedJob> running = worker.claim(10);
        clock.advance(SECOND);
        assertThat(store.control().toBack(ids.get(1), null)).isTrue();
        assertThat(worker.claim(10)).isEmpty();
        assertThat(status(ids.get(1))).isEqualTo(JobStatus.BLOCKED);
        worker.end(running.get(0), Move.completed(null));
        assertThat(runAll()).containsExactly(ids.get(2), ids.get(1));
    }

    private List<JobId> runAll() {
        List<JobId> ran = new ArrayList<>();
        List<ClaimedJob> some = worker.claim(10);
        while (!some.isEmpty()) {
            some.forEach(job -> ran.add(Worker.idOf(job)));
            some = worker.trade(Worker.ended(some, Move.completed(null)), new Wanted(TOPIC, 10))
                    .claimed();
        }
        return ran;
    }

    private static DraftBuilder keyed(String key) {
        return draft().about(key);
    }

    private void declare(Limits limits) {
        store.topics().declare(List.of(TopicRules.of(TOPIC).limits(limits)));
    }
}

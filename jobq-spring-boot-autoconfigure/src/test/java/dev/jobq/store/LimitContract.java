package dev.jobq.store;

import static dev.jobq.store.DraftBuilder.draft;
import static org.assertj.core.api.Assertions.assertThat;

import dev.jobq.JobEvent;
import dev.jobq.JobId;
import dev.jobq.JobStatus;
import dev.jobq.LimitUse;
import dev.jobq.Limits;
import dev.jobq.store.JobExchange.Limited;
import dev.jobq.store.JobExchange.Trade;
import dev.jobq.store.JobExchange.Wanted;
import dev.jobq.store.TopicControl.Change;
import dev.jobq.store.TopicRules.Order;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Topics of which only so many jobs run or start, whoever claims them. */
abstract class LimitContract extends StoreContract {

    private static final Duration SECOND = Duration.ofSeconds(1);
    private static final Duration MICRO = Duration.ofNanos(1_000);

    @AfterEach
    void depthsAreExact() {
        assertDepthsAreExact();
    }

    @Test
    void noMoreRunThanTheClusterMay() {
        declare(Limits.NONE.globalConcurrency(3));
        List<JobId> ids = enqueueMany(6);
        Worker other = Worker.register(store);
        List<ClaimedJob> running = new ArrayList<>(worker.claim(2));
        running.addAll(other.claim(10));
        assertThat(Worker.ids(running)).containsExactlyElementsOf(ids.subList(0, 3));
        assertThat(worker.claim(10)).isEmpty();
        assertThat(other.end(running.get(2), Move.completed(null))).isTrue();
        running.addAll(worker.claim(10));
        assertThat(Worker.ids(running)).containsExactlyElementsOf(ids.subList(0, 4));
        assertThat(other.claim(10)).isEmpty();
    }

    /** Also when claims do not look at all slots any more. */
    @ParameterizedTest
    @ValueSource(booleans = {false, true})
    void theEndOfOneAndTheClaimOfTheNextAreOneTrade(boolean isSettled) {
        declare(Limits.NONE.globalConcurrency(1), isSettled);
        List<JobId> ids = enqueueMany(2);
        Trade trade =
                worker.trade(Worker.ended(List.of(worker.claimOne()), Move.completed(null)), new Wanted(TOPIC, 10));
        assertThat(Worker.ids(trade.claimed())).containsExactly(ids.get(1));
        // For ends that nobody noted.
        assertThat(trade.limited()).containsExactly(new Limited(TOPIC, Duration.ofSeconds(5)));
    }

    /** Also when claims do not look at all slots any more. */
    @ParameterizedTest
    @ValueSource(booleans = {false, true})
    void whatDoesNotRunAnyMoreTakesNoSlot(boolean isSettled) {
        declare(Limits.NONE.globalConcurrency(1), isSettled);
        enqueueMany(6);
        assertThat(worker.end(worker.claimOne(), Move.retry(Duration.ofHours(1), FAILURE)))
                .isTrue();
        assertThat(worker.end(worker.claimOne(), Move.release())).isTrue();
        assertThat(store.control().delete(Worker.idOf(worker.claimOne()))).isTrue();
        ClaimedJob launched = worker.claimOne();
        assertThat(worker.launch(launched)).isTrue();
        assertThat(worker.claim(1)).isEmpty();
        assertThat(worker.end(launched, Move.completed(null))).isTrue();
        store.control().requeue(Worker.idOf(worker.claimOne()));
        assertThat(worker.claim(5)).hasSize(1);
        assertThat(worker.claim(5)).isEmpty();
    }

    @Test
    void theSlotsOfADeadNodeComeBackWithItsRescue() {
        declare(Limits.NONE.globalConcurrency(2));
        List<JobId> ids = enqueueMany(4);
        assertThat(worker.claim(10)).hasSize(2);
        Worker survivor = Worker.register(store);
        assertThat(survivor.claim(10)).isEmpty();
        Worker rescuer = rescueAll();
        assertThat(Worker.ids(rescuer.claim(10))).containsExactlyElementsOf(ids.subList(0, 2));
    }

    @Test
    void aRateHoldsInAnyWindow() {
        declare(Limits.NONE.rate("3/1s"));
        enqueueMany(20);
        assertThat(worker.claim(2)).hasSize(2);
        clock.advance(SECOND.dividedBy(2));
        Trade trade = worker.trade(List.of(), new Wanted(TOPIC, 10));
        assertThat(trade.claimed()).hasSize(1);
        assertThat(trade.limited()).containsExactly(new Limited(TOPIC, SECOND.dividedBy(2)));
        clock.advance(SECOND.dividedBy(2).minus(MICRO));
        assertThat(worker.claim(10)).isEmpty();
        clock.advance(MICRO);
        assertThat(worker.claim(10)).hasSize(2);
        assertThat(worker.claim(10)).isEmpty();
        clock.advance(SECOND.dividedBy(2));
        assertThat(worker.claim(10)).hasSize(1);
        clock.advance(SECOND.multipliedBy(10));
        assertThat(worker.claim(10)).hasSize(3);
    }

    @Test
    void everyStartCountsWhateverBecomesOfIt() {
        declare(Limits.NONE.rate("2/1m"));
        enqueueMany(5);
        assertThat(worker.end(worker.claimOne(), Move.completed(null))).isTrue();
        assertThat(worker.end(worker.claimOne(), Move.release())).isTrue();
        assertThat(worker.claim(10)).isEmpty();
        assertThat(Worker.register(store).claim(10)).isEmpty();
    }

    @Test
    void whatIsSetAsideForItsLabelHasNotStartedAndTakesNoSlot() {
        declare(Limits.NONE.rate("3/1m").globalConcurrency(3));
        Worker gpu = Worker.labelled(store, "gpu");
        List<JobId> labelled = enqueue(draft().on("gpu"), draft().on("gpu"), draft().on("gpu"));
        List<JobId> others = enqueueMany(2);
        assertThat(Worker.ids(worker.claim(10))).containsExactlyElementsOf(others);
        assertThat(Worker.ids(gpu.claim(10))).containsExactly(labelled.get(0));
        assertThat(gpu.claim(10)).isEmpty();
    }

    @Test
    void whatWasSetAsideForItsLabelAndMeetsALimitIsToldAsItWas() {
        declare(Limits.NONE.keyConcurrency(1));
        JobId first = enqueueOne(draft().about("a"));
        ClaimedJob running = worker.claimOne();
        assertThat(Worker.idOf(running)).isEqualTo(first);
        JobId labelled = enqueueOne(draft().about("a").on("gpu"));
        assertThat(worker.claim(10)).isEmpty();
        assertThat(status(labelled)).isEqualTo(JobStatus.SCHEDULED);
        List<JobEvent> told = new ArrayList<>();
        store.onCommit(told::addAll);
        Worker gpu = Worker.labelled(store, "gpu");
        assertThat(gpu.claim(10)).isEmpty();
        assertThat(status(labelled)).isEqualTo(JobStatus.BLOCKED);
        assertThat(told.stream().filter(event -> event.job().id().equals(labelled)))
                .extracting(JobEvent::type)
                .containsExactly(JobEvent.Type.AVAILABLE);
        worker.end(running, Move.completed(null));
        assertThat(worker.claim(10)).isEmpty();
        assertThat(Worker.idOf(gpu.claimOne())).isEqualTo(labelled);
    }

    @Test
    void theNarrowerOfTwoLimitsHolds() {
        declare(Limits.NONE.globalConcurrency(2).rate("3/1s"));
        enqueueMany(10);
        List<ClaimedJob> running = worker.claim(10);
        assertThat(running).hasSize(2);
        running.forEach(job -> worker.end(job, Move.completed(null)));
        assertThat(worker.claim(10)).hasSize(1);
        clock.advance(SECOND);
        assertThat(worker.claim(10)).hasSize(1);
    }

    @Test
    void nothingIsClaimedThatCouldNotBeginAtOnce() {
        declare(Limits.NONE.rate("15/1s"));
        enqueueMany(10);
        assertThat(worker.trade(List.of(), new Wanted(TOPIC, 10, 4)).claimed()).hasSize(4);
    }

    @Test
    void jobsAreClaimedAheadWhereLimitsAreFar() {
        declare(Limits.NONE.rate("100/1s").globalConcurrency(100));
        enqueueMany(60);
        Trade trade = worker.trade(List.of(), new Wanted(TOPIC, 40, 4));
        assertThat(trade.claimed()).hasSize(40);
        assertThat(trade.limited()).containsExactly(new Limited(TOPIC, null, true));
        assertThat(worker.trade(List.of(), new Wanted(TOPIC, 40, 4)).claimed()).hasSize(4);
    }

    @Test
    void topicsWithLimitsAndWithoutAreClaimedTogether() {
        declare(Limits.NONE.globalConcurrency(1));
        enqueueMany(3);
        enqueue(draft().topic(OTHER_TOPIC), draft().topic(OTHER_TOPIC));
        Trade trade = worker.trade(List.of(), new Wanted(TOPIC, 5), new Wanted(OTHER_TOPIC, 5));
        assertThat(trade.claimed().stream().map(job -> job.job().topic()))
                .containsExactly(TOPIC, OTHER_TOPIC, OTHER_TOPIC);
        assertThat(trade.limited()).extracting(Limited::topic).containsExactly(TOPIC);
    }

    @Test
    void whatRanBeforeTheLimitCounts() {
        List<JobId> ids = enqueueMany(5);
        List<ClaimedJob> running = worker.claim(2);
        declare(Limits.NONE.globalConcurrency(3));
        assertThat(Worker.ids(worker.claim(10))).containsExactly(ids.get(2));
        running.forEach(job -> worker.end(job, Move.completed(null)));
        assertThat(worker.claim(10)).hasSize(2);
    }

    @Test
    void operatorsChangeLimitsAndTakeThemBack() {
        declare(Limits.NONE.globalConcurrency(1));
        enqueueMany(10);
        assertThat(worker.claim(10)).hasSize(1);
        say("\"global-concurrency=3\"");
        assertThat(worker.claim(10)).hasSize(2);
        assertThat(store.topics().rules(TOPIC).limits()).isEqualTo(Limits.NONE.globalConcurrency(3));
        say("\"\"");
        assertThat(worker.claim(2)).hasSize(2);
        say("\"rate-limit=2/1m\"");
        assertThat(worker.claim(10)).hasSize(2);
        assertThat(worker.claim(10)).isEmpty();
        say(null);
        assertThat(worker.claim(10)).isEmpty();
        assertThat(store.topics().rules(TOPIC).limits()).isEqualTo(Limits.NONE.globalConcurrency(1));
    }

    @ParameterizedTest
    @EnumSource(Order.class)
    void theyHoldInAnyOrder(Order order) {
        store.topics().declare(List.of(TopicRules.of(TOPIC).order(order).limits(Limits.NONE.rate("1/1s"))));
        List<JobId> ids = enqueue(draft().about("a"), draft().about("b"));
        ClaimedJob first = worker.claimOne();
        assertThat(Worker.idOf(first)).isEqualTo(ids.get(0));
        assertThat(worker.end(first, Move.completed(null))).isTrue();
        assertThat(worker.claim(10)).isEmpty();
        clock.advance(SECOND);
        assertThat(Worker.idOf(worker.claimOne())).isEqualTo(ids.get(1));
    }

    @Test
    void useTellsHowFarTheyAreUsed() {
        assertThat(store.inspection().limitUse(TOPIC)).isEqualTo(LimitUse.NONE);
        Limits limits = Limits.NONE.globalConcurrency(2).rate("2/1m");
        declare(limits);
        enqueueMany(3);
        assertThat(store.inspection().limitUse(TOPIC)).isEqualTo(new LimitUse(limits, 0, 0, null, 0));
        ClaimedJob first = worker.claimOne();
        clock.advance(SECOND);
        worker.claimOne();
        worker.end(first, Move.completed(null));
        LimitUse use = store.inspection().limitUse(TOPIC);
        assertThat(use).isEqualTo(new LimitUse(limits, 1, 2, first.claimedAt().plus(Duration.ofMinutes(1)), 0));
        assertThat(use.isFull()).isFalse();
        clock.advance(Duration.ofMinutes(1));
        assertThat(store.inspection().limitUse(TOPIC)).isEqualTo(new LimitUse(limits, 1, 0, null, 0));
    }

    @Test
    void aJobOfALimitedTopicIsNotHandedOverStraightAway() {
        declare(Limits.NONE.globalConcurrency(1));
        List<String> asked = new ArrayList<>();
        store.intake().inlineClaimer(new JobIntake.InlineClaimer() {
            @Override
            public long node() {
                return worker.node();
            }

            @Override
            public int reserve(String topic, int max) {
                asked.add(topic);
                return max;
            }

            @Override
            public void start(long node, List<ClaimedJob> jobs) {
                throw new AssertionError("Nothing was to be started: " + jobs);
            }

            @Override
            public void release(String topic, int slots) {}
        });
        JobId id = enqueueOne();
        assertThat(status(id)).isEqualTo(JobStatus.AVAILABLE);
        assertThat(asked).isEmpty();
    }

    private void declare(Limits limits, boolean isSettled) {
        declare(limits);
        if (isSettled) {
            settleLimits();
        }
    }

    private void declare(Limits limits) {
        store.topics().declare(List.of(TopicRules.of(TOPIC).limits(limits)));
    }

    private void say(String json) {
        store.topicControl().change(new Change(TOPIC, null, TopicControl.LIMITS, json, "limits", null));
    }
}

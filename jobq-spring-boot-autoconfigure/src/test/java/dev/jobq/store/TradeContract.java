package dev.jobq.store;

import static dev.jobq.store.DraftBuilder.draft;
import static org.assertj.core.api.Assertions.assertThat;

import dev.jobq.Job;
import dev.jobq.JobId;
import dev.jobq.JobStatus;
import dev.jobq.store.JobExchange.Trade;
import dev.jobq.store.JobExchange.Wanted;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import org.junit.jupiter.api.Test;

/** Claiming: order, limits, and nothing twice. */
abstract class TradeContract extends StoreContract {

    @Test
    void higherPriorityIsClaimedFirst() {
        List<JobId> ids = enqueue(draft().priority(-9), draft(), draft().priority(9), draft().priority(1));
        assertThat(Worker.ids(worker.claim(10))).containsExactly(ids.get(2), ids.get(3), ids.get(1), ids.get(0));
    }

    @Test
    void ofEqualPriorityTheEarlierRunTimeIsClaimedFirst() {
        List<JobId> ids = enqueue(draft(), draft().at(now().minusSeconds(5)), draft().at(now().minusSeconds(9)));
        assertThat(Worker.ids(worker.claim(10))).containsExactly(ids.get(2), ids.get(1), ids.get(0));
    }

    @Test
    void ofEqualRunTimeTheSmallerIdIsClaimedFirst() {
        List<JobId> ids = enqueueMany(50);
        assertThat(Worker.ids(worker.claim(100))).isEqualTo(ids);
    }

    @Test
    void priorityCountsMoreThanRunTimeAndRunTimeMoreThanId() {
        List<JobId> ids = enqueue(
                draft().at(now().minusSeconds(100)),
                draft().priority(1),
                draft().priority(1).at(now().minusSeconds(1)),
                draft().at(now().minusSeconds(200)));
        assertThat(Worker.ids(worker.claim(10))).containsExactly(ids.get(2), ids.get(1), ids.get(3), ids.get(0));
    }

    @Test
    void aLookMissesNothingThatATradeWouldFind() {
        List<JobId> ids = enqueueMany(2);
        for (JobId id : ids) {
            assertThat(store.exchange().mayHaveJobs(worker.node(), List.of(OTHER_TOPIC, TOPIC)))
                    .isTrue();
            assertThat(worker.claimOne().job().id()).isEqualTo(id);
        }
    }

    @Test
    void theOrderHoldsOverSeveralClaims() {
        List<JobId> ids = enqueueMany(25);
        List<JobId> claimed = new ArrayList<>();
        for (int i = 0; i < 5; i++) {
            claimed.addAll(Worker.ids(worker.claim(5)));
        }
        assertThat(claimed).isEqualTo(ids);
    }

    @Test
    void aJobOlderThanAllThatWaitIsClaimedNextThoughEnqueuedLast() {
        enqueueMany(20);
        worker.claim(10);
        JobId older = enqueueOne(draft().at(now().minus(Duration.ofDays(1))));
        assertThat(Worker.ids(worker.claim(1))).containsExactly(older);
        JobId oldest = enqueueOne(draft().at(now().minus(Duration.ofDays(2))));
        JobId urgent = enqueueOne(draft().priority(1));
        assertThat(Worker.ids(worker.claim(2))).containsExactly(urgent, oldest);
    }

    @Test
    void aClaimTakesNoMoreThanAskedAndLeavesTheRest() {
        List<JobId> ids = enqueueMany(10);
        assertThat(worker.claim(3)).hasSize(3);
        assertThat(depth(JobStatus.AVAILABLE)).isEqualTo(7);
        assertThat(depth(JobStatus.EXECUTING)).isEqualTo(3);
        assertThat(Worker.ids(worker.claim(100))).isEqualTo(ids.subList(3, 10));
        assertThat(worker.claim(100)).isEmpty();
    }

    @Test
    void topicsAreServedInTheOrderAskedEachToItsLimit() {
        List<JobId> reports = enqueue(draft().topic(OTHER_TOPIC), draft().topic(OTHER_TOPIC));
        List<JobId> emails = enqueue(draft(), draft(), draft());
        Trade trade = worker.trade(List.of(), new Wanted(TOPIC, 2), new Wanted(OTHER_TOPIC, 5));
        assertThat(Worker.ids(trade.claimed()))
                .containsExactly(emails.get(0), emails.get(1), reports.get(0), reports.get(1));
    }

    @Test
    void topicsNotAskedForAreLeftAlone() {
        enqueueOne(draft().topic(OTHER_TOPIC));
        assertThat(worker.claim(TOPIC, 10)).isEmpty();
        assertThat(worker.claim("unheard-of", 10)).isEmpty();
        assertThat(worker.trade(List.of()).claimed()).isEmpty();
        assertThat(worker.claim(OTHER_TOPIC, 10)).hasSize(1);
    }

    @Test
    void aClaimTellsAllThatTheRunNeeds() {
        JobId id = enqueueOne(draft().payload("{\"to\":\"ada\"}").limits(3, Duration.ofSeconds(10)));
        ClaimedJob claimed = worker.claimOne();
        assertThat(claimed.job().id()).isEqualTo(id);
        assertThat(claimed.job().topic()).isEqualTo(TOPIC);
        assertThat(claimed.job().type()).isEqualTo(TYPE);
        assertThat(claimed.payload()).isEqualTo("{\"to\":\"ada\"}");
        assertThat(claimed.limits()).isEqualTo(new JobDraft.Limits(3, Duration.ofSeconds(10)));
        assertThat(claimed.attempt().number()).isEqualTo(1);
        assertThat(claimed.attempt().crashes()).isZero();
        assertThat(claimed.attempt().fence()).isPositive();
        assertThat(claimed.claimedAt()).isEqualTo(now());
        assertThat(claimed.enqueuedBy()).isEqualTo(SELF.application());
    }

    @Test
    void aClaimedJobIsSeenExecutingOnItsNode() {
        JobId id = enqueueOne();
        clock.advance(Duration.ofSeconds(2));
        ClaimedJob claimed = worker.claimOne();
        Job job = job(id);
        assertThat(job.status()).isEqualTo(JobStatus.EXECUTING);
        assertThat(job.attempt()).isEqualTo(1);
        assertThat(job.fence()).isEqualTo(claimed.attempt().fence());
        assertThat(job.node()).isEqualTo(worker.id());
        assertThat(job.startedAt()).isEqualTo(now());
        assertThat(job.createdAt()).isEqualTo(now().minusSeconds(2));
    }

    @Test
    void scheduledJobsAreNotClaimed() {
        enqueueOne(draft().at(now().plusMillis(1)));
        assertThat(worker.claim(10)).isEmpty();
    }

    @Test
    void oneTradeEndsAttemptsAndClaimsNewOnes() {
        List<JobId> ids = enqueueMany(10);
        List<ClaimedJob> first = worker.claim(4);
        Trade trade = worker.trade(Worker.ended(first, Move.completed(null)), new Wanted(TOPIC, 4));
        assertThat(trade.lost()).isEmpty();
        assertThat(Worker.ids(trade.claimed())).isEqualTo(ids.subList(4, 8));
        assertThat(listed(in(JobStatus.COMPLETED))).containsExactlyInAnyOrderElementsOf(ids.subList(0, 4));
        assertDepthsAreExact();
    }

    @Test
    void aLargeTradeEndsAll() {
        enqueueMany(1500);
        List<ClaimedJob> claimed = worker.claim(1500);
        assertThat(claimed).hasSize(1500);
        assertThat(worker.trade(Worker.ended(claimed, Move.completed("1"))).lost())
                .isEmpty();
        assertThat(depth(JobStatus.COMPLETED)).isEqualTo(1500);
        assertThat(depth(JobStatus.EXECUTING)).isZero();
    }

    @Test
    void oneTradeMayMixMovesAndTopics() {
        List<ClaimedJob> claimed = new ArrayList<>();
        enqueueMany(5);
        enqueueOne(draft().topic(OTHER_TOPIC));
        claimed.addAll(worker.claim(5));
        claimed.addAll(worker.claim(OTHER_TOPIC, 1));
        List<Move> moves = List.of(
                Move.completed(null),
                Move.retry(Duration.ofMinutes(1), FAILURE),
                Move.snooze(Duration.ofMinutes(1)),
                Move.discard("no", null),
                Move.release(),
                Move.cancel("stop"));
        List<EndedAttempt> ended = new ArrayList<>();
        for (int i = 0; i < moves.size(); i++) {
            ended.add(Worker.ended(claimed.get(i), moves.get(i)));
        }
        assertThat(worker.trade(ended).lost()).isEmpty();
        for (int i = 0; i < moves.size(); i++) {
            assertThat(status(Worker.idOf(claimed.get(i))))
                    .isEqualTo(moves.get(i).to());
        }
        assertDepthsAreExact();
    }

    @Test
    void aNodeThatNeverRegisteredClaimsNothing() {
        enqueueMany(3);
        assertThat(store.exchange()
                        .trade(987_654, List.of(), List.of(new Wanted(TOPIC, 10)))
                        .claimed())
                .isEmpty();
        assertThat(depth(JobStatus.AVAILABLE)).isEqualTo(3);
        assertThat(worker.claim(10)).hasSize(3);
    }

    @Test
    void threadsThatClaimTogetherGetEveryJobOnce() throws Exception {
        List<JobId> ids = enqueueMany(600);
        List<JobId> claimed = Collections.synchronizedList(new ArrayList<>());
        Threads.together(4, n -> {
            Worker mine = Worker.register(store);
            List<ClaimedJob> some = mine.claim(7);
            while (!some.isEmpty()) {
                claimed.addAll(Worker.ids(some));
                List<EndedAttempt> ended = Worker.ended(some, Move.completed(null));
                Trade trade = mine.trade(ended, new Wanted(TOPIC, 7));
                assertThat(trade.lost()).isEmpty();
                some = trade.claimed();
            }
        });
        assertThat(claimed).containsExactlyInAnyOrderElementsOf(ids);
        assertThat(depth(JobStatus.COMPLETED)).isEqualTo(600);
        assertDepthsAreExact();
    }
}

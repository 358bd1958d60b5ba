package dev.jobq.store;

import static dev.jobq.store.DraftBuilder.draft;
import static org.assertj.core.api.Assertions.assertThat;

import dev.jobq.JobId;
import dev.jobq.JobStatus;
import dev.jobq.store.JobExchange.Trade;
import dev.jobq.store.JobExchange.Wanted;
import dev.jobq.store.NodeRegistry.Rescued;
import dev.jobq.store.NodeRegistry.Stray;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** Several stores on one database, as several processes have. */
abstract class SharingContract extends StoreContract {

    private JobStore second;

    @BeforeEach
    void openSecond() {
        second = open();
    }

    @Test
    void whatOneWritesTheOtherSees() {
        JobId id = enqueueOne();
        assertThat(second.reader().get(id)).isPresent();
        assertThat(second.reader().depths().get(TOPIC)).containsEntry(JobStatus.AVAILABLE, 1L);
        Worker there = Worker.register(second);
        assertThat(Worker.idOf(there.claimOne())).isEqualTo(id);
        assertThat(status(id)).isEqualTo(JobStatus.EXECUTING);
        assertThat(second.control().cancel(id)).isTrue();
        assertThat(second.nodes().look(there.node()).cancelled().keySet()).containsExactly(id);
        assertThat(store.reader().workers()).hasSize(2);
        assertThat(second.topics().names()).contains(TOPIC, OTHER_TOPIC);
        assertThat(second.topics().isKnown(OTHER_TOPIC)).isTrue();
        assertDepthsAreExact();
    }

    @Test
    void idsOfBothAreDistinctAndGrowForEach() throws Exception {
        List<JobId> everybodys = Collections.synchronizedList(new ArrayList<>());
        Threads.together(4, n -> {
            JobStore mine = n % 2 == 0 ? store : second;
            List<JobId> ids = new ArrayList<>();
            for (int i = 0; i < 30; i++) {
                ids.addAll(mine.intake().insert(many(3)));
            }
            assertThat(ids).isSorted();
            everybodys.addAll(ids);
        });
        assertThat(everybodys).hasSize(360).doesNotHaveDuplicates();
        assertThat(listed(all())).hasSize(360);
    }

    @Test
    void idsAreNotUsedAgainAfterAllWasClosed() {
        List<JobId> ids = enqueueMany(3);
        ids.forEach(store.control()::delete);
        store.close();
        second.close();
        JobStore reopened = open();
        assertThat(reopened.intake().insert(many(1)).get(0)).isGreaterThan(ids.get(2));
    }

    @Test
    void jobsOutliveTheStoresThatWroteThem() {
        JobId done = jobIn(JobStatus.COMPLETED);
        JobId waiting = enqueueOne(draft().payload("[1,2]"));
        JobId retryable = jobIn(JobStatus.RETRYABLE);
        store.close();
        second.close();
        store = open();
        assertThat(status(done)).isEqualTo(JobStatus.COMPLETED);
        assertThat(job(waiting).payload().text()).isEqualTo("[1,2]");
        assertThat(job(retryable).errors()).hasSize(1);
        assertThat(Worker.idOf(Worker.register(store).claimOne())).isEqualTo(waiting);
        assertDepthsAreExact();
    }

    @Test
    void storesThatClaimTogetherGetEveryJobOnce() throws Exception {
        List<JobId> ids = enqueueMany(600);
        List<JobId> claimed = Collections.synchronizedList(new ArrayList<>());
        Threads.together(4, n -> {
            Worker mine = Worker.register(n % 2 == 0 ? store : second);
            List<ClaimedJob> some = mine.claim(5);
            while (!some.isEmpty()) {
                claimed.addAll(Worker.ids(some));
                Trade trade = mine.trade(Worker.ended(some, Move.completed(null)), new Wanted(TOPIC, 5));
                assertThat(trade.lost()).isEmpty();
                some = trade.claimed();
            }
        });
        assertThat(claimed).containsExactlyInAnyOrderElementsOf(ids);
        assertThat(depth(JobStatus.COMPLETED)).isEqualTo(600);
        assertDepthsAreExact();
    }

    @Test
    void aDeadStoresJobsAreRescuedOnceByOneOfMany() throws Exception {
        enqueueMany(50);
        worker.claim(50);
        clock.advance(Worker.LEASE.multipliedBy(2));
        List<Rescued> rescued = Collections.synchronizedList(new ArrayList<>());
        Threads.together(4, n -> {
            JobStore mine = n % 2 == 0 ? store : second;
            Worker rescuer = Worker.register(mine);
            rescued.addAll(mine.nodes().rescue(rescuer.node(), Leases.TRUSTED));
        });
        assertThat(rescued).containsExactly(new Rescued(worker.id(), 50));
        assertThat(depth(JobStatus.AVAILABLE)).isEqualTo(50);
        assertDepthsAreExact();
    }

    @Test
    void whatAStoreHoldsIsNotRescuedByOthersWhileItsLeaseHolds() {
        Worker there = Worker.register(second);
        enqueueMany(2);
        there.claim(2);
        assertThat(store.nodes().rescue(worker.node(), Leases.TRUSTED)).isEmpty();
        assertThat(store.nodes().rescue(worker.node(), null)).isEmpty();
        assertThat(depth(JobStatus.EXECUTING)).isEqualTo(2);
    }

    @Test
    void aFinishThatRacesWithARescueCountsOnceOrNotAtAll() throws Exception {
        for (int round = 0; round < 10; round++) {
            List<JobId> ids = enqueueMany(5);
            Worker dying = Worker.register(store);
            List<ClaimedJob> claimed = dying.claim(5);
            clock.advance(Worker.LEASE.multipliedBy(2));
            Worker rescuer = Worker.register(second);
            List<EndedAttempt> lost = Collections.synchronizedList(new ArrayList<>());
            Threads.together(2, n -> {
                if (n == 0) {
                    List<EndedAttempt> ended = Worker.ended(claimed, Move.completed("1"));
                    // What the rescue is changing at the moment is to be traded again.
                    while (!ended.isEmpty()) {
                        JobExchange.Trade trade = dying.trade(ended);
                        lost.addAll(trade.lost());
                        ended = trade.busy();
                    }
                } else {
                    second.nodes().rescue(rescuer.node(), Leases.TRUSTED);
                }
            });
            List<JobId> lostIds = lost.stream().map(ended -> ended.job().id()).toList();
            for (JobId id : ids) {
                assertThat(status(id)).isEqualTo(lostIds.contains(id) ? JobStatus.AVAILABLE : JobStatus.COMPLETED);
            }
            Worker.ids(rescuer.drain(TOPIC)).forEach(store.control()::delete);
        }
        assertDepthsAreExact();
    }

    @Test
    void aClaimThatRacesWithTheRescueOfItsNodeLeavesNothingBehind() throws Exception {
        for (int round = 0; round < 10; round++) {
            List<JobId> ids = enqueueMany(20);
            Worker dying = Worker.register(store);
            clock.advance(Worker.LEASE.multipliedBy(2));
            Worker rescuer = Worker.register(second);
            Threads.together(2, n -> {
                if (n == 0) {
                    dying.drain(TOPIC);
                } else {
                    second.nodes().rescue(rescuer.node(), Leases.TRUSTED);
                }
            });
            second.nodes().rescue(rescuer.node(), Leases.TRUSTED);
            assertThat(Worker.ids(rescuer.drain(TOPIC))).isEqualTo(ids);
            ids.forEach(store.control()::delete);
        }
        assertDepthsAreExact();
    }

    @Test
    void depthsStayExactWhenBothWrite() throws Exception {
        Threads.together(4, n -> {
            JobStore mine = n % 2 == 0 ? store : second;
            Worker here = Worker.register(mine);
            for (int i = 0; i < 25; i++) {
                List<JobId> ids = mine.intake().insert(many(3));
                here.claim(2).forEach(job -> here.end(job, Move.retry(Duration.ZERO, FAILURE)));
                mine.control().delete(ids.get(0));
                mine.control().cancel(ids.get(1));
                mine.upkeep().stage(10);
                mine.upkeep().tidy();
                mine.upkeep().purge(TOPIC, JobStatus.CANCELLED, Duration.ZERO, 2);
            }
        });
        assertDepthsAreExact();
        store.upkeep().tidy();
        second.upkeep().tidy();
        assertDepthsAreExact();
    }

    @Test
    void aRunningJobThatItsOwnProcessKnowsNothingOfIsAStray() {
        JobId known = enqueueOne();
        worker.claimOne();
        JobId unknown = enqueueOne();
        // As if the answer to this claim had been lost: the row names a node whose process was not told.
        second.exchange().trade(worker.node(), List.of(), List.of(new Wanted(TOPIC, 1)));
        assertThat(store.nodes().look(worker.node()).strays())
                .as("may still be told")
                .isEmpty();
        List<Stray> strays = store.nodes().look(worker.node()).strays();
        assertThat(strays).extracting(stray -> stray.job().id()).containsExactly(unknown);
        assertThat(strays.get(0).attempt()).isEqualTo(new ClaimedJob.Attempt(1, 0, 1));
        assertThat(strays.get(0).claimedAt()).isEqualTo(now());
        assertThat(status(known)).isEqualTo(JobStatus.EXECUTING);
    }

    @Test
    void aJobWhoseEndIsGivenUpIsAStray() {
        JobId kept = enqueueOne();
        worker.claimOne();
        JobId given = enqueueOne();
        ClaimedJob claimed = worker.claimOne();
        store.nodes().look(worker.node()).strays();
        store.exchange().disown(worker.node(), claimed.job(), claimed.attempt().fence());
        assertThat(store.nodes().look(worker.node()).strays()).isEmpty();
        assertThat(store.nodes().look(worker.node()).strays())
                .extracting(stray -> stray.job().id())
                .containsExactly(given);
        assertThat(status(kept)).isEqualTo(JobStatus.EXECUTING);
    }

    @Test
    void rulesThatAnotherProcessDeclaresAreSoonKnown() {
        JobStore other = open();
        assertThat(other.topics().rules(TOPIC)).isEqualTo(TopicRules.of(TOPIC));
        TopicRules strict = TopicRules.of(TOPIC).order(TopicRules.Order.KEY);
        store.topics().declare(List.of(strict));
        Awaitility.await().until(() -> other.topics().rules(TOPIC).equals(strict));
        other.topics().declare(List.of(TopicRules.of(TOPIC)));
        Awaitility.await().until(() -> store.topics().rules(TOPIC).equals(TopicRules.of(TOPIC)));
    }
}

package dev.jobq.store;

import static dev.jobq.store.DraftBuilder.draft;
import static org.assertj.core.api.Assertions.assertThat;

import dev.jobq.JobId;
import dev.jobq.JobStatus;
import dev.jobq.store.TopicRules.Order;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** In which order jobs run, and which of them wait for each other. */
abstract class OrderContract extends StoreContract {

    private static final Duration MINUTE = Duration.ofMinutes(1);

    @AfterEach
    void depthsAreExact() {
        assertDepthsAreExact();
    }

    @Test
    void byTimeEarlierOnesGoFirstAndThoseOfTheSameTimeAsEnqueued() {
        declare(Order.TIME);
        JobId first = enqueueOne();
        JobId second = enqueueOne();
        JobId older = enqueueOne(draft().at(now().minus(MINUTE)));
        JobId later = enqueueOne(draft().at(now().plus(MINUTE)));
        JobId oldest = enqueueOne(draft().at(now().minus(MINUTE.multipliedBy(2))));
        assertThat(Worker.ids(worker.claim(10))).containsExactly(oldest, older, first, second);
        assertThat(status(later)).isEqualTo(JobStatus.SCHEDULED);
        stageAll(MINUTE);
        assertThat(worker.claimOne().job().id()).isEqualTo(later);
    }

    @Test
    void fifoRunsOneAtATimeAsEnqueuedWhateverTheirTimeInThePast() {
        declare(Order.FIFO);
        List<JobId> ids = new ArrayList<>(enqueueMany(3));
        ids.add(enqueueOne(draft().at(now().minus(MINUTE))));
        assertThat(ids.stream().map(this::status))
                .containsExactly(JobStatus.AVAILABLE, JobStatus.BLOCKED, JobStatus.BLOCKED, JobStatus.BLOCKED);
        assertThat(runAll()).containsExactlyElementsOf(ids);
        assertThat(enqueueOne()).extracting(this::status).isEqualTo(JobStatus.AVAILABLE);
    }

    @Test
    void nobodyElseIsThereToBeClaimedWhileTheFirstRuns() {
        declare(Order.FIFO);
        enqueueMany(3);
        ClaimedJob first = worker.claimOne();
        Worker other = Worker.register(store);
        assertThat(other.claim(10)).isEmpty();
        assertThat(worker.launch(first)).isTrue();
        assertThat(other.claim(10)).isEmpty();
        assertThat(worker.end(first, Move.completed(null))).isTrue();
        assertThat(other.claim(10)).hasSize(1);
    }

    @Test
    void theEndOfOneAndTheClaimOfTheNextAreOneTrade() {
        declare(Order.FIFO);
        List<JobId> ids = enqueueMany(2);
        ClaimedJob first = worker.claimOne();
        JobExchange.Trade trade =
                worker.trade(List.of(Worker.ended(first, Move.completed(null))), new JobExchange.Wanted(TOPIC, 10));
        assertThat(Worker.ids(trade.claimed())).containsExactly(ids.get(1));
    }

    @Test
    void keysRunSideBySideAndEachInOrder() {
        declare(Order.KEY);
        List<JobId> ids = enqueue(
                draft().about("a"),
                draft().about("b"),
                draft().about("a"),
                draft().about("b"),
                draft().about("c"),
                draft());
        List<ClaimedJob> first = worker.claim(10);
        assertThat(Worker.ids(first)).containsExactly(ids.get(0), ids.get(1), ids.get(4), ids.get(5));
        assertThat(first.stream().map(job -> job.attempt().line())).containsExactly("a", "b", "c", null);
        worker.trade(Worker.ended(first, Move.completed(null)));
        assertThat(Worker.ids(worker.claim(10))).containsExactly(ids.get(2), ids.get(3));
        assertThat(job(ids.get(2)).key()).isEqualTo("a");
        assertThat(job(ids.get(5)).key()).isNull();
    }

    @Test
    void aKeyElsewhereIsOnlyKept() {
        List<JobId> ids = enqueue(draft().about("a"), draft().about("a"));
        assertThat(Worker.ids(worker.claim(10))).isEqualTo(ids);
        assertThat(job(ids.get(1)).key()).isEqualTo("a");
    }

    @Test
    void aFailedOneKeepsItsPlaceUntilItEnds() {
        declare(Order.FIFO);
        List<JobId> ids = enqueueMany(2);
        assertThat(worker.end(worker.claimOne(), Move.retry(MINUTE, FAILURE))).isTrue();
        assertThat(worker.claim(10)).isEmpty();
        stageAll(MINUTE);
        ClaimedJob again = worker.claimOne();
        assertThat(again.job().id()).isEqualTo(ids.get(0));
        assertThat(worker.end(again, Move.snooze(MINUTE))).isTrue();
        assertThat(worker.claim(10)).isEmpty();
        stageAll(MINUTE);
        ClaimedJob last = worker.claimOne();
        assertThat(last.job().id()).isEqualTo(ids.get(0));
        assertThat(worker.end(last, Move.discard("no more", FAILURE))).isTrue();
        assertThat(worker.claimOne().job().id()).isEqualTo(ids.get(1));
    }

    @Test
    void aParkedOneKeepsItsPlaceUntilItCanBeRead() {
        declare(Order.FIFO);
        List<JobId> ids = enqueueMany(2);
        worker.end(worker.claimOne(), Move.unknownType(TOPIC, TYPE));
        assertThat(worker.claim(10)).isEmpty();
        store.upkeep().unpark(TOPIC, List.of(TYPE), ParkCause.UNKNOWN_TYPE);
        assertThat(runAll()).isEqualTo(ids);
    }

    @Test
    void oneThatWasGivenBackOrWhoseNodeDiedRunsAgainBeforeTheNext() {
        declare(Order.FIFO);
        List<JobId> ids = enqueueMany(2);
        worker.end(worker.claimOne(), Move.release());
        assertThat(worker.claimOne().job().id()).isEqualTo(ids.get(0));
        worker = rescueAll();
        assertThat(runAll()).isEqualTo(ids);
    }

    @Test
    void oneThatGoesToTheBackLetsTheOthersOfItsKeyGoFirst() {
        declare(Order.KEY);
        List<JobId> ids = enqueue(draft().about("a"), draft().about("a"), draft().about("b"));
        ClaimedJob first = worker.claimOne();
        assertThat(worker.end(first, Move.toBack())).isTrue();
        settle();
        assertThat(Worker.ids(worker.claim(10))).containsExactlyInAnyOrder(ids.get(1), ids.get(2));
        JobId last = enqueueOne(draft().about("a"));
        worker.end(claimedAgain(ids.get(1)), Move.completed(null));
        ClaimedJob again = worker.claimOne();
        assertThat(again.job().id()).isEqualTo(ids.get(0));
        assertThat(again.attempt().number()).isEqualTo(1);
        worker.end(again, Move.completed(null));
        assertThat(worker.claimOne().job().id()).isEqualTo(last);
    }

    @Test
    void theOnlyOneOfItsKeyThatGoesToTheBackComesAgain() {
        declare(Order.FIFO);
        JobId only = enqueueOne();
        worker.end(worker.claimOne(), Move.toBack());
        settle();
        assertThat(worker.claimOne().job().id()).isEqualTo(only);
    }

    @Test
    void elsewhereOneThatGoesToTheBackComesAfterThoseThatWait() {
        List<JobId> ids = enqueueMany(3);
        clock.advance(Duration.ofSeconds(1));
        worker.end(worker.claimOne(), Move.toBack());
        settle();
        clock.advance(Duration.ofSeconds(1));
        JobId later = enqueueOne();
        assertThat(Worker.ids(worker.claim(10))).containsExactly(ids.get(1), ids.get(2), ids.get(0), later);
    }

    @Test
    void oneWithATimeInTheFutureTakesItsPlaceWhenThatHasCome() {
        declare(Order.FIFO);
        JobId delayed = enqueueOne(draft().delay(MINUTE));
        JobId first = enqueueOne();
        JobId second = enqueueOne();
        assertThat(status(delayed)).isEqualTo(JobStatus.SCHEDULED);
        assertThat(status(first)).isEqualTo(JobStatus.AVAILABLE);
        stageAll(MINUTE);
        JobId third = enqueueOne();
        assertThat(status(delayed)).isEqualTo(JobStatus.BLOCKED);
        assertThat(runAll()).containsExactly(first, second, delayed, third);
    }

    @Test
    void shardsTakeTurnsAndEachIsInOrder() {
        declare(Order.FIFO);
        List<JobId> ids = new ArrayList<>();
        IntStream.range(0, 9).forEach(i -> ids.add(enqueueOne(draft().shards(3))));
        for (int round = 0; round < 3; round++) {
            List<ClaimedJob> claimed = worker.claim(10);
            assertThat(Worker.ids(claimed)).isEqualTo(ids.subList(3 * round, 3 * round + 3));
            worker.trade(Worker.ended(claimed, Move.completed(null)));
        }
    }

    @Test
    void aKeyIsAlwaysInTheSameShard() {
        declare(Order.FIFO);
        IntStream.range(0, 40)
                .forEach(i -> enqueueOne(draft().about("k" + i % 20).shards(4)));
        List<ClaimedJob> heads = worker.claim(50);
        assertThat(heads).hasSize(4);
        assertThat(heads.stream().map(job -> job.attempt().line())).containsExactlyInAnyOrder("0", "1", "2", "3");
    }

    @Test
    void manyKeysAtOnceLoseNobody() {
        declare(Order.KEY);
        List<JobDraft> drafts = IntStream.range(0, 600)
                .mapToObj(i -> draft().about("k" + i % 200).build())
                .toList();
        List<JobId> ids = store.intake().insert(drafts);
        List<JobId> ran = new ArrayList<>();
        for (int round = 0; round < 3; round++) {
            List<ClaimedJob> claimed = worker.claim(1000);
            assertThat(claimed).hasSize(200);
            ran.addAll(Worker.ids(claimed));
            worker.trade(Worker.ended(claimed, Move.completed(null)));
        }
        assertThat(ran).isEqualTo(ids);
        assertThat(worker.claim(1)).isEmpty();
    }

    private void declare(Order order) {
        store.topics().declare(List.of(TopicRules.of(TOPIC).order(order)));
    }

    /** Whoever stages may have something to do right after a commit. */
    private void settle() {
        store.upkeep().stage(100);
    }

    private ClaimedJob claimedAgain(JobId id) {
        long fence = job(id).fence();
        return new ClaimedJob(
                job(id).ref(),
                "{}",
                new ClaimedJob.Attempt(1, 0, fence, job(id).key()),
                JobDraft.Limits.NONE,
                now(),
                "",
                null);
    }

    private List<JobId> runAll() {
        List<JobId> ran = new ArrayList<>();
        for (List<ClaimedJob> claimed = worker.claim(10); !claimed.isEmpty(); claimed = worker.claim(10)) {
            assertThat(claimed).hasSize(1);
            ran.add(claimed.get(0).job().id());
            worker.end(claimed.get(0), Move.completed(null));
        }
        return ran;
    }
}

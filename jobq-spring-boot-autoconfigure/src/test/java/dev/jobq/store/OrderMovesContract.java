package dev.jobq.store;

import static dev.jobq.store.DraftBuilder.draft;
import static org.assertj.core.api.Assertions.assertThat;

import dev.jobq.EnqueueResult;
import dev.jobq.EnqueueResult.Kind;
import dev.jobq.JobId;
import dev.jobq.JobSelection;
import dev.jobq.JobStatus;
import dev.jobq.OnDuplicate;
import dev.jobq.store.BulkControl.Action;
import dev.jobq.store.TopicRules.Order;
import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** Lines, together with deadlines, unique keys, limits, requeue and bulk operations. */
abstract class OrderMovesContract extends StoreContract {

    private static final Duration MINUTE = Duration.ofMinutes(1);

    @BeforeEach
    void orderByKey() {
        declare(TopicRules.of(TOPIC).order(Order.KEY));
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
    void theFirstWhoseDeadlinePassesLetsTheNextGo() {
        JobId first = enqueueOne(draft().about("a").deadline(now().plusSeconds(1)));
        JobId second = enqueueOne(draft().about("a").deadline(now().plusSeconds(1)));
        JobId third = enqueueOne(draft().about("a"));
        assertThat(status(second)).isEqualTo(JobStatus.BLOCKED);
        clock.advance(MINUTE);
        assertThat(store.upkeep().expire(9).jobs()).isEqualTo(2);
        assertThat(status(first)).isEqualTo(JobStatus.DISCARDED);
        assertThat(status(second)).isEqualTo(JobStatus.DISCARDED);
        assertThat(status(third)).isEqualTo(JobStatus.AVAILABLE);
    }

    @Test
    void aRequeuedOneGoesToTheEndOfItsLine() {
        List<JobId> ids = enqueue(draft().about("a"), draft().about("a"));
        JobId next = store.control().requeue(ids.get(0));
        settle();
        assertThat(job(next).key()).isEqualTo("a");
        assertThat(status(ids.get(1))).isEqualTo(JobStatus.AVAILABLE);
        assertThat(status(next)).isEqualTo(JobStatus.BLOCKED);
        worker.end(worker.claimOne(), Move.completed(null));
        settle();
        assertThat(Worker.idOf(worker.claimOne())).isEqualTo(next);
    }

    @Test
    void aRunningOneThatIsRequeuedLetsTheNextGo() {
        List<JobId> ids = enqueue(draft().about("a"), draft().about("a"));
        worker.claimOne();
        JobId next = store.control().requeue(ids.get(0));
        settle();
        assertThat(status(ids.get(1))).isEqualTo(JobStatus.AVAILABLE);
        assertThat(status(next)).isEqualTo(JobStatus.BLOCKED);
    }

    @Test
    void oneThatHadEndedIsRequeuedBehindThoseThatWait() {
        List<JobId> ids = enqueue(draft().about("a"), draft().about("a"));
        worker.end(worker.claimOne(), Move.discard("no", null));
        settle();
        JobId next = store.control().requeue(ids.get(0));
        assertThat(status(ids.get(1))).isEqualTo(JobStatus.AVAILABLE);
        assertThat(status(next)).isEqualTo(JobStatus.BLOCKED);
    }

    @Test
    void aWholeLineIsCancelledAtOnce() {
        List<JobId> ids = enqueue(draft().about("a"), draft().about("a"), draft().about("a"));
        JobSelection all = JobSelection.of(TOPIC);
        assertThat(store.bulk().act(Action.CANCEL, all, ids)).isEqualTo(3);
        assertThat(ids).allSatisfy(id -> assertThat(status(id)).isEqualTo(JobStatus.CANCELLED));
        assertThat(store.bulk().act(Action.RETRY, all, ids)).isEqualTo(3);
        settle();
        assertThat(depth(JobStatus.AVAILABLE)).isEqualTo(1);
    }

    @Test
    void uniqueJobsStandInLine() {
        JobId first = create(draft().about("a").key("1"));
        JobId second = create(draft().about("a").key("2"));
        assertThat(status(first)).isEqualTo(JobStatus.AVAILABLE);
        assertThat(status(second)).isEqualTo(JobStatus.BLOCKED);
        assertThat(admitOne(draft().about("a").key("2"))).isEqualTo(new EnqueueResult(Kind.EXISTING, second));
        worker.end(worker.claimOne(), Move.completed(null));
        settle();
        assertThat(status(second)).isEqualTo(JobStatus.AVAILABLE);
    }

    @Test
    void theFirstThatIsPutOffByADuplicateStandsAside() {
        JobId first = create(draft().about("a").key("1"));
        JobId second = create(draft().about("a").key("2"));
        assertThat(admitOne(draft().about("a").key("1", OnDuplicate.REPLACE).delay(MINUTE)))
                .isEqualTo(new EnqueueResult(Kind.REPLACED, first));
        settle();
        assertThat(status(first)).isEqualTo(JobStatus.SCHEDULED);
        assertThat(status(second)).isEqualTo(JobStatus.AVAILABLE);
        stageAll(MINUTE);
        assertThat(status(first)).isEqualTo(JobStatus.BLOCKED);
    }

    @Test
    void oneThatIsCalledByADuplicateStandsInLine() {
        JobId first = create(draft().about("a").key("1"));
        JobId second = create(draft().about("a").key("2").delay(MINUTE));
        assertThat(admitOne(draft().about("a").key("2", OnDuplicate.REPLACE)))
                .isEqualTo(new EnqueueResult(Kind.REPLACED, second));
        assertThat(status(first)).isEqualTo(JobStatus.AVAILABLE);
        assertThat(status(second)).isEqualTo(JobStatus.BLOCKED);
    }

    @Test
    void topicsWithALimitKeepTheirOrder() {
        declare(TopicRules.of(TOPIC).order(Order.FIFO).maxQueued(2));
        List<EnqueueResult> results = List.of(admitOne(draft()), admitOne(draft()), admitOne(draft()));
        assertThat(results).extracting(EnqueueResult::kind).containsExactly(Kind.CREATED, Kind.CREATED, Kind.FULL);
        assertThat(worker.claim(9)).hasSize(1);
        assertThat(depth(JobStatus.BLOCKED)).isEqualTo(1);
    }

    private void declare(TopicRules rules) {
        store.topics().declare(List.of(rules));
    }

    /** Whoever stages may have something to do right after a commit. */
    private void settle() {
        store.upkeep().stage(100);
    }
}

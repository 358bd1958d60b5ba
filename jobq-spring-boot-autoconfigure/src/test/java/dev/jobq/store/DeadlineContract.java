package dev.jobq.store;

import static dev.jobq.store.DraftBuilder.draft;
import static org.assertj.core.api.Assertions.assertThat;

import dev.jobq.EnqueueResult;
import dev.jobq.Job;
import dev.jobq.JobEvent;
import dev.jobq.JobId;
import dev.jobq.JobStatus;
import dev.jobq.store.Upkeep.Staged;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.Test;

/** Jobs that must have started by a time. */
abstract class DeadlineContract extends StoreContract {

    private static final Duration LIMIT = Duration.ofMinutes(10);

    @Test
    void aDeadlineIsKeptAndComesWithTheClaim() {
        JobId id = enqueueOne(draft().deadline(deadline()));
        JobId other = enqueueOne();
        assertThat(job(id).deadline()).isEqualTo(deadline());
        assertThat(job(other).deadline()).isNull();
        assertThat(worker.claim(2)).extracting(ClaimedJob::deadline).containsExactly(deadline(), null);
    }

    @Test
    void aJobThatDidNotStartIsDiscardedAtItsDeadlineAndNeverBefore() {
        JobId id = enqueueOne(draft().deadline(deadline()));
        JobId later = enqueueOne(draft().deadline(deadline().plusSeconds(60)));
        assertThat(expire()).isEqualTo(new Staged(0, LIMIT));
        clock.advance(LIMIT.minusMillis(1));
        assertThat(expire()).isEqualTo(new Staged(0, Duration.ofMillis(1)));
        assertThat(status(id)).isEqualTo(JobStatus.AVAILABLE);
        clock.advance(Duration.ofMillis(1));
        assertThat(expire()).isEqualTo(new Staged(1, Duration.ofSeconds(60)));
        Job job = job(id);
        assertThat(job.status()).isEqualTo(JobStatus.DISCARDED);
        assertThat(job.reason()).isEqualTo("not started by its deadline");
        assertThat(job.finishedAt()).isEqualTo(now());
        assertThat(eventTypes(id)).containsExactly(JobEvent.Type.CREATED, JobEvent.Type.DISCARDED);
        assertThat(Worker.ids(worker.claim(10))).containsExactly(later);
        assertDepthsAreExact();
    }

    @Test
    void soAreThoseThatWaitForTheirTimeForAnotherAttemptOrForCode() {
        JobId scheduled = enqueueOne(draft().deadline(deadline()).delay(LIMIT.multipliedBy(2)));
        JobId retryable = enqueueOne(draft().deadline(deadline()));
        worker.end(worker.claimOne(), Move.retry(LIMIT.multipliedBy(2), FAILURE));
        JobId parked = enqueueOne(draft().deadline(deadline()));
        worker.end(worker.claimOne(), Move.park("unreadable payload: x"));
        clock.advance(LIMIT);
        assertThat(expire()).isEqualTo(new Staged(3, null));
        assertThat(List.of(scheduled, retryable, parked))
                .allSatisfy(id -> assertThat(status(id)).isEqualTo(JobStatus.DISCARDED));
        assertThat(job(retryable).errors()).hasSize(1);
        assertThat(job(retryable).attempt()).isEqualTo(1);
        stageAll(LIMIT.multipliedBy(2));
        assertThat(worker.claim(10)).isEmpty();
        assertDepthsAreExact();
    }

    @Test
    void whatRunsOrHasEndedIsLeftAlone() {
        enqueue(draft().deadline(deadline()), draft().deadline(deadline()));
        ClaimedJob running = worker.claimOne();
        ClaimedJob done = worker.claimOne();
        worker.end(done, Move.completed(null));
        clock.advance(LIMIT);
        assertThat(expire()).isEqualTo(new Staged(0, null));
        assertThat(status(Worker.idOf(running))).isEqualTo(JobStatus.EXECUTING);
        assertThat(status(Worker.idOf(done))).isEqualTo(JobStatus.COMPLETED);
        assertThat(worker.end(running, Move.completed(null))).isTrue();
    }

    @Test
    void aDiscardedJobGivesItsRoomAndItsKeyBack() {
        store.topics().declare(List.of(TopicRules.of(TOPIC).maxQueued(1)));
        JobId id = create(draft().key("k").deadline(deadline()));
        assertThat(job(id).deadline()).isEqualTo(deadline());
        assertThat(admitOne(draft())).isEqualTo(EnqueueResult.FULL);
        clock.advance(LIMIT);
        assertThat(expire()).isEqualTo(new Staged(1, null));
        create(draft().key("k"));
    }

    @Test
    void manyAreDiscardedInPieces() {
        List<JobDraft> drafts = new ArrayList<>();
        for (int i = 0; i < 1200; i++) {
            drafts.add(draft().deadline(deadline()).build());
        }
        store.intake().insert(drafts);
        enqueueOne();
        clock.advance(LIMIT);
        assertThat(store.upkeep().expire(700)).isEqualTo(new Staged(700, Duration.ZERO));
        assertThat(store.upkeep().expire(700)).isEqualTo(new Staged(500, null));
        assertThat(depth(JobStatus.DISCARDED)).isEqualTo(1200);
        assertThat(depth(JobStatus.AVAILABLE)).isEqualTo(1);
        assertDepthsAreExact();
    }

    @Test
    void nodesSideBySideDiscardEachJobOnceOrClaimIt() throws Exception {
        for (int round = 0; round < 5; round++) {
            List<JobDraft> drafts = new ArrayList<>();
            for (int i = 0; i < 60; i++) {
                drafts.add(draft().deadline(deadline()).build());
            }
            store.intake().insert(drafts);
            clock.advance(LIMIT);
            AtomicInteger gone = new AtomicInteger();
            Threads.together(
                    4,
                    thread -> gone.addAndGet(
                            thread < 2
                                    ? store.upkeep().expire(1000).jobs()
                                    : worker.drain(TOPIC).size()));
            // What was being claimed just then is seen by the next look.
            gone.addAndGet(expire().jobs());
            assertThat(gone).hasValue(60);
            assertThat(expire().untilNext()).isNull();
        }
        assertDepthsAreExact();
    }

    @Test
    void whoRetriesAJobWhoseDeadlinePassedWantsItToRun() {
        JobId id = enqueueOne(draft().deadline(deadline()));
        JobId early = enqueueOne(draft().deadline(deadline().plusSeconds(60)).delay(Duration.ofSeconds(5)));
        assertThat(store.control().retry(early)).isTrue();
        clock.advance(LIMIT);
        expire();
        assertThat(store.control().retry(id)).isTrue();
        assertThat(job(id).deadline()).isNull();
        assertThat(job(early).deadline()).isEqualTo(deadline().minus(LIMIT).plusSeconds(60));
        clock.advance(LIMIT);
        assertThat(expire().jobs()).isEqualTo(1);
        assertThat(status(id)).isEqualTo(JobStatus.AVAILABLE);
        assertThat(status(early)).isEqualTo(JobStatus.DISCARDED);
    }

    @Test
    void aDeadlineGoesWithItsJob() {
        JobId deleted = enqueueOne(draft().deadline(Instant.parse("2100-01-01T00:00:00Z")));
        assertThat(store.control().delete(deleted)).isTrue();
        assertThat(expire()).isEqualTo(new Staged(0, null));
        enqueueOne(draft().deadline(Instant.parse("2100-01-01T00:00:00Z")));
        worker.end(worker.claimOne(), Move.completed(null));
        clock.advance(Duration.ofMillis(1));
        store.upkeep().purge(TOPIC, JobStatus.COMPLETED, Duration.ZERO, 10);
        assertThat(expire()).isEqualTo(new Staged(0, null));
    }

    private Instant deadline() {
        return now().plus(LIMIT);
    }

    private Staged expire() {
        return store.upkeep().expire(1000);
    }
}

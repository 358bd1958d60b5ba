package dev.jobq.store;

import static dev.jobq.store.DraftBuilder.draft;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import dev.jobq.InvalidQueryException;
import dev.jobq.JobBulk;
import dev.jobq.JobBulk.Count;
import dev.jobq.JobBulk.Rate;
import dev.jobq.JobEvent;
import dev.jobq.JobId;
import dev.jobq.JobQueue;
import dev.jobq.JobSelection;
import dev.jobq.JobStatus;
import dev.jobq.QueueClosedException;
import dev.jobq.store.BulkControl.Action;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** What operators do to many jobs. */
@Timeout(60)
abstract class BulkContract extends StoreContract {

    private static final JobSelection DEAD = JobSelection.of(TOPIC).status(JobStatus.DISCARDED);

    private JobQueue queue;
    private JobBulk bulk;

    @BeforeEach
    void openQueue() {
        queue = WaitContract.queueOn(store);
        bulk = queue.bulk();
    }

    @AfterEach
    void closeQueue() {
        queue.close();
    }

    @Test
    void aSelectionMeansWhatItSays() {
        JobId early = discarded(draft().type("early"), "java.io.IOException");
        clock.advance(Duration.ofHours(1));
        Instant noon = now();
        JobId late = discarded(draft().type("late"), "Outcome.fail");
        jobIn(JobStatus.COMPLETED);
        enqueueOne(draft().topic(OTHER_TOPIC));
        jobIn(JobStatus.RETRYABLE);
        assertThat(touched(DEAD)).containsExactly(early, late);
        assertThat(touched(DEAD.type("late"))).containsExactly(late);
        assertThat(touched(DEAD.createdBefore(noon))).containsExactly(early);
        assertThat(touched(DEAD.createdSince(noon))).containsExactly(late);
        assertThat(touched(DEAD.errorType("java.io.IOException"))).containsExactly(early);
        assertThat(touched(JobSelection.all().errorType("Outcome.fail"))).containsExactly(late);
        assertThat(touched(JobSelection.of("elsewhere"))).isEmpty();
        assertThat(bulk.count(JobSelection.all())).isEqualTo(new Count(5, true));
        assertThat(bulk.count(JobSelection.of(TOPIC))).isEqualTo(new Count(4, true));
        for (JobStatus status : JobStatus.values()) {
            long jobs = store.reader().depths().getOrDefault(TOPIC, Map.of()).getOrDefault(status, 0L);
            assertThat(bulk.count(JobSelection.of(TOPIC).status(status)))
                    .as("%s", status)
                    .isEqualTo(new Count(jobs, true));
        }
    }

    @Test
    void beyondTenThousandTheCountSaysThatThereAreMore() {
        enqueueMany(10_000);
        JobSelection available = JobSelection.of(TOPIC).status(JobStatus.AVAILABLE);
        assertThat(bulk.count(available)).isEqualTo(new Count(10_000, true)).hasToString("10000");
        enqueueOne();
        assertThat(bulk.count(available)).isEqualTo(new Count(10_000, false)).hasToString("10000+");
    }

    @Test
    void deadLettersAreDrivenBackOldestFirstUpToTheLimit() {
        List<JobId> ids = enqueueMany(250);
        worker.trade(Worker.ended(worker.claim(250), Move.discard("no", FAILURE)));
        JobId other = jobIn(JobStatus.CANCELLED);
        assertThat(bulk.retry(DEAD, 120, Rate.UNLIMITED)).isEqualTo(120);
        assertThat(listed(in(JobStatus.AVAILABLE))).containsExactlyInAnyOrderElementsOf(ids.subList(0, 120));
        assertThat(bulk.retry(DEAD, 1_000, Rate.UNLIMITED)).isEqualTo(130);
        assertThat(bulk.retry(DEAD, 1_000, Rate.UNLIMITED)).isZero();
        assertThat(status(other)).isEqualTo(JobStatus.CANCELLED);
        assertThat(eventTypes(ids.get(7))).contains(JobEvent.Type.OPERATOR);
        assertThat(worker.drain(TOPIC)).hasSize(250);
        assertDepthsAreExact();
    }

    @Test
    void aJobWhoseUniqueKeyAnotherHoldsStaysAndKeepsNoneOfTheOthersBack() {
        List<JobId> before = enqueueMany(2);
        worker.trade(Worker.ended(worker.claim(2), Move.discard("no", FAILURE)));
        JobId first = discarded(draft().key("k"), "no");
        JobId second = discarded(draft().key("k"), "no");
        List<JobId> after = enqueueMany(150);
        worker.trade(Worker.ended(worker.claim(150), Move.discard("no", FAILURE)));
        assertThat(bulk.retry(DEAD, 1_000, Rate.UNLIMITED)).isEqualTo(153);
        assertThat(listed(in(JobStatus.DISCARDED))).containsExactly(second);
        assertThat(eventTypes(second)).doesNotContain(JobEvent.Type.OPERATOR);
        assertThat(status(first)).isEqualTo(JobStatus.AVAILABLE);
        assertThat(status(before.get(0))).isEqualTo(JobStatus.AVAILABLE);
        assertThat(status(after.get(149))).isEqualTo(JobStatus.AVAILABLE);
        assertThat(bulk.retry(DEAD, 1_000, Rate.UNLIMITED)).isZero();
        assertThat(bulk.requeue(DEAD, 1_000, Rate.UNLIMITED)).isZero();
        assertThat(job(second).requeuedAs()).isNull();
        worker.trade(Worker.ended(worker.drain(TOPIC), Move.discard("no", FAILURE)));
        assertThat(bulk.requeue(DEAD, 1_000, Rate.UNLIMITED)).isEqualTo(153);
        assertThat(depth(JobStatus.AVAILABLE)).isEqualTo(153);
        assertDepthsAreExact();
    }

    @Test
    void eachActionTakesWhatItCan() {
        for (JobStatus status : List.of(
                JobStatus.AVAILABLE, JobStatus.SCHEDULED, JobStatus.PARKED, JobStatus.COMPLETED, JobStatus.DISCARDED)) {
            jobIn(status);
        }
        JobSelection all = JobSelection.of(TOPIC);
        assertThat(bulk.retry(all, 100, Rate.UNLIMITED)).isEqualTo(3);
        assertThat(bulk.cancel(all, 100, Rate.UNLIMITED)).isEqualTo(4);
        assertThat(bulk.count(all.status(JobStatus.CANCELLED))).isEqualTo(new Count(4, true));
        assertThat(bulk.requeue(all, 100, Rate.UNLIMITED)).isEqualTo(5);
        assertThat(bulk.count(all)).isEqualTo(new Count(10, true));
        assertThat(bulk.delete(all.status(JobStatus.CANCELLED), 100, Rate.UNLIMITED))
                .isEqualTo(4);
        assertThat(bulk.delete(all, 100, Rate.UNLIMITED)).isEqualTo(6);
        assertThat(listed(all())).isEmpty();
        assertDepthsAreExact();
    }

    @Test
    void aJobThatLeftItsSelectionIsLeftAlone() {
        List<JobId> ids = enqueueMany(3);
        worker.trade(Worker.ended(worker.claim(3), Move.discard("no", FAILURE)));
        store.control().retry(ids.get(0));
        store.control().delete(ids.get(1));
        assertThat(store.bulk().act(Action.CANCEL, DEAD, ids)).isEqualTo(1);
        assertThat(status(ids.get(0))).isEqualTo(JobStatus.AVAILABLE);
        assertThat(status(ids.get(2))).isEqualTo(JobStatus.CANCELLED);
        assertDepthsAreExact();
    }

    @Test
    void whileOthersClaimNothingButTheSelectedIsTouched() throws Exception {
        List<JobId> ids = enqueueMany(400);
        JobSelection available = JobSelection.of(TOPIC).status(JobStatus.AVAILABLE);
        Map<JobId, ClaimedJob> claimed = new ConcurrentHashMap<>();
        long[] cancelled = new long[1];
        Threads.together(2, n -> {
            if (n == 0) {
                for (int i = 0; i < 40; i++) {
                    worker.claim(5).forEach(job -> claimed.put(Worker.idOf(job), job));
                }
            } else {
                cancelled[0] = bulk.cancel(available, 1_000, Rate.UNLIMITED);
            }
        });
        for (JobId id : ids) {
            assertThat(status(id)).isEqualTo(claimed.containsKey(id) ? JobStatus.EXECUTING : JobStatus.CANCELLED);
        }
        assertThat(cancelled[0]).isEqualTo(400 - claimed.size());
        assertThat(store.nodes().look(worker.node()).cancelled().keySet()).isEmpty();
        assertDepthsAreExact();
    }

    @Test
    void anInterruptEndsItWithWhatWasDone() {
        enqueueMany(3);
        Thread.currentThread().interrupt();
        assertThat(bulk.cancel(JobSelection.of(TOPIC), 100, Rate.UNLIMITED)).isZero();
        assertThat(Thread.interrupted()).isTrue();
        assertThat(bulk.cancel(JobSelection.of(TOPIC), 100, Rate.UNLIMITED)).isEqualTo(3);
    }

    @Test
    void closingTheQueueEndsIt() throws Exception {
        enqueueMany(3);
        List<Throwable> thrown = Collections.synchronizedList(new ArrayList<>());
        Thread slow = new Thread(() -> {
            try {
                bulk.cancel(JobSelection.of(TOPIC), 100, new Rate(1, Duration.ofDays(1)));
            } catch (QueueClosedException ex) {
                thrown.add(ex);
            }
        });
        slow.start();
        org.awaitility.Awaitility.await().until(() -> depth(JobStatus.CANCELLED) == 1);
        queue.close();
        slow.join();
        assertThat(thrown).hasSize(1);
        assertThat(depth(JobStatus.CANCELLED)).isEqualTo(1);
    }

    @Test
    void whatMakesNoSenseIsRefused() {
        assertThatExceptionOfType(InvalidQueryException.class)
                .isThrownBy(() -> bulk.retry(DEAD, 0, Rate.UNLIMITED))
                .withMessageContaining("limit 0");
        assertThatExceptionOfType(InvalidQueryException.class)
                .isThrownBy(() -> bulk.retry(DEAD.status(JobStatus.COMPLETED), 1, Rate.UNLIMITED))
                .withMessageContainingAll("retry", "COMPLETED");
        assertThatExceptionOfType(InvalidQueryException.class)
                .isThrownBy(() -> new Rate(0, Duration.ofSeconds(1)))
                .withMessageContaining("0/PT1S");
        assertThatExceptionOfType(InvalidQueryException.class)
                .isThrownBy(() -> new Rate(100, Duration.ZERO))
                .withMessageContaining("100/PT0S");
    }

    private List<JobId> touched(JobSelection selection) {
        List<JobId> found =
                store.bulk().find(selection, 0, store.bulk().newest()).jobs();
        assertThat(bulk.count(selection)).isEqualTo(new Count(found.size(), true));
        return found;
    }

    private JobId discarded(DraftBuilder draft, String errorType) {
        JobId id = create(draft.priority(9));
        worker.end(worker.claimOne(), Move.discard("no", new Move.Failure(errorType, "no", "")));
        return id;
    }
}

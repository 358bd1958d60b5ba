package dev.jobq.store;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;
import static org.assertj.core.api.Assertions.assertThatIllegalStateException;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.jobq.JobDeletedException;
import dev.jobq.JobId;
import dev.jobq.JobNotFoundException;
import dev.jobq.JobQueue;
import dev.jobq.JobResult;
import dev.jobq.JobStatus;
import dev.jobq.JobTypes;
import dev.jobq.QueueClosedException;
import dev.jobq.event.EventHub;
import dev.jobq.handler.HandlerJobTypes;
import dev.jobq.handler.HandlerRegistry;
import dev.jobq.queue.Admission;
import dev.jobq.queue.StoreJobQueue;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** Waiting for jobs to end, in a process that runs none. */
@Timeout(60)
abstract class WaitContract extends StoreContract {

    private static final Duration LONG = Duration.ofSeconds(30);

    JobQueue queue;

    @BeforeEach
    void openQueue() {
        queue = queueOn(store);
    }

    @AfterEach
    void closeQueue() {
        queue.close();
    }

    static JobQueue queueOn(JobStore store) {
        HandlerRegistry handlers = HandlerRegistry.of(List.of(), codec());
        JobTypes types = new HandlerJobTypes(handlers, Map.of(), JobTypes.Options.NONE);
        return new StoreJobQueue(store, new EventHub(store), types, codec(), Admission.OPEN, () -> {});
    }

    @Test
    void whatHasEndedIsToldAtOnce() throws Exception {
        JobId id = jobIn(JobStatus.COMPLETED);
        CompletableFuture<JobResult> end = queue.completion(id);
        assertThat(end).isDone();
        assertThat(end.get().as(Object.class)).isEqualTo(Map.of("sent", true));
        assertThat(queue.await(id, Duration.ZERO)).isEqualTo(end.get());
    }

    @Test
    void whatEndsLaterIsTold() throws Exception {
        JobId id = enqueueOne();
        CompletableFuture<JobResult> end = queue.completion(id);
        assertThat(end).isNotDone();
        worker.end(worker.claimOne(), Move.completed("[7]"));
        assertThat(get(end).as(Object.class)).isEqualTo(List.of(7));
    }

    @Test
    void aNullOutputReturns() throws Exception {
        CompletableFuture<JobResult> end = queue.completion(enqueueOne());
        worker.end(worker.claimOne(), Move.completed(null));
        assertThat(get(end).as(String.class)).isNull();
    }

    @Test
    void theWaitOutlivesRetriesAndRescues() throws Exception {
        CompletableFuture<JobResult> end = queue.completion(enqueueOne());
        worker.end(worker.claimOne(), Move.retry(Duration.ZERO, FAILURE));
        stageAll(Duration.ofSeconds(1));
        worker.claimOne();
        Worker rescuer = rescueAll();
        ClaimedJob last = rescuer.claimOne();
        assertThat(end).isNotDone();
        rescuer.end(last, Move.completed("\"at last\""));
        assertThat(get(end).as(String.class)).isEqualTo("at last");
    }

    @Test
    void cancelledDiscardedAndDeletedAreDistinct() throws Exception {
        List<JobId> ids = enqueueMany(3);
        CompletableFuture<JobResult> discarded = queue.completion(ids.get(0));
        CompletableFuture<JobResult> cancelled = queue.completion(ids.get(1));
        CompletableFuture<JobResult> deleted = queue.completion(ids.get(2));
        worker.end(worker.claimOne(), Move.discard("hopeless", FAILURE));
        queue.cancel(ids.get(1));
        queue.delete(ids.get(2));
        assertThat(get(discarded).status()).isEqualTo(JobStatus.DISCARDED);
        assertThat(get(cancelled).status()).isEqualTo(JobStatus.CANCELLED);
        assertThatThrownBy(() -> get(deleted))
                .isInstanceOf(ExecutionException.class)
                .hasCause(new JobDeletedException(ids.get(2)));
    }

    @Test
    void anUnknownJobIsNotWaitedFor() {
        JobId missing = new JobId(987_654_321);
        assertThatExceptionOfType(JobNotFoundException.class)
                .isThrownBy(() -> queue.await(missing, LONG))
                .withMessageContaining("987654321");
        assertThat(queue.completion(missing)).isCompletedExceptionally();
    }

    @Test
    void aTimeoutEndsTheWaitAndNotTheJob() throws Exception {
        JobId id = enqueueOne();
        assertThatExceptionOfType(TimeoutException.class)
                .isThrownBy(() -> queue.await(id, Duration.ofMillis(20)))
                .withMessageContainingAll(id.toString(), "PT0.02S");
        assertThatExceptionOfType(TimeoutException.class).isThrownBy(() -> queue.await(id, Duration.ofSeconds(-1)));
        worker.end(worker.claimOne(), Move.completed("1"));
        assertThat(queue.await(id, Duration.ofDays(365_000)).as(Integer.class)).isEqualTo(1);
    }

    @Test
    void manyMayWaitForOneJob() throws Exception {
        JobId id = enqueueOne();
        CompletableFuture<JobResult> one = queue.completion(id);
        CompletableFuture<JobResult> other = queue.completion(id);
        one.cancel(false);
        worker.end(worker.claimOne(), Move.completed("1"));
        assertThat(get(other).isCompleted()).isTrue();
        assertThat(one).isCancelled();
    }

    @Test
    void closingTheQueueEndsTheWait() {
        CompletableFuture<JobResult> end = queue.completion(enqueueOne());
        queue.close();
        assertThatThrownBy(() -> get(end)).hasCauseInstanceOf(QueueClosedException.class);
        assertThatExceptionOfType(QueueClosedException.class).isThrownBy(() -> queue.completion(new JobId(1)));
    }

    @Test
    void aStageMayUseTheQueueButNotBlockOnItsOwnThread() throws Exception {
        List<JobId> ids = enqueueMany(2);
        CompletableFuture<String> refused = queue.completion(ids.get(0)).thenApply(result -> {
            assertThatIllegalStateException()
                    .isThrownBy(() -> queue.await(ids.get(1), LONG))
                    .withMessageContaining("Async");
            return queue.get(ids.get(0)).orElseThrow().status().name();
        });
        worker.end(worker.claimOne(), Move.completed("1"));
        assertThat(refused.get(30, TimeUnit.SECONDS)).isEqualTo("COMPLETED");
    }

    static JobResult get(CompletableFuture<JobResult> end) throws Exception {
        return end.get(LONG.toSeconds(), TimeUnit.SECONDS);
    }
}

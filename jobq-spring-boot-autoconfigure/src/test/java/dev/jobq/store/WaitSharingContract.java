package dev.jobq.store;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalStateException;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.jobq.JobBulk;
import dev.jobq.JobDeletedException;
import dev.jobq.JobId;
import dev.jobq.JobQueue;
import dev.jobq.JobResult;
import dev.jobq.JobSelection;
import dev.jobq.JobStatus;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** Waiting for jobs that another process runs, and from within the application's transactions. */
@Timeout(60)
abstract class WaitSharingContract extends StoreContract {

    private JobQueue queue;

    @BeforeEach
    void openQueueElsewhere() {
        queue = WaitContract.queueOn(open());
    }

    @AfterEach
    void closeQueue() {
        queue.close();
    }

    @Test
    void endsInAnotherProcessAreTold() throws Exception {
        List<JobId> ids = enqueueMany(300);
        List<CompletableFuture<JobResult>> all = new ArrayList<>();
        ids.forEach(id -> all.add(queue.completion(id)));
        worker.drain(TOPIC).forEach(job -> worker.end(job, Move.completed("\"" + Worker.idOf(job) + "\"")));
        for (int i = 0; i < ids.size(); i++) {
            assertThat(WaitContract.get(all.get(i)).as(String.class))
                    .isEqualTo(ids.get(i).toString());
        }
    }

    @Test
    void endsOfManyJobsInOneCommitAreTold() throws Exception {
        List<JobId> ids = enqueueMany(100);
        CompletableFuture<?>[] all = ids.stream().map(queue::completion).toArray(CompletableFuture<?>[]::new);
        worker.trade(Worker.ended(worker.claim(100), Move.completed("1")));
        CompletableFuture.allOf(all).get(30, TimeUnit.SECONDS);
    }

    @Test
    void cancelAndDeleteByAnotherProcessAreTold() throws Exception {
        List<JobId> ids = enqueueMany(2);
        CompletableFuture<JobResult> cancelled = queue.completion(ids.get(0));
        CompletableFuture<JobResult> deleted = queue.completion(ids.get(1));
        store.control().cancel(ids.get(0));
        store.control().delete(ids.get(1));
        assertThat(WaitContract.get(cancelled).status()).isEqualTo(JobStatus.CANCELLED);
        assertThatThrownBy(() -> WaitContract.get(deleted)).hasCauseInstanceOf(JobDeletedException.class);
    }

    @Test
    void aJobOfTheOpenTransactionIsNotWaitedFor() throws Exception {
        ApplicationTransactions transactions =
                new ApplicationTransactions(fixture().dataSource());
        JobStore inside = open(settings(usualMode()), transactions);
        JobQueue mine = WaitContract.queueOn(inside);
        JobId before = enqueueOne();
        JobId ended = jobIn(JobStatus.COMPLETED);
        JobId enqueued = transactions.commit(() -> {
            JobId id = inside.intake().insert(many(1)).get(0);
            assertThatIllegalStateException()
                    .isThrownBy(() -> mine.await(id, Duration.ofSeconds(30)))
                    .withMessageContainingAll(id.toString(), "transaction");
            assertThatIllegalStateException().isThrownBy(() -> mine.completion(id));
            assertThat(mine.await(ended, Duration.ZERO).isCompleted()).isTrue();
            if (fixture().hasOneWriter()) {
                // Nothing ends while one transaction keeps all others from writing.
                assertThatIllegalStateException().isThrownBy(() -> mine.await(before, Duration.ofSeconds(30)));
            } else {
                assertThat(mine.completion(before)).isNotDone();
            }
            return id;
        });
        CompletableFuture<JobResult> end = mine.completion(enqueued);
        worker.trade(Worker.ended(worker.claim(10), Move.completed("1")));
        assertThat(WaitContract.get(end).isCompleted()).isTrue();
        mine.close();
    }

    @Test
    void aBulkOperationIsNoPartOfATransaction() throws Exception {
        ApplicationTransactions transactions =
                new ApplicationTransactions(fixture().dataSource());
        JobStore inside = open(settings(usualMode()), transactions);
        JobQueue mine = WaitContract.queueOn(inside);
        enqueueOne();
        transactions.commit(() -> {
            assertThatIllegalStateException()
                    .isThrownBy(() -> mine.bulk().cancel(JobSelection.of(TOPIC), 10, JobBulk.Rate.UNLIMITED))
                    .withMessageContaining("transaction");
            return 1;
        });
        assertThat(mine.bulk().cancel(JobSelection.of(TOPIC), 10, JobBulk.Rate.UNLIMITED))
                .isEqualTo(1);
        mine.close();
    }
}

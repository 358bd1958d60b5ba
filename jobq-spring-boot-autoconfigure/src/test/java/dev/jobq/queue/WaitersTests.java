package dev.jobq.queue;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.jobq.Enqueuer;
import dev.jobq.JobId;
import dev.jobq.JobResult;
import dev.jobq.JobStatus;
import dev.jobq.ProcessId;
import dev.jobq.json.JacksonJsonCodec;
import dev.jobq.store.CallerTransaction;
import dev.jobq.store.JobDraft;
import dev.jobq.store.JobStore;
import dev.jobq.store.StoreSettings;
import dev.jobq.store.jdbc.sqlite.SqliteJobStore;
import dev.jobq.store.jdbc.sqlite.SqliteTarget;
import java.time.Duration;
import java.time.Instant;
import java.util.Collections;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** Who is remembered as waiting, and who is not. */
@Timeout(60)
@SuppressWarnings("FutureReturnValueIgnored") // What becomes of those that nobody keeps is what is tested.
class WaitersTests {

    private JobStore store;
    private Waiters waiters;
    private JobId job;

    @BeforeEach
    void open() {
        Enqueuer self = new Enqueuer(ProcessId.ofThisProcess(Instant.EPOCH), "test", null, null, null);
        StoreSettings settings =
                new StoreSettings("jobq", StoreSettings.SchemaMode.CREATE, self, new JacksonJsonCodec(), null);
        store = SqliteJobStore.open(SqliteTarget.memory(), settings, CallerTransaction.NONE);
        waiters = new Waiters(store);
        job = enqueue();
    }

    @AfterEach
    void close() {
        waiters.close();
        store.close();
    }

    @Test
    void whoeverIsToldIsForgotten() throws Exception {
        CompletableFuture<JobResult> end = waiters.completion(job);
        assertThat(waiters.size()).isEqualTo(1);
        store.control().cancel(job);
        assertThat(end.get(30, TimeUnit.SECONDS).status()).isEqualTo(JobStatus.CANCELLED);
        assertThat(waiters.size()).isZero();
    }

    @Test
    void whoeverGivesUpIsForgotten() throws Exception {
        waiters.completion(job).cancel(false);
        waiters.completion(job).completeExceptionally(new IllegalStateException());
        assertThat(waiters.size()).isZero();
        try {
            waiters.await(job, Duration.ofMillis(1));
        } catch (TimeoutException ex) {
            assertThat(ex).hasMessageContaining(job.toString());
        }
        assertThat(waiters.size()).isZero();
        CompletableFuture<JobResult> end = waiters.completion(job).orTimeout(1, TimeUnit.MILLISECONDS);
        await().until(() -> end.isDone() && waiters.size() == 0);
    }

    @Test
    void anAnswerThatNobodyRefersToIsForgotten() {
        for (int i = 0; i < 100; i++) {
            waiters.completion(job);
        }
        await().atMost(Duration.ofSeconds(30)).until(() -> {
            System.gc();
            return waiters.size() == 0;
        });
    }

    @Test
    void anAnswerOnWhichAStageDependsIsKept() {
        List<String> told = Collections.synchronizedList(new java.util.ArrayList<>());
        waiters.completion(job).thenAccept(result -> told.add("accept"));
        waiters.completion(job).handle((result, failure) -> told.add("handle"));
        CompletableFuture.completedFuture(1).thenCombine(waiters.completion(job), (one, result) -> told.add("combine"));
        CompletableFuture.completedFuture(1)
                .thenCompose(one -> waiters.completion(job))
                .thenAccept(result -> told.add("compose"));
        waiters.completion(job).minimalCompletionStage().thenAccept(result -> told.add("minimal"));
        CompletableFuture<JobResult> marker = waiters.completion(job);
        // Garbage that comes and goes tells that the collector has run and was heard.
        waiters.completion(enqueue());
        await().atMost(Duration.ofSeconds(30)).until(() -> {
            System.gc();
            return waiters.size() == 6;
        });
        store.control().cancel(job);
        await().until(() -> told.size() == 5 && marker.isDone());
        assertThat(told).containsExactlyInAnyOrder("accept", "handle", "combine", "compose", "minimal");
    }

    @Test
    void allThatWaitShareOneThread() {
        List<CompletableFuture<JobResult>> ends = store.intake().insert(Collections.nCopies(500, draft())).stream()
                .map(waiters::completion)
                .toList();
        long threads = Thread.getAllStackTraces().keySet().stream()
                .filter(thread -> thread.getName().equals("jobq-waiters"))
                .count();
        assertThat(ends).allMatch(end -> !end.isDone());
        assertThat(waiters.size()).isEqualTo(500);
        // Those of queues that other tests closed may not have ended yet.
        assertThat(threads).isBetween(1L, 3L);
    }

    private JobId enqueue() {
        return store.intake().insert(List.of(draft())).get(0);
    }

    private static JobDraft draft() {
        return new JobDraft("emails", "welcome", "1", 0, JobDraft.Start.NOW, JobDraft.Limits.NONE);
    }
}

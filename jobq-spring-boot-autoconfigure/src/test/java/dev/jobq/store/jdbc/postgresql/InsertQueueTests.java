package dev.jobq.store.jdbc.postgresql;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import dev.jobq.StoreException;
import dev.jobq.store.JobDraft;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Callable;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.Future;
import java.util.concurrent.FutureTask;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** Who is told what when the thread that writes for others has no memory, or cannot start another thread. */
@Timeout(60)
class InsertQueueTests {

    private static final int CALLERS = 5;

    private final CountDownLatch release = new CountDownLatch(1);
    private final AtomicInteger begun = new AtomicInteger();

    /** Without another thread, which virtual threads need to write, nothing of the batch is written. */
    @Test
    void anErrorBeforeTheWriteIsToldToAllThatItConcernsAndThePlaceIsFree() throws Exception {
        InsertQueue<String> queue = new InsertQueue<>(InsertQueueTests::payloads, 1, work -> {
            if (begun.incrementAndGet() == 1) {
                await().forever().until(() -> release.getCount() == 0);
            } else if (begun.get() == 2) {
                throw new OutOfMemoryError("unable to create native thread");
            }
            work.run();
        });
        List<Future<List<String>>> joined = joinBehindTheFirst(queue);
        for (Future<List<String>> one : joined) {
            assertThatThrownBy(one::get)
                    .cause()
                    .isInstanceOf(StoreException.class)
                    .hasCauseInstanceOf(OutOfMemoryError.class);
        }
        assertThat(queue.insert(drafts("next"))).containsExactly("next");
    }

    /** What is committed is so, for all. */
    @Test
    void anErrorBehindTheWriteTakesNobodysAnswerAway() throws Exception {
        InsertQueue<String> queue = new InsertQueue<>(InsertQueueTests::payloads, 1, work -> {
            if (begun.incrementAndGet() == 1) {
                await().forever().until(() -> release.getCount() == 0);
            }
            work.run();
            if (begun.get() == 2) {
                throw new OutOfMemoryError("on purpose");
            }
        });
        List<Future<List<String>>> joined = joinBehindTheFirst(queue);
        for (int i = 0; i < CALLERS; i++) {
            assertThat(joined.get(i).get()).containsExactly("joined " + i);
        }
        assertThat(queue.insert(drafts("next"))).containsExactly("next");
    }

    /** Callers that wait while the first writes; it is done, and their write is next. */
    private List<Future<List<String>>> joinBehindTheFirst(InsertQueue<String> queue) throws Exception {
        FutureTask<List<String>> first = start(() -> queue.insert(drafts("first")));
        await().until(() -> begun.get() == 1);
        List<Future<List<String>>> joined = new ArrayList<>();
        for (int i = 0; i < CALLERS; i++) {
            joined.add(queue(queue, "joined " + i));
        }
        release.countDown();
        assertThat(first.get()).containsExactly("first");
        return joined;
    }

    private static List<JobDraft> drafts(String payload) {
        return List.of(PostgresStores.draft(payload));
    }

    private static List<String> payloads(List<JobDraft> drafts) {
        return drafts.stream().map(JobDraft::payload).toList();
    }

    /** Starts a call and waits until it waits. */
    private static Future<List<String>> queue(InsertQueue<String> queue, String payload) {
        FutureTask<List<String>> task = new FutureTask<>(() -> queue.insert(drafts(payload)));
        Thread thread = new Thread(task);
        thread.setDaemon(true);
        thread.start();
        await().pollInterval(Duration.ofMillis(2)).until(() -> thread.getState() == Thread.State.WAITING);
        return task;
    }

    private static <T> FutureTask<T> start(Callable<T> action) {
        FutureTask<T> task = new FutureTask<>(action);
        Thread thread = new Thread(task);
        thread.setDaemon(true);
        thread.start();
        return task;
    }
}

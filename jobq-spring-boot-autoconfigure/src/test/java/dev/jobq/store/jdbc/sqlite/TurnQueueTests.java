package dev.jobq.store.jdbc.sqlite;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

@Timeout(60)
class TurnQueueTests {

    private static final long LONG = TimeUnit.SECONDS.toNanos(30);

    private final TurnQueue queue = new TurnQueue();
    private final List<String> served = new CopyOnWriteArrayList<>();
    private final List<Thread> threads = new ArrayList<>();

    @AfterEach
    void joinAll() throws InterruptedException {
        for (Thread thread : threads) {
            thread.join();
        }
    }

    @Test
    void whoAsksFirstIsServedFirst() {
        assertThat(queue.acquire(() -> false, LONG)).isTrue();
        List.of("a", "b", "c").forEach(name -> waiter(name, false));
        queue.release();
        await().untilAsserted(() -> assertThat(served).containsExactly("a", "b", "c"));
        assertThat(queue.waiting()).isZero();
    }

    @Test
    void whatIsUrgentGoesBeforeAllThatWait() {
        assertThat(queue.acquire(() -> false, LONG)).isTrue();
        waiter("a", false);
        waiter("b", false);
        waiter("urgent", true);
        queue.release();
        await().untilAsserted(() -> assertThat(served).containsExactly("urgent", "a", "b"));
    }

    @Test
    void whoWaitsMayGetIntoAHurry() {
        assertThat(queue.acquire(() -> false, LONG)).isTrue();
        waiter("a", false);
        queue.hurry(waiter("b", false));
        queue.release();
        await().untilAsserted(() -> assertThat(served).containsExactly("b", "a"));
    }

    @Test
    void whoGaveUpIsNotServed() throws Exception {
        assertThat(queue.acquire(() -> false, LONG)).isTrue();
        assertThat(CompletableFuture.supplyAsync(() -> queue.acquire(() -> true, 1))
                        .get())
                .isFalse();
        assertThat(CompletableFuture.supplyAsync(() -> queue.acquire(() -> false, 1))
                        .get())
                .isFalse();
        assertThat(queue.waiting()).isZero();
        waiter("a", false);
        queue.release();
        await().untilAsserted(() -> assertThat(served).containsExactly("a"));
    }

    @Test
    void theHolderTakesItAgainAndGivesItBackAsOften() {
        assertThat(queue.acquire(() -> false, LONG)).isTrue();
        assertThat(queue.acquire(() -> false, LONG)).isTrue();
        waiter("a", false);
        queue.release();
        assertThat(queue.holds()).isOne();
        assertThat(queue.waiting()).isOne();
        queue.release();
        assertThat(queue.holds()).isZero();
        await().untilAsserted(() -> assertThat(served).containsExactly("a"));
    }

    @Test
    void anInterruptEndsNoWaitAndIsNotLost() {
        assertThat(queue.acquire(() -> false, LONG)).isTrue();
        List<Boolean> interrupted = new CopyOnWriteArrayList<>();
        Thread waiting = start(() -> {
            interrupted.add(queue.acquire(() -> false, LONG));
            queue.release();
            interrupted.add(Thread.currentThread().isInterrupted());
        });
        await().until(() -> queue.waiting() == 1);
        waiting.interrupt();
        queue.release();
        await().untilAsserted(() -> assertThat(interrupted).containsExactly(true, true));
    }

    @Test
    void whoDoesNotHaveItCannotReleaseIt() throws Exception {
        assertThatThrownBy(queue::release).isInstanceOf(IllegalMonitorStateException.class);
        CompletableFuture.runAsync(() -> queue.acquire(() -> false, LONG)).get();
        assertThatThrownBy(queue::release).isInstanceOf(IllegalMonitorStateException.class);
    }

    private Thread waiter(String name, boolean isUrgent) {
        int before = queue.waiting();
        Thread waiter = start(() -> {
            assertThat(queue.acquire(() -> isUrgent, LONG)).isTrue();
            served.add(name);
            queue.release();
        });
        await().until(() -> queue.waiting() > before);
        return waiter;
    }

    private Thread start(Runnable task) {
        Thread thread = new Thread(task);
        thread.start();
        threads.add(thread);
        return thread;
    }
}

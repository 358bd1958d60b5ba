package dev.jobq.store;

import static org.assertj.core.api.Assertions.assertThat;

import dev.jobq.JobId;
import dev.jobq.StoreUnavailableException;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ThreadFactory;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.condition.EnabledForJreRange;
import org.junit.jupiter.api.condition.JRE;

/** Callers that are interrupted while they write for others, too. */
@Timeout(60)
abstract class InterruptContract extends StoreContract {

    private static final int CALLERS = 8;
    private static final int ROUNDS = 40;

    private final AtomicInteger failed = new AtomicInteger();

    @Test
    void interruptedCallersHarmNobodyAndStayInterrupted() throws Exception {
        Threads.together(6, n -> {
            for (int i = 0; i < 20; i++) {
                boolean isInterrupted = n < 3;
                if (isInterrupted) {
                    Thread.currentThread().interrupt();
                }
                assertThat(store.intake().insert(many(1))).hasSize(1);
                assertThat(Thread.interrupted()).isEqualTo(isInterrupted);
            }
        });
        assertThat(listed(all())).hasSize(6 * 20);
    }

    @Test
    void interruptsAtAnyMomentHarmNobody() throws Exception {
        interruptHalfOf(task -> new Thread(task, "caller"));
        assertThat(failed).hasValue(0);
    }

    /** What a virtual thread writes for itself alone an interrupt may break off, by closing its connection. */
    @Test
    @EnabledForJreRange(min = JRE.JAVA_21)
    void interruptsOfVirtualThreadsHarmNobodyElse() throws Exception {
        Object builder = Thread.class.getMethod("ofVirtual").invoke(null);
        ThreadFactory factory = (ThreadFactory)
                Class.forName("java.lang.Thread$Builder").getMethod("factory").invoke(builder);
        interruptHalfOf(factory);
    }

    private void interruptHalfOf(ThreadFactory factory) throws InterruptedException {
        Queue<JobId> ids = new ConcurrentLinkedQueue<>();
        List<Throwable> harmed = Collections.synchronizedList(new ArrayList<>());
        CountDownLatch done = new CountDownLatch(CALLERS);
        List<Thread> threads = new ArrayList<>();
        for (int i = 0; i < CALLERS; i++) {
            boolean isInterrupted = i % 2 == 0;
            Thread thread = factory.newThread(() -> {
                try {
                    for (int round = 0; round < ROUNDS; round++) {
                        enqueue(isInterrupted, ids);
                    }
                } catch (RuntimeException | Error ex) {
                    harmed.add(ex);
                } finally {
                    done.countDown();
                }
            });
            threads.add(thread);
            thread.start();
        }
        for (int i = 0; done.getCount() > 0; i = (i + 2) % CALLERS) {
            threads.get(i).interrupt();
            Thread.onSpinWait();
        }
        assertThat(harmed).isEmpty();
        assertThat(ids).doesNotHaveDuplicates().hasSize(CALLERS * ROUNDS - failed.get());
        assertThat(listed(all())).containsAll(ids);
    }

    private void enqueue(boolean isInterrupted, Queue<JobId> ids) {
        try {
            ids.addAll(store.intake().insert(many(1)));
        } catch (StoreUnavailableException ex) {
            if (!isInterrupted) {
                throw ex;
            }
            failed.incrementAndGet();
        }
    }
}

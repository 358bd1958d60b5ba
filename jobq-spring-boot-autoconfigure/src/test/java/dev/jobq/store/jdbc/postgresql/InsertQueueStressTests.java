package dev.jobq.store.jdbc.postgresql;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.jobq.StoreException;
import dev.jobq.StoreUnavailableException;
import dev.jobq.store.JobDraft;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Queue;
import java.util.SplittableRandom;
import java.util.concurrent.BrokenBarrierException;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.CyclicBarrier;
import java.util.concurrent.ThreadFactory;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.condition.EnabledForJreRange;
import org.junit.jupiter.api.condition.JRE;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/**
 * Callers that share writes which fail, stand or are interrupted by lot, with no database: each gets the ids of its own jobs or a
 * typed failure that is its own, nobody hangs, and as many as before may write side by side afterwards.
 */
@Timeout(120)
class InsertQueueStressTests {

    private static final int CALLERS = 16;
    private static final int CALLS = 300;
    private static final String BAD = "bad ";

    private final Uninterrupted uninterrupted = new Uninterrupted("stressed-inserter");
    /** How often each job was written. */
    private final Map<String, Integer> written = new ConcurrentHashMap<>();

    private final Queue<Throwable> wrong = new ConcurrentLinkedQueue<>();
    private final AtomicInteger writing = new AtomicInteger();
    private final AtomicInteger most = new AtomicInteger();
    private final AtomicInteger shared = new AtomicInteger();
    private SplittableRandom random = new SplittableRandom();
    private volatile CyclicBarrier meeting;

    @ParameterizedTest
    @ValueSource(longs = {1, 2, 3})
    void everyoneGetsTheirOwnIdsOrATypedFailure(long seed) throws Exception {
        stress(seed, Thread::new);
    }

    @ParameterizedTest
    @ValueSource(longs = {4, 5, 6})
    @EnabledForJreRange(min = JRE.JAVA_21)
    void everyoneDoesOnVirtualThreads(long seed) throws Exception {
        Object builder = Thread.class.getMethod("ofVirtual").invoke(null);
        stress(seed, (ThreadFactory)
                Class.forName("java.lang.Thread$Builder").getMethod("factory").invoke(builder));
    }

    private void stress(long seed, ThreadFactory factory) throws Exception {
        random = new SplittableRandom(seed);
        InsertQueue<String> queue = new InsertQueue<>(this::write, InsertQueue.WRITERS, this::runByLot);
        CountDownLatch done = new CountDownLatch(CALLERS);
        List<Thread> threads = new ArrayList<>();
        for (int i = 0; i < CALLERS; i++) {
            SplittableRandom own = new SplittableRandom(seed * 100 + i);
            String name = "caller " + i;
            Thread thread = factory.newThread(() -> {
                try {
                    for (int n = 0; n < CALLS; n++) {
                        call(queue, own, name + " " + n);
                    }
                } catch (RuntimeException | Error ex) {
                    wrong.add(ex);
                } finally {
                    done.countDown();
                }
            });
            thread.setDaemon(true);
            threads.add(thread);
            thread.start();
        }
        // Who waits is interrupted, too.
        while (done.getCount() > 0) {
            threads.get(draw(CALLERS)).interrupt();
            if (done.await(1, TimeUnit.MILLISECONDS)) {
                break;
            }
        }
        assertThat(wrong).isEmpty();
        assertThat(most).hasValueLessThanOrEqualTo(InsertQueue.WRITERS);
        assertThat(shared).as("writes for several callers").hasPositiveValue();
        assertThat(written.values()).containsOnly(1);
        assertAllMayWrite(queue, factory);
    }

    private void call(InsertQueue<String> queue, SplittableRandom own, String name) {
        boolean isBad = own.nextInt(10) == 0;
        List<JobDraft> drafts = new ArrayList<>();
        for (int n = own.nextInt(1, 4); n > 0; n--) {
            drafts.add(PostgresStores.draft((isBad ? BAD : "") + name + " " + n));
        }
        List<String> mine = drafts.stream().map(JobDraft::payload).toList();
        boolean isInterrupted = own.nextInt(8) == 0;
        if (isInterrupted) {
            Thread.currentThread().interrupt();
        }
        try {
            assertThat(queue.insert(drafts)).isEqualTo(mine);
            assertThat(isBad).as("%s was written", name).isFalse();
            assertThat(written).containsKeys(mine.toArray(String[]::new));
        } catch (StoreUnavailableException ex) {
            assertThat(ex).hasMessage("unavailable by lot");
            assertThat(written).doesNotContainKeys(mine.toArray(String[]::new));
        } catch (StoreException ex) {
            assertThat(ex.getCause() instanceof OutOfMemoryError || mine.get(0).equals(ex.getMessage()))
                    .as("%s failed by its own fault or for want of memory", name)
                    .isTrue();
            assertThat(written).doesNotContainKeys(mine.toArray(String[]::new));
        }
        if (isInterrupted) {
            assertThat(Thread.currentThread().isInterrupted()).isTrue();
        }
        Thread.interrupted();
    }

    /** All or nothing, as a transaction. */
    private List<String> write(List<JobDraft> drafts) {
        List<String> names = drafts.stream().map(JobDraft::payload).toList();
        CyclicBarrier all = meeting;
        if (all != null) {
            return meet(all, names);
        }
        most.accumulateAndGet(writing.incrementAndGet(), Math::max);
        try {
            int lot = draw(10);
            for (int n = lot == 0 ? draw(100_000) : draw(1_000); n > 0; n--) {
                Thread.onSpinWait();
            }
            if (lot == 1) {
                throw new StoreUnavailableException("unavailable by lot");
            }
            if (lot == 2) {
                throw new OutOfMemoryError("by lot");
            }
            if (lot == 3) {
                Thread.currentThread().interrupt();
            }
            if (names.stream()
                            .map(name -> name.replaceFirst(" [0-9]+ [0-9]+$", ""))
                            .distinct()
                            .count()
                    > 1) {
                shared.incrementAndGet();
            }
            for (String name : names) {
                if (name.startsWith(BAD)) {
                    throw new StoreException(name);
                }
            }
            names.forEach(name -> written.merge(name, 1, Integer::sum));
            return names;
        } finally {
            writing.decrementAndGet();
        }
    }

    /** Or finds no thread for it. */
    private void runByLot(Runnable work) {
        if (meeting == null && draw(20) == 0) {
            throw new OutOfMemoryError("no thread by lot");
        }
        uninterrupted.run(work);
    }

    private synchronized int draw(int bound) {
        return random.nextInt(bound);
    }

    /** Each waits in its write for all others. */
    private void assertAllMayWrite(InsertQueue<String> queue, ThreadFactory factory) {
        CyclicBarrier all = new CyclicBarrier(InsertQueue.WRITERS);
        meeting = all;
        AtomicInteger answered = new AtomicInteger();
        for (int i = 1; i <= InsertQueue.WRITERS; i++) {
            List<JobDraft> last = List.of(PostgresStores.draft("last " + i));
            factory.newThread(() -> answered.addAndGet(queue.insert(last).size()))
                    .start();
            int there = i % InsertQueue.WRITERS;
            // Not two in one write.
            await().until(() -> all.getNumberWaiting() == there);
        }
        await().until(() -> answered.get() == InsertQueue.WRITERS);
    }

    private static List<String> meet(CyclicBarrier all, List<String> names) {
        try {
            all.await();
            return names;
        } catch (InterruptedException | BrokenBarrierException ex) {
            throw new IllegalStateException(ex);
        }
    }
}

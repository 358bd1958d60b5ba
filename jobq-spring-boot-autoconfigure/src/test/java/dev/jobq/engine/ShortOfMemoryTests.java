package dev.jobq.engine;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.jobq.JobHandler;
import dev.jobq.JobId;
import dev.jobq.JobStatus;
import dev.jobq.store.ClaimedJob;
import dev.jobq.store.EndedAttempt;
import dev.jobq.store.JobExchange;
import dev.jobq.store.JobExchange.Trade;
import dev.jobq.store.JobStore;
import java.lang.reflect.InvocationTargetException;
import java.lang.reflect.Proxy;
import java.time.Duration;
import java.util.AbstractList;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.UnaryOperator;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** Memory that runs out within the engine's own code, and is there again soon: nothing ends for good, nothing leaks. */
@Timeout(120)
class ShortOfMemoryTests {

    private static final int JOBS = 40;
    private static final int ERRORS = 5;

    static class Handlers {
        @JobHandler(topic = "scarce", type = "work")
        void work() {}

        @JobHandler(topic = "scarce", type = "exhausted")
        void exhausted() {
            throw new Exhausted();
        }
    }

    @Test
    void aLoopGoesOnEvenWhenNothingCanBeToldOfItsFailure() throws Exception {
        AtomicInteger failures = new AtomicInteger();
        CountDownLatch goesOn = new CountDownLatch(1);
        Loop loop = new Loop(
                "tested",
                new WakeUp(),
                Duration.ZERO,
                () -> {
                    if (failures.incrementAndGet() <= 3) {
                        throw new Exhausted();
                    }
                    goesOn.countDown();
                    return Duration.ofMinutes(1);
                },
                new Troubles());
        loop.start();
        goesOn.await();
        loop.end();
        loop.join(Duration.ofSeconds(30));
        assertThat(failures).hasValue(4);
    }

    @Test
    void whatIsDonePeriodicallyGoesOn() throws Exception {
        Timeouts timeouts = new Timeouts();
        CountDownLatch turns = new CountDownLatch(5);
        timeouts.every(Duration.ofMillis(1), () -> {
            turns.countDown();
            throw new Exhausted();
        });
        turns.await();
        timeouts.stop();
    }

    @Test
    void handlersThatTakeAllMemoryHaveFailedAndFreeTheirSlots() {
        EngineFixture.Topic topic = EngineFixture.topic("scarce", 2).maxAttempts(1);
        try (EngineHarness harness = EngineHarness.start(topic, new Handlers())) {
            List<JobId> jobs = harness.enqueueAll(
                    IntStream.range(0, JOBS).mapToObj(n -> EngineHarness.draft("scarce", "exhausted", n)));
            jobs.forEach(job -> assertThat(
                            harness.awaitStatus(job, JobStatus.DISCARDED).errors())
                    .singleElement()
                    .satisfies(error -> assertThat(error.type()).isEqualTo(Exhausted.class.getName())));
            awaitAllFree(harness);
        }
    }

    @ParameterizedTest
    @EnumSource
    void whatWasClaimedAndCouldNotBeHandedOutGoesBackAndRuns(Database database) {
        AtomicInteger left = new AtomicInteger(ERRORS);
        runAll(database, trade -> {
            boolean isScarce = !trade.claimed().isEmpty() && left.getAndDecrement() > 0;
            return isScarce
                    ? new Trade(trade.lost(), trade.busy(), new Unstreamable(trade.claimed()), trade.limited())
                    : trade;
        });
        assertThat(left.get()).isLessThan(ERRORS);
    }

    @ParameterizedTest
    @EnumSource
    void endsAreSettledWhateverFailsAfterTheyWereRecorded(Database database) {
        AtomicInteger left = new AtomicInteger(ERRORS);
        runAll(database, trade -> {
            boolean isScarce = left.getAndDecrement() > 0;
            return isScarce ? new Trade(trade.lost(), null, trade.claimed(), trade.limited()) : trade;
        });
    }

    @Test
    void anEndIsHandedOnWhenThereIsMemoryAgain() {
        AtomicInteger left = new AtomicInteger(ERRORS);
        List<Finished> ended = new ArrayList<>();
        Outbox outbox = new Outbox(
                finished -> {
                    if (left.getAndDecrement() > 0) {
                        throw new OutOfMemoryError("pretended");
                    }
                    ended.add(finished);
                },
                new Appetite(1, 1));
        ClaimedJob.Attempt attempt = new ClaimedJob.Attempt(1, 0, 1);
        outbox.hand(new Finished(null, new EndedAttempt(null, attempt, null, null)));
        assertThat(ended).hasSize(1);
        assertThat(outbox.size()).isEqualTo(1);
        outbox.settled();
        assertThat(outbox.isEmpty()).isTrue();
    }

    @Test
    void aQueueTakesAllOrNothing() {
        Deque<Integer> queue = new ArrayDeque<>(List.of(1, 2)) {
            private static final long serialVersionUID = 1;

            @Override
            public void addLast(Integer number) {
                if (number == 5) {
                    throw new OutOfMemoryError("pretended");
                }
                super.addLast(number);
            }
        };
        try {
            Queues.addAll(queue, List.of(3, 4, 5));
        } catch (OutOfMemoryError ex) {
            assertThat(ex).hasMessage("pretended");
        }
        assertThat(queue).containsExactly(1, 2);
        Queues.addAll(queue, List.of(3, 4));
        assertThat(queue).containsExactly(1, 2, 3, 4);
    }

    private static void runAll(Database database, UnaryOperator<Trade> spoiled) {
        JobStore store = withExchange(database.open(), spoiled);
        try (EngineHarness harness =
                EngineHarness.start(store, List.of(EngineFixture.topic("scarce", 2)), new Handlers())) {
            // Together, as single ones may be handed over without a trade.
            harness.enqueueAll(IntStream.range(0, JOBS).mapToObj(n -> EngineHarness.draft("scarce", "work", n)));
            harness.awaitDepth("scarce", JobStatus.COMPLETED, JOBS);
            awaitAllFree(harness);
        }
    }

    private static void awaitAllFree(EngineHarness harness) {
        await().atMost(EngineHarness.SOON)
                .untilAsserted(
                        () -> assertThat(harness.engine.load().get("scarce").runningInAll())
                                .isZero());
        assertThat(harness.engine.worker()).isNotNull();
        JobId last = harness.enqueue("scarce", "work", "last");
        harness.awaitStatus(last, JobStatus.COMPLETED);
    }

    /** A list that there is no memory for to be looked through in one of the ways. */
    private static final class Unstreamable extends AbstractList<ClaimedJob> {
        private final List<ClaimedJob> jobs;

        Unstreamable(List<ClaimedJob> jobs) {
            this.jobs = jobs;
        }

        @Override
        public ClaimedJob get(int index) {
            return jobs.get(index);
        }

        @Override
        public int size() {
            return jobs.size();
        }

        @Override
        public Stream<ClaimedJob> stream() {
            throw new Exhausted();
        }
    }

    /** The store, but what trades bring is spoiled on the way to the engine. */
    private static JobStore withExchange(JobStore store, UnaryOperator<Trade> spoiled) {
        JobExchange exchange = tapped(
                JobExchange.class,
                store.exchange(),
                (name, result) -> result instanceof Trade trade ? spoiled.apply(trade) : result);
        return tapped(JobStore.class, store, (name, result) -> name.equals("exchange") ? exchange : result);
    }

    private interface Tap {
        Object call(String name, Object result);
    }

    private static <T> T tapped(Class<T> type, T target, Tap tap) {
        return type.cast(Proxy.newProxyInstance(type.getClassLoader(), new Class<?>[] {type}, (proxy, method, args) -> {
            try {
                return tap.call(method.getName(), method.invoke(target, args));
            } catch (InvocationTargetException ex) {
                throw ex.getCause();
            }
        }));
    }
}

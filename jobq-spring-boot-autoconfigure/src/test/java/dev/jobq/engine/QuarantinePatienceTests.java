package dev.jobq.engine;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.jobq.JobId;
import dev.jobq.JobStatus;
import dev.jobq.handler.HandlerRegistry;
import dev.jobq.store.ClaimedJob;
import dev.jobq.store.JobExchange.Wanted;
import dev.jobq.store.JobStore;
import java.time.Duration;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.atomic.AtomicReference;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** How long a quarantine keeps a node for itself, with no patience at all. */
@Timeout(60)
class QuarantinePatienceTests {

    private final QuarantineTests.Handlers handlers = new QuarantineTests.Handlers();

    @Test
    void aSuspectWithoutTimeoutRunsAloneForAWhileOnly() {
        JobStore store = Database.SQLITE.open();
        QuarantineTests.insert(store, "crashing", "deaf");
        JobId second = QuarantineTests.crashed(store, QuarantineTests.MOST, "deaf");
        long node = store.nodes().register(EngineHarness.workerId(), List.of("crashing"), Duration.ofMinutes(1));
        List<ClaimedJob> claimed = store.exchange()
                .trade(node, List.of(), List.of(new Wanted("crashing", 2)))
                .claimed();
        Set<Finished> ended = new HashSet<>();
        ExecutorService threads = Executors.newCachedThreadPool();
        Lane[] lane = new Lane[1];
        Quarantine quarantine = new Quarantine(topic -> lane[0], Duration.ZERO);
        lane[0] = lane(store, quarantine, threads, ended);
        List<Attempt> attempts = attempts(store, node, claimed);
        assertThat(quarantine.sift(lane[0], List.of(attempts.get(0)))).isEmpty();
        quarantine.step(List.of(lane[0]));
        await().until(() -> handlers.suspectRuns.get() == 1);
        assertThat(quarantine.isCleared()).isTrue();

        quarantine.step(List.of(lane[0]));

        assertThat(quarantine.isCleared()).isFalse();
        assertThat(lane[0].load().runningInAll()).isEqualTo(1);
        // No other is waited for meanwhile, as the node would stand still for it in vain.
        assertThat(quarantine.sift(lane[0], List.of(attempts.get(1)))).isEmpty();
        assertThat(quarantine.hasWaiting()).isFalse();
        assertThat(ended).singleElement().satisfies(finished -> {
            assertThat(finished.ended().job().id()).isEqualTo(second);
            assertThat(finished.ended().move().to()).isEqualTo(JobStatus.SCHEDULED);
            assertThat(finished.ended().move().isCharged()).isFalse();
        });
        handlers.release.countDown();
        await().until(() -> lane[0].load().runningInAll() == 0);
        // With none that runs, there is no reason to put another off.
        assertThat(quarantine.sift(lane[0], List.of(attempts.get(1)))).isEmpty();
        assertThat(quarantine.hasWaiting()).isTrue();
        threads.shutdownNow();
        store.close();
    }

    @Test
    void aSuspectThatIsJustEndingIsNotTakenForOneThatDoesNotListen() {
        JobStore store = Database.SQLITE.open();
        QuarantineTests.crashed(store, QuarantineTests.MOST, "deaf");
        long node = store.nodes().register(EngineHarness.workerId(), List.of("crashing"), Duration.ofMinutes(1));
        List<ClaimedJob> claimed = store.exchange()
                .trade(node, List.of(), List.of(new Wanted("crashing", 1)))
                .claimed();
        ExecutorService threads = Executors.newCachedThreadPool();
        Set<Finished> ended = ConcurrentHashMap.newKeySet();
        Lane[] lane = new Lane[1];
        Quarantine quarantine = new Quarantine(topic -> lane[0], Duration.ofMinutes(1));
        lane[0] = lane(store, quarantine, threads, ended);
        Attempt suspect = attempts(store, node, claimed).get(0);
        AtomicReference<Boolean> isKeptFree = new AtomicReference<>();
        // Its timeout is called off when its end is decided, which is not yet handed on.
        suspect.timeout(new CompletableFuture<Void>() {
            @Override
            public boolean cancel(boolean mayInterrupt) {
                quarantine.step(List.of(lane[0]));
                isKeptFree.set(quarantine.isCleared());
                return true;
            }
        });
        handlers.release.countDown();
        assertThat(quarantine.sift(lane[0], List.of(suspect))).isEmpty();

        quarantine.step(List.of(lane[0]));

        await().until(() -> lane[0].load().runningInAll() == 0);
        assertThat(ended).hasSize(1);
        assertThat(isKeptFree).hasValue(true);
        threads.shutdownNow();
        store.close();
    }

    @Test
    void aNodeThatIsNeverIdlePutsTheJobOffAndGoesOn() {
        JobStore store = Database.SQLITE.open();
        QuarantineTests.insert(store, "crashing", "suspect");
        JobId suspect = QuarantineTests.crashed(store, QuarantineTests.MOST);
        long node = store.nodes().register(EngineHarness.workerId(), List.of("crashing"), Duration.ofMinutes(1));
        List<ClaimedJob> claimed = store.exchange()
                .trade(node, List.of(), List.of(new Wanted("crashing", 2)))
                .claimed();
        ExecutorService threads = Executors.newSingleThreadExecutor();
        threads.execute(() -> {
            try {
                handlers.release.await();
            } catch (InterruptedException ex) {
                Thread.currentThread().interrupt();
            }
        });
        Set<Finished> ended = new HashSet<>();
        Lane[] lane = new Lane[1];
        Quarantine quarantine = new Quarantine(topic -> lane[0], Duration.ZERO);
        lane[0] = lane(store, quarantine, threads, ended);
        List<Attempt> attempts = attempts(store, node, claimed);
        Attempt attempt = attempts.get(1);
        // Its slot stays taken, as no thread comes to it.
        lane[0].endTrade(List.of(attempts.get(0)), null);
        assertThat(quarantine.sift(lane[0], List.of(attempt))).isEmpty();
        assertThat(quarantine.hasWaiting()).isTrue();

        quarantine.step(List.of(lane[0]));

        assertThat(ended).singleElement().satisfies(finished -> {
            assertThat(finished.ended().job().id()).isEqualTo(suspect);
            assertThat(finished.ended().move().to()).isEqualTo(JobStatus.SCHEDULED);
            assertThat(finished.ended().move().isCharged()).isFalse();
        });
        assertThat(quarantine.isCleared()).isFalse();
        threads.shutdownNow();
        store.close();
    }

    private Lane lane(JobStore store, Quarantine quarantine, ExecutorService threads, Set<Finished> ended) {
        TopicSettings topic = EngineFixture.topic("crashing", 1).build();
        return new Lane(
                new Terms(topic, Set.of("suspect", "deaf"), quarantine::isCleared),
                new JobRunner(
                        topic,
                        HandlerRegistry.of(List.of(handlers), EngineHarness.CODEC),
                        new ResultWriter(EngineHarness.CODEC, 1_000),
                        store.exchange(),
                        new Timeouts(),
                        new HandlerCalls(HandlerTransactions.NONE)),
                threads,
                ended::add,
                () -> {});
    }

    private static List<Attempt> attempts(JobStore store, long node, List<ClaimedJob> claimed) {
        JointEnds jointEnds = new JointEnds(
                store.exchange(),
                new ResultWriter(EngineHarness.CODEC, 1_000),
                new Totals(store.upkeep()),
                delay -> {});
        AttemptFactory factory = new AttemptFactory(
                EngineHarness.CODEC, new LogWriter(store.log(), () -> {}), store.reader(), jointEnds);
        Registration registration = new Registration(
                node, EngineHarness.workerId(), Duration.ofMinutes(1), Ticks.SYSTEM, Ticks.SYSTEM.now());
        return claimed.stream().map(job -> factory.of(job, registration)).toList();
    }
}

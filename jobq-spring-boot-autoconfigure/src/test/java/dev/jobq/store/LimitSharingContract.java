package dev.jobq.store;

import static dev.jobq.store.DraftBuilder.draft;
import static org.assertj.core.api.Assertions.assertThat;

import dev.jobq.JobId;
import dev.jobq.Limits;
import dev.jobq.store.JobExchange.Trade;
import dev.jobq.store.JobExchange.Wanted;
import dev.jobq.store.StoreSettings.SchemaMode;
import dev.jobq.store.TopicControl.Change;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Collections;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicInteger;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Limits between processes. */
@Timeout(120)
abstract class LimitSharingContract extends StoreContract {

    private static final int PROCESSES = 8;
    private static final int JOBS = 1_000;

    /** Just after they were told of the limits, and long after. */
    @ParameterizedTest
    @ValueSource(booleans = {false, true})
    void eightProcessesNeverRunMoreThanMay(boolean isSettled) throws Exception {
        Limits limits = Limits.NONE.globalConcurrency(5).keyConcurrency(1);
        List<Worker> workers = workers(limits);
        if (isSettled) {
            settleLimits();
        }
        List<JobDraft> drafts = new ArrayList<>();
        for (int i = 0; i < JOBS; i++) {
            drafts.add(
                    draft().about("k" + i % 20).payload("\"k" + i % 20 + "\"").build());
        }
        Set<JobId> left = ConcurrentHashMap.newKeySet();
        left.addAll(store.intake().insert(drafts));
        Map<String, AtomicInteger> running = new ConcurrentHashMap<>();
        AtomicInteger all = new AtomicInteger();
        AtomicInteger most = new AtomicInteger();
        Set<String> violations = ConcurrentHashMap.newKeySet();
        Threads.together(PROCESSES, thread -> {
            Worker mine = workers.get(thread);
            List<ClaimedJob> held = List.of();
            while (!left.isEmpty()) {
                // No more run from before their ends are recorded.
                all.addAndGet(-held.size());
                held.forEach(job -> of(running, job).decrementAndGet());
                Trade trade = mine.trade(Worker.ended(held, Move.completed(null)), new Wanted(TOPIC, 3));
                held.forEach(job -> left.remove(Worker.idOf(job)));
                held = trade.claimed();
                most.accumulateAndGet(all.addAndGet(held.size()), Math::max);
                for (ClaimedJob job : held) {
                    if (of(running, job).incrementAndGet() > 1) {
                        violations.add(job.payload());
                    }
                }
            }
        });
        assertThat(most.get()).isBetween(2, 5);
        assertThat(violations).isEmpty();
        assertDepthsAreExact();
    }

    /** By a clock that moves on while they claim, in steps that do not divide the window. */
    @Test
    void eightProcessesNeverStartMoreThanMayInAnyWindow() throws Exception {
        List<Worker> workers = workers(Limits.NONE.rate("50/1s"));
        enqueueMany(JOBS);
        List<ClaimedJob> started = Collections.synchronizedList(new ArrayList<>());
        Threads.together(PROCESSES + 1, thread -> {
            for (int i = 0; i < 60; i++) {
                if (thread == PROCESSES) {
                    clock.advance(Duration.ofMillis(70));
                } else {
                    started.addAll(workers.get(thread).claim(2));
                }
            }
        });
        while (started.size() < 400) {
            clock.advance(Duration.ofMillis(70));
            Threads.together(
                    PROCESSES, thread -> started.addAll(workers.get(thread).claim(3)));
        }
        assertNoWindowHoldsMoreThan(50, Duration.ofSeconds(1), started);
    }

    /** By the clock that the database, or on SQLite the machine, really has. */
    @Test
    void eightProcessesNeverStartMoreThanMayInAnyWindowOfRealTime() throws Exception {
        StoreSettings real = new StoreSettings(fixture().system(), SchemaMode.CREATE, SELF, codec(), null);
        List<Worker> workers = new ArrayList<>();
        while (workers.size() < PROCESSES) {
            JobStore each = open(real, CallerTransaction.NONE);
            if (workers.isEmpty()) {
                each.topics().declare(List.of(TopicRules.of(TOPIC).limits(Limits.NONE.rate("40/200ms"))));
                each.intake().insert(many(240));
            }
            workers.add(Worker.register(each));
        }
        List<ClaimedJob> started = Collections.synchronizedList(new ArrayList<>());
        Threads.together(PROCESSES, thread -> {
            while (started.size() < 240) {
                started.addAll(workers.get(thread).claim(3));
            }
        });
        assertThat(started).hasSize(240);
        assertNoWindowHoldsMoreThan(40, Duration.ofMillis(200), started);
    }

    /** Every window begins with a start: so it is enough to look at those that do. */
    private static void assertNoWindowHoldsMoreThan(int most, Duration window, List<ClaimedJob> started) {
        assertThat(Worker.ids(started)).doesNotHaveDuplicates();
        List<Instant> starts =
                started.stream().map(ClaimedJob::claimedAt).sorted().toList();
        assertThat(starts).hasSizeGreaterThan(4 * most);
        for (int i = most; i < starts.size(); i++) {
            assertThat(Duration.between(starts.get(i - most), starts.get(i)))
                    .as("from start %d to start %d", i - most, i)
                    .isGreaterThanOrEqualTo(window);
        }
    }

    @Test
    void whatOperatorsSayHoldsForAllProcesses() {
        List<Worker> workers = workers(Limits.NONE.globalConcurrency(1));
        enqueueMany(20);
        assertThat(workers.get(0).claim(10)).hasSize(1);
        store.topicControl()
                .change(new Change(TOPIC, null, TopicControl.LIMITS, "\"global-concurrency=4\"", "limits", null));
        assertThat(workers.get(1).claim(10)).hasSize(3);
        assertThat(workers.get(2).claim(10)).isEmpty();
    }

    @Test
    void aProcessThatHeardOfNoLimitYetDoesNotBreakIt() {
        JobStore other = open();
        Worker late = Worker.register(other);
        enqueueMany(20);
        assertThat(late.claim(2)).hasSize(2);
        store.topics().declare(List.of(TopicRules.of(TOPIC).limits(Limits.NONE.globalConcurrency(3))));
        assertThat(worker.claim(10)).hasSize(1);
        Awaitility.await().until(() -> !other.topics().rules(TOPIC).limits().isEmpty());
        assertThat(late.claim(10)).isEmpty();
    }

    @Test
    void aChangeInATransactionHoldsUpNobody() throws Exception {
        store.topics().declare(List.of(TopicRules.of(TOPIC).limits(Limits.NONE.globalConcurrency(1))));
        ApplicationTransactions transactions =
                new ApplicationTransactions(fixture().dataSource());
        JobStore inside = open(settings(usualMode()), transactions);
        enqueueMany(5);
        Set<JobId> claimed = new HashSet<>();
        transactions.commit(() -> {
            inside.topicControl()
                    .change(new Change(TOPIC, null, TopicControl.LIMITS, "\"global-concurrency=3\"", "limits", null));
            if (!fixture().hasOneWriter()) {
                claimed.addAll(Worker.ids(worker.claim(10)));
                assertThat(claimed).hasSize(1);
            }
            return null;
        });
        claimed.addAll(Worker.ids(worker.claim(10)));
        assertThat(claimed).hasSize(3);
    }

    private static AtomicInteger of(Map<String, AtomicInteger> running, ClaimedJob job) {
        return running.computeIfAbsent(job.payload(), key -> new AtomicInteger());
    }

    private List<Worker> workers(Limits limits) {
        store.topics().declare(List.of(TopicRules.of(TOPIC).limits(limits)));
        List<Worker> workers = new ArrayList<>(List.of(worker));
        while (workers.size() < PROCESSES) {
            workers.add(Worker.register(open()));
        }
        return workers;
    }
}

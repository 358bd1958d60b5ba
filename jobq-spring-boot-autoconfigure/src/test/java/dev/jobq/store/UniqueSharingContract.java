package dev.jobq.store;

import static dev.jobq.store.DraftBuilder.draft;
import static dev.jobq.store.UniqueContract.existing;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.junit.jupiter.api.Assumptions.assumeFalse;

import dev.jobq.DuplicateJobException;
import dev.jobq.EnqueueResult;
import dev.jobq.EnqueueResult.Kind;
import dev.jobq.JobId;
import dev.jobq.OnDuplicate;
import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Random;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicReference;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** Unique keys between transactions and processes. */
@Timeout(60)
abstract class UniqueSharingContract extends StoreContract {

    private final ExecutorService executor = Executors.newCachedThreadPool();
    private ApplicationTransactions transactions;
    private JobStore inside;

    @BeforeEach
    void openInsideTransactions() {
        transactions = new ApplicationTransactions(fixture().dataSource());
        inside = open(settings(usualMode()), transactions);
    }

    @AfterEach
    void stop() {
        executor.shutdownNow();
    }

    @Test
    void theNextOneWinsWhenTheFirstHolderRollsBack() throws Exception {
        AtomicReference<JobId> lost = new AtomicReference<>();
        Future<EnqueueResult> second = transactions.rollback(() -> {
            lost.set(inside(draft().key("k")).id());
            return waitingFor(draft().key("k"));
        });
        EnqueueResult won = second.get(30, TimeUnit.SECONDS);
        assertThat(won.kind()).isEqualTo(Kind.CREATED);
        assertThat(listed(all())).containsExactly(won.id());
        assertDepthsAreExact();
    }

    @Test
    void theNextOneGetsTheFirstHoldersIdWhenItCommits() throws Exception {
        AtomicReference<JobId> first = new AtomicReference<>();
        Future<EnqueueResult> second = transactions.commit(() -> {
            first.set(inside(draft().key("k")).id());
            return waitingFor(draft().key("k"));
        });
        assertThat(second.get(30, TimeUnit.SECONDS)).isEqualTo(existing(first.get()));
        assertThat(listed(all())).containsExactly(first.get());
    }

    @Test
    void aDuplicateLeavesTheCallersTransactionUsable() throws Exception {
        JobId there = create(draft().key("k"));
        JobId other = transactions.commit(() -> {
            assertThat(inside(draft().key("k"))).isEqualTo(existing(there));
            assertThatThrownBy(() -> insideAll(draft(), draft().key("k", OnDuplicate.REJECT)))
                    .isInstanceOf(DuplicateJobException.class);
            assertThat(inside(draft().key("mine")).kind()).isEqualTo(Kind.CREATED);
            EnqueueResult again =
                    inside(draft().key("mine", OnDuplicate.REPLACE).payload("[2]"));
            assertThat(again.kind()).isEqualTo(Kind.REPLACED);
            return again.id();
        });
        assertThat(listed(all())).containsExactlyInAnyOrder(there, other);
        assertThat(job(other).payload().text()).isEqualTo("[2]");
        assertDepthsAreExact();
    }

    @Test
    void whatARolledBackTransactionReplacedOrFreedIsAsBefore() throws Exception {
        JobId waiting = create(draft().key("w").payload("[1]"));
        JobId ended = create(draft().key("e").priority(9));
        assertThat(worker.end(worker.claimOne(), Move.completed(null))).isTrue();
        transactions.rollback(() -> {
            assertThat(inside(draft().key("w", OnDuplicate.REPLACE).payload("[2]"))
                            .kind())
                    .isEqualTo(Kind.REPLACED);
            assertThat(inside(draft().key("e")).kind()).isEqualTo(Kind.CREATED);
            return null;
        });
        assertThat(job(waiting).payload().text()).isEqualTo("[1]");
        assertThat(listed(all())).containsExactlyInAnyOrder(waiting, ended);
        create(draft().key("e"));
        assertDepthsAreExact();
    }

    @Test
    void aConnectionOfTheCallersCanBeUsed() throws Exception {
        JobId there = create(draft().key("k"));
        try (Connection connection = fixture().dataSource().getConnection()) {
            connection.setAutoCommit(false);
            assertThat(admitOn(connection, draft().key("k"))).containsExactly(existing(there));
            assertThatThrownBy(() -> admitOn(connection, draft(), draft().key("k", OnDuplicate.REJECT)))
                    .isInstanceOf(DuplicateJobException.class);
            assertThat(admitOn(connection, draft().key("mine")))
                    .extracting(EnqueueResult::kind)
                    .containsExactly(Kind.CREATED);
            connection.commit();
            connection.setAutoCommit(true);
        }
        assertThat(listed(all())).hasSize(2);
    }

    @Test
    void callsWithTheSameKeysInAnyOrderNeverWaitInARing() throws Exception {
        List<String> keys = new ArrayList<>();
        for (int i = 0; i < 20; i++) {
            keys.add("k" + i);
        }
        Threads.together(8, thread -> {
            Random random = new Random(thread);
            for (int round = 0; round < 15; round++) {
                List<String> shuffled = new ArrayList<>(keys);
                Collections.shuffle(shuffled, random);
                List<JobDraft> drafts = shuffled.subList(0, 10).stream()
                        .map(key -> draft().key(key, OnDuplicate.REPLACE).build())
                        .toList();
                if (thread % 2 == 0) {
                    store.intake().admit(drafts);
                } else {
                    transactions.commit(() -> inside.intake().admit(drafts));
                }
                for (ClaimedJob job : worker.claim(3)) {
                    worker.end(job, Move.completed(null));
                }
            }
        });
        List<JobId> live =
                listed(all()).stream().filter(id -> !status(id).isEnded()).toList();
        assertThat(live).hasSizeLessThanOrEqualTo(20);
        assertDepthsAreExact();
    }

    @Test
    void severalProcessesMakeOneJobForAKey() throws Exception {
        List<JobStore> stores = List.of(store, open(), open());
        List<EnqueueResult> results = Collections.synchronizedList(new ArrayList<>());
        Threads.together(6, thread -> {
            for (int i = 0; i < 30; i++) {
                results.addAll(stores.get(thread % 3)
                        .intake()
                        .admit(List.of(draft().key("k" + i).build())));
            }
        });
        assertThat(results).filteredOn(EnqueueResult::isCreated).hasSize(30);
        assertThat(listed(all())).hasSize(30);
    }

    @Test
    void whoWaitsForAnOpenTransactionHoldsUpNobodyElse() throws Exception {
        assumeFalse(fixture().hasOneWriter(), "whoever writes waits for the one writer");
        CountDownLatch begun = new CountDownLatch(1);
        CountDownLatch end = new CountDownLatch(1);
        Future<EnqueueResult> holder = executor.submit(() -> transactions.commit(() -> {
            EnqueueResult first = inside(draft().key("k"));
            begun.countDown();
            end.await();
            return first;
        }));
        begun.await();
        List<Future<EnqueueResult>> waiting = new ArrayList<>();
        for (int i = 0; i < 12; i++) {
            waiting.add(executor.submit(() -> admitOne(draft().key("k"))));
        }
        for (int i = 0; i < 10; i++) {
            create(draft().key("other" + i));
            enqueueOne();
            worker.end(worker.claimOne(), Move.completed(null));
            assertThat(store.nodes().renew(worker.node(), Duration.ZERO)).isPresent();
        }
        assertThat(waiting).noneMatch(Future::isDone);
        end.countDown();
        EnqueueResult first = holder.get(30, TimeUnit.SECONDS);
        for (Future<EnqueueResult> each : waiting) {
            assertThat(each.get(30, TimeUnit.SECONDS)).isEqualTo(existing(first.id()));
        }
    }

    private EnqueueResult inside(DraftBuilder draft) {
        return insideAll(draft).get(0);
    }

    private List<EnqueueResult> insideAll(DraftBuilder... drafts) {
        return inside.intake().admit(built(drafts));
    }

    private List<EnqueueResult> admitOn(Connection connection, DraftBuilder... drafts) {
        return store.intake().admit(connection, built(drafts));
    }

    private static List<JobDraft> built(DraftBuilder... drafts) {
        return java.util.Arrays.stream(drafts).map(DraftBuilder::build).toList();
    }

    /** Admits on another thread, and returns when that waits for the key; on SQLite when it is under way, for nobody tells whose turn it is. */
    private Future<EnqueueResult> waitingFor(DraftBuilder draft) {
        AtomicReference<Thread> thread = new AtomicReference<>();
        Future<EnqueueResult> second = executor.submit(() -> {
            thread.set(Thread.currentThread());
            return admitOne(draft);
        });
        Awaitility.await().until(() -> thread.get() != null);
        if (!fixture().hasOneWriter()) {
            Awaitility.await().until(this::isAnyLockWaitedFor);
        }
        assertThat(second).isNotDone();
        return second;
    }

    private boolean isAnyLockWaitedFor() throws SQLException {
        try (Connection connection = fixture().dataSource().getConnection();
                Statement statement = connection.createStatement();
                ResultSet row = statement.executeQuery("SELECT count(*) FROM pg_locks WHERE NOT granted")) {
            row.next();
            return row.getInt(1) > 0;
        }
    }
}

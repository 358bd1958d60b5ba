package dev.jobq.store;

import static dev.jobq.store.DraftBuilder.draft;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.jobq.Job;
import dev.jobq.JobEvent;
import dev.jobq.JobId;
import dev.jobq.JobStatus;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** Calls made inside a transaction of the application's. */
@Timeout(60)
abstract class TransactionContract extends StoreContract {

    private final List<JobEvent> told = Collections.synchronizedList(new ArrayList<>());
    private ApplicationTransactions transactions;
    /** What others see. */
    private JobStore outside;

    @BeforeEach
    void openInsideTransactions() {
        transactions = new ApplicationTransactions(fixture().dataSource());
        outside = store;
        store = open(settings(usualMode()), transactions);
        store.onCommit(told::addAll);
    }

    @Test
    void anInsertIsSeenInsideAndByOthersOnlyAfterTheCommit() throws Exception {
        JobId id = transactions.commit(() -> {
            JobId inserted = enqueueOne(draft().payload("[7]"));
            assertThat(job(inserted).payload().text()).isEqualTo("[7]");
            assertThat(listed(all())).contains(inserted);
            assertThat(outside.reader().get(inserted)).isEmpty();
            assertThat(outside.reader().list(all(), 10).jobs()).isEmpty();
            assertThat(told).isEmpty();
            return inserted;
        });
        assertThat(outside.reader().get(id).map(Job::status)).contains(JobStatus.AVAILABLE);
        assertThat(Worker.idOf(worker.claimOne())).isEqualTo(id);
        assertThat(told).extracting(JobEvent::type).containsExactly(JobEvent.Type.CREATED);
        assertDepthsAreExact();
    }

    @Test
    void anInsertThatWasRolledBackNeverExisted() throws Exception {
        JobId id = transactions.rollback(() -> {
            List<JobId> ids = enqueue(draft(), draft().delay(Lives.LATER));
            assertThat(listed(all())).hasSize(2);
            return ids.get(0);
        });
        assertThat(store.reader().get(id)).isEmpty();
        assertThat(listed(all())).isEmpty();
        stageAll(Lives.LATER);
        assertThat(worker.claim(10)).isEmpty();
        assertThat(told).isEmpty();
        assertDepthsAreExact();
    }

    @Test
    void anExceptionRollsBackWhatWasEnqueuedBefore() {
        assertThatThrownBy(() -> transactions.commit(() -> {
                    enqueueMany(3);
                    throw new IllegalStateException("order refused");
                }))
                .hasMessage("order refused");
        assertThat(listed(all())).isEmpty();
        assertThat(told).isEmpty();
    }

    @Test
    void jobsOfOneTransactionKeepTheirOrder() throws Exception {
        List<JobId> ids = transactions.commit(() -> {
            List<JobId> all = new ArrayList<>(enqueueMany(3));
            all.add(enqueueOne());
            all.addAll(enqueueMany(2));
            return all;
        });
        assertThat(ids).isSorted();
        assertThat(Worker.ids(worker.claim(10))).isEqualTo(ids);
        assertThat(told).extracting(event -> event.job().id()).isEqualTo(ids);
    }

    @Test
    void controlAndLogTakeEffectWithTheCommit() throws Exception {
        List<JobId> ids = enqueueMany(4);
        JobId failed = jobIn(JobStatus.DISCARDED);
        told.clear();
        transactions.commit(() -> act(ids, failed));
        assertThat(status(ids.get(0))).isEqualTo(JobStatus.CANCELLED);
        assertThat(store.reader().get(ids.get(1))).isEmpty();
        assertThat(eventTypes(ids.get(2))).contains(JobEvent.Type.USER);
        assertThat(status(failed)).isEqualTo(JobStatus.AVAILABLE);
        assertThat(told).extracting(JobEvent::type).contains(JobEvent.Type.CANCELLED, JobEvent.Type.USER);
        assertDepthsAreExact();
    }

    @Test
    void controlAndLogLeaveNothingAfterARollback() throws Exception {
        List<JobId> ids = enqueueMany(4);
        JobId failed = jobIn(JobStatus.DISCARDED);
        told.clear();
        transactions.rollback(() -> act(ids, failed));
        for (JobId id : ids) {
            assertThat(eventTypes(id)).containsExactly(JobEvent.Type.CREATED);
        }
        assertThat(status(failed)).isEqualTo(JobStatus.DISCARDED);
        assertThat(Worker.ids(worker.claim(10))).isEqualTo(ids);
        assertThat(told).isEmpty();
        assertDepthsAreExact();
    }

    @Test
    void aTopicIsKnownOnceItsTransactionHasCommitted() throws Exception {
        transactions.rollback(() -> {
            store.topics().register(List.of("fleeting"));
            assertThat(store.topics().isKnown("fleeting")).isTrue();
            return null;
        });
        // Where others would wait for the caller's transaction it is registered apart, and stays.
        assertThat(store.topics().isKnown("fleeting")).isEqualTo(!fixture().hasOneWriter());
        transactions.commit(() -> {
            store.topics().register(List.of("lasting"));
            return null;
        });
        assertThat(store.topics().isKnown("lasting")).isTrue();
        assertThat(outside.topics().isKnown("lasting")).isTrue();
    }

    @Test
    void noReadInATransactionWaitsForTheStoresOwnWriter() throws Exception {
        JobId id = enqueueOne();
        ExecutorService executor = Executors.newFixedThreadPool(3);
        try {
            List<Future<?>> writing = new ArrayList<>();
            transactions.commit(() -> {
                JobId mine = enqueueOne();
                for (int i = 0; i < 3; i++) {
                    writing.add(executor.submit(() -> store.intake().insert(many(1))));
                }
                for (int i = 0; i < 20; i++) {
                    lookAround(id);
                    lookAround(mine);
                }
                act(List.of(id, mine, mine), mine);
                return null;
            });
            for (Future<?> write : writing) {
                write.get(30, TimeUnit.SECONDS);
            }
        } finally {
            executor.shutdownNow();
        }
        assertThat(status(id)).isEqualTo(JobStatus.CANCELLED);
        assertDepthsAreExact();
    }

    @Test
    void enginesMovesStayOutsideTheCallersTransaction() throws Exception {
        enqueueMany(2);
        Worker inside = Worker.register(store);
        List<ClaimedJob> claimed = inside.claim(2);
        ExecutorService executor = Executors.newSingleThreadExecutor();
        try {
            Future<Boolean> ending = transactions.rollback(() -> {
                assertThat(enqueueOne()).isNotNull();
                Future<Boolean> elsewhere = executor.submit(() -> inside.end(claimed.get(0), Move.completed("1")));
                // With one writer they wait until the application's transaction is over.
                if (!fixture().hasOneWriter()) {
                    assertThat(elsewhere.get(30, TimeUnit.SECONDS)).isTrue();
                    assertThat(inside.end(claimed.get(1), Move.completed("1"))).isTrue();
                }
                return elsewhere;
            });
            assertThat(ending.get(30, TimeUnit.SECONDS)).isTrue();
        } finally {
            executor.shutdownNow();
        }
        assertThat(status(Worker.idOf(claimed.get(0)))).isEqualTo(JobStatus.COMPLETED);
        assertThat(status(Worker.idOf(claimed.get(1))))
                .isEqualTo(fixture().hasOneWriter() ? JobStatus.EXECUTING : JobStatus.COMPLETED);
    }

    private Void act(List<JobId> ids, JobId ended) {
        assertThat(store.control().cancel(ids.get(0))).isTrue();
        assertThat(status(ids.get(0))).isEqualTo(JobStatus.CANCELLED);
        assertThat(store.control().delete(ids.get(1))).isTrue();
        assertThat(store.reader().get(ids.get(1))).isEmpty();
        if (!ids.get(1).equals(ids.get(2))) {
            store.log().append(ids.get(2), "\"seen\"");
            assertThat(eventTypes(ids.get(2))).contains(JobEvent.Type.USER);
            assertThat(store.control().retry(ended)).isTrue();
            assertThat(status(ended)).isEqualTo(JobStatus.AVAILABLE);
        }
        return null;
    }

    private void lookAround(JobId id) {
        assertThat(store.reader().get(id)).isPresent();
        assertThat(store.reader().list(all(), 10).jobs()).isNotEmpty();
        assertThat(store.reader().depths()).isNotEmpty();
        assertThat(store.reader().oldestAvailable()).isNotEmpty();
        assertThat(store.reader().workers()).isNotEmpty();
        assertThat(store.reader().feed(null, 5)).isNotNull();
        assertThat(store.reader().totals(1)).isEmpty();
        assertThat(store.topics().isKnown(TOPIC)).isTrue();
        assertThat(store.topics().isKnown("unheard-of")).isFalse();
        assertThat(store.topics().names()).contains(TOPIC);
        assertThat(store.reader().now()).isEqualTo(now());
    }
}

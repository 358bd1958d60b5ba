package dev.jobq.store;

import static dev.jobq.store.DraftBuilder.draft;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.junit.jupiter.api.Assumptions.assumeFalse;

import dev.jobq.EnqueueResult;
import dev.jobq.JobId;
import dev.jobq.QueueFullException;
import java.sql.Connection;
import java.sql.Statement;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** Limits of topics between transactions and processes. */
@Timeout(60)
abstract class RoomSharingContract extends StoreContract {

    private final ExecutorService executor = Executors.newCachedThreadPool();
    private ApplicationTransactions transactions;
    private JobStore inside;

    @BeforeEach
    void openInsideTransactions() {
        transactions = new ApplicationTransactions(fixture().dataSource());
        inside = open(settings(usualMode()), transactions);
        inside.topics().declare(List.of(TopicRules.of(TOPIC).maxQueued(3)));
        Awaitility.await().until(() -> store.topics().rules(TOPIC).maxQueued() != null);
    }

    @AfterEach
    void stop() {
        executor.shutdownNow();
    }

    @Test
    void aTransactionThatRollsBackTakesNoRoom() throws Exception {
        create(draft());
        transactions.rollback(() -> {
            assertThat(inside(draft()).isCreated()).isTrue();
            assertThat(inside(draft()).isCreated()).isTrue();
            assertThat(inside(draft())).isEqualTo(EnqueueResult.FULL);
            return null;
        });
        assertThat(admit(draft(), draft())).hasSize(2);
        assertThat(admitOne(draft())).isEqualTo(EnqueueResult.FULL);
    }

    @Test
    void whatARolledBackTransactionCountedIsCountedAgain() throws Exception {
        create(draft());
        // As if a process that did not know the limit had ended two jobs.
        try (Connection connection = fixture().dataSource().getConnection();
                Statement statement = connection.createStatement()) {
            statement.executeUpdate(
                    "UPDATE %s_room SET queued = 3".formatted(fixture().system()));
        }
        transactions.rollback(() -> {
            assertThat(inside(draft()).isCreated()).isTrue();
            return null;
        });
        transactions.commit(() -> {
            assertThat(inside(draft()).isCreated()).isTrue();
            return null;
        });
    }

    @Test
    void aFullTopicLeavesTheCallersTransactionUsable() throws Exception {
        JobId id = transactions.commit(() -> {
            assertThatThrownBy(() -> inside.intake().admit(many(4))).isInstanceOf(QueueFullException.class);
            return inside(draft()).id();
        });
        assertThat(listed(all())).containsExactly(id);
        assertThat(admit(draft(), draft())).hasSize(2);
        assertDepthsAreExact();
    }

    @Test
    void theExceptionOfAFullTopicRollsTheTransactionBack() {
        assertThatThrownBy(() -> transactions.commit(() -> {
                    inside(draft());
                    inside(draft().topic(OTHER_TOPIC));
                    return inside.intake().admit(many(3));
                }))
                .isInstanceOf(QueueFullException.class);
        assertThat(listed(all())).isEmpty();
        assertThat(admit(draft(), draft(), draft())).hasSize(3);
    }

    @Test
    void anEndWaitsForNoEnqueuersOpenTransaction() throws Exception {
        assumeFalse(fixture().hasOneWriter(), "whoever writes waits for the one writer");
        create(draft());
        ClaimedJob running = worker.claimOne();
        Future<EnqueueResult> other = transactions.commit(() -> {
            assertThat(inside(draft()).isCreated()).isTrue();
            Future<Boolean> end = executor.submit(() -> worker.end(running, Move.completed(null)));
            assertThat(end.get(30, TimeUnit.SECONDS)).isTrue();
            // In the same transaction the room that was given back can be used.
            assertThat(inside(draft()).isCreated()).isTrue();
            assertThat(inside(draft()).isCreated()).isTrue();
            return executor.submit(() -> admitOne(draft()));
        });
        assertThat(other.get(30, TimeUnit.SECONDS)).isEqualTo(EnqueueResult.FULL);
    }

    @Test
    void whoWaitsForRoomOfOneTopicHoldsUpNoOther() throws Exception {
        assumeFalse(fixture().hasOneWriter(), "whoever writes waits for the one writer");
        CountDownLatch begun = new CountDownLatch(1);
        CountDownLatch end = new CountDownLatch(1);
        Future<EnqueueResult> holder = executor.submit(() -> transactions.commit(() -> {
            EnqueueResult first = inside(draft());
            begun.countDown();
            end.await();
            return first;
        }));
        begun.await();
        AtomicInteger created = new AtomicInteger();
        List<Future<?>> waiting = new java.util.ArrayList<>();
        for (int i = 0; i < 12; i++) {
            waiting.add(executor.submit(() -> {
                if (admitOne(draft()).isCreated()) {
                    created.incrementAndGet();
                }
            }));
        }
        for (int i = 0; i < 10; i++) {
            create(draft().topic(OTHER_TOPIC).key("k" + i));
        }
        assertThat(waiting).noneMatch(Future::isDone);
        end.countDown();
        assertThat(holder.get(30, TimeUnit.SECONDS).isCreated()).isTrue();
        for (Future<?> each : waiting) {
            each.get(30, TimeUnit.SECONDS);
        }
        assertThat(created).hasValue(2);
    }

    @Test
    void severalProcessesShareTheRoom() throws Exception {
        List<JobStore> stores = List.of(store, open(), open());
        AtomicInteger created = new AtomicInteger();
        Threads.together(16, thread -> {
            JobStore mine = stores.get(thread % 3);
            List<JobDraft> one = List.of(draft().build());
            EnqueueResult result = thread % 4 == 0
                    ? transactions.commit(() -> inside.intake().admit(one).get(0))
                    : mine.intake().admit(one).get(0);
            if (result.isCreated()) {
                created.incrementAndGet();
            }
        });
        assertThat(created).hasValue(3);
        assertThat(listed(all())).hasSize(3);
    }

    private EnqueueResult inside(DraftBuilder draft) {
        return inside.intake().admit(List.of(draft.build())).get(0);
    }
}

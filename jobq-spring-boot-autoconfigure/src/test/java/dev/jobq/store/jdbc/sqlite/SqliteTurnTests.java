package dev.jobq.store.jdbc.sqlite;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import java.time.Duration;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

@Timeout(60)
class SqliteTurnTests extends TurnFixture {

    @Test
    void everyOpeningOfAFileIsTheSameTurn() {
        SqliteTurn again = SqliteTurn.open(SqliteTarget.file(folder.resolve("x/../jobs.db")));
        SqliteTurn other = SqliteTurn.open(SqliteTarget.file(folder.resolve("other.db")));
        assertThat(again).isSameAs(turn);
        assertThat(other).isNotSameAs(turn);
        again.close();
        other.close();
        turn.acquire();
        turn.release();
    }

    @Test
    void onlyOneThreadHasIt() throws Exception {
        AtomicInteger inside = new AtomicInteger();
        AtomicInteger most = new AtomicInteger();
        CompletableFuture<?>[] all = new CompletableFuture<?>[8];
        for (int i = 0; i < all.length; i++) {
            all[i] = CompletableFuture.runAsync(() -> {
                for (int n = 0; n < 200; n++) {
                    turn.acquire();
                    most.accumulateAndGet(inside.incrementAndGet(), Math::max);
                    inside.decrementAndGet();
                    turn.release();
                }
            });
        }
        CompletableFuture.allOf(all).get();
        assertThat(most).hasValue(1);
    }

    @Test
    void theHolderMayTakeItAgain() throws Exception {
        turn.acquire();
        turn.acquire();
        turn.release();
        assertThat(turn.isMine()).isTrue();
        assertThat(elsewhere(() -> turn.tryAcquire(SHORT))).isFalse();
        turn.release();
        assertThat(turn.isMine()).isFalse();
        assertThat(elsewhere(this::takeAndGiveBack)).isTrue();
    }

    @Test
    void whoDoesNotHaveItCannotReleaseIt() {
        assertThatThrownBy(turn::release).isInstanceOf(IllegalMonitorStateException.class);
    }

    @Test
    void anotherProcessKeepsItFromUsAndHandsItOver() throws Exception {
        try (OtherProcess other = OtherProcess.lock(file)) {
            assertThat(turn.tryAcquire(SHORT)).isFalse();
            CompletableFuture<Boolean> waiting =
                    CompletableFuture.supplyAsync(() -> turn.tryAcquire(Duration.ofSeconds(30)));
            other.unlock();
            assertThat(waiting.get()).isTrue();
        }
    }

    @Test
    void aThreadThatCannotBeHadIsTriedAgainByTheNextWait() throws Exception {
        AtomicInteger asked = new AtomicInteger();
        try (OtherProcess other = OtherProcess.lock(file);
                SideFile side = new SideFile(folder.resolve("jobs.db-jobq.lock"))) {
            TurnKeeper keeper = new TurnKeeper(side, task -> {
                if (asked.incrementAndGet() == 1) {
                    throw new OutOfMemoryError("no thread to be had");
                }
                return new Thread(task, "waiting");
            });
            assertThatThrownBy(() -> keeper.take(SHORT.toNanos())).isInstanceOf(OutOfMemoryError.class);
            assertThat(keeper.take(SHORT.toNanos())).isFalse();
            other.unlock();
            assertThat(keeper.take(Duration.ofSeconds(30).toNanos())).isTrue();
            keeper.give();
            side.close();
            keeper.close();
        }
        assertThat(asked).hasValue(2);
    }

    @Test
    void afterAWaitThatWasGivenUpTheNextOneSucceeds() throws Exception {
        try (OtherProcess other = OtherProcess.lock(file)) {
            assertThat(turn.tryAcquire(SHORT)).isFalse();
            assertThat(turn.tryAcquire(SHORT)).isFalse();
            other.unlock();
            assertThat(turn.tryAcquire(Duration.ofSeconds(30))).isTrue();
            turn.release();
            assertThat(turn.tryAcquire(Duration.ofSeconds(30))).isTrue();
            turn.release();
        }
    }

    @Test
    void aProcessThatIsStoppedWhileItWaitsHoldsUpNobody() throws Exception {
        try (OtherProcess stopped = OtherProcess.idle(file);
                OtherProcess looking = OtherProcess.idle(file)) {
            turn.acquire();
            stopped.startWaiting();
            await().until(() -> !looking.isTurnstileFree());
            stopped.freeze();
            turn.release();
            for (int i = 0; i < 20; i++) {
                assertThat(turn.tryAcquire(Duration.ofSeconds(30))).isTrue();
                turn.release();
            }
            turn.acquire();
            stopped.thaw();
            assertThat(stopped.hadTurn()).isFalse();
            turn.release();
            await().until(stopped::hadTurn);
            assertThat(turn.tryAcquire(Duration.ofSeconds(30))).isTrue();
            turn.release();
        }
    }

    @Test
    void aNodesLockThatAnotherProcessHasIsNotHeld() throws Exception {
        try (OtherProcess other = OtherProcess.idle(file)) {
            assertThat(other.hold(9)).isTrue();
            assertThat(turn.hold(9)).isZero();
            other.kill();
            assertThat(turn.hold(9)).isPositive();
        }
    }

    @Test
    void anInterruptNeitherEndsTheWaitNorIsLostNorDropsOtherLocks() throws Exception {
        turn.hold(7);
        try (OtherProcess other = OtherProcess.lock(file)) {
            CountDownLatch begun = new CountDownLatch(1);
            AtomicBoolean wasTaken = new AtomicBoolean();
            AtomicBoolean wasInterrupted = new AtomicBoolean();
            Thread waiting = new Thread(() -> {
                begun.countDown();
                wasTaken.set(turn.tryAcquire(Duration.ofSeconds(30)));
                wasInterrupted.set(Thread.currentThread().isInterrupted());
                turn.release();
            });
            waiting.start();
            begun.await();
            await().until(() -> waiting.getState() == Thread.State.TIMED_WAITING);
            waiting.interrupt();
            assertThat(other.isFree(7)).isFalse();
            other.unlock();
            waiting.join();
            assertThat(wasTaken).isTrue();
            assertThat(wasInterrupted).isTrue();
            assertThat(other.isFree(7)).isFalse();
        }
    }

    @Test
    void anInterruptedThreadGetsItAndStaysInterrupted() {
        Thread.currentThread().interrupt();
        turn.acquire();
        turn.release();
        assertThat(Thread.interrupted()).isTrue();
        turn.acquire();
        turn.release();
    }

    @Test
    void aNodesLockIsSeenByOtherProcessesUntilItIsFreed() throws Exception {
        turn.hold(12);
        try (OtherProcess other = OtherProcess.idle(file)) {
            assertThat(other.isFree(12)).isFalse();
            assertThat(other.isFree(13)).isTrue();
            turn.free(12);
            assertThat(other.isFree(12)).isTrue();
        }
    }

    @Test
    void aProcessThatDiedFreesItsTurnAndItsNodes() throws Exception {
        OtherProcess other = OtherProcess.lock(file);
        assertThat(other.hold(5)).isTrue();
        long held = turn.hold(6);
        assertThat(turn.isFree(5, held)).isFalse();
        assertThat(turn.tryAcquire(SHORT)).isFalse();
        other.kill();
        assertThat(turn.tryAcquire(Duration.ofSeconds(30))).isTrue();
        turn.release();
        assertThat(turn.isFree(5, held)).isTrue();
        assertThat(turn.isFree(5, held + 2)).as("held on another file").isFalse();
    }

    @Test
    void aNodeOfThisProcessIsNotFree() {
        long held = turn.hold(3);
        assertThat(turn.isFree(3, held)).isFalse();
        turn.free(3);
        assertThat(turn.isFree(3, held)).isTrue();
    }

    @Test
    void inMemoryTheTurnIsWithinTheProcess() throws Exception {
        SqliteTurn memory = SqliteTurn.open(SqliteTarget.memory());
        memory.acquire();
        assertThat(elsewhere(() -> memory.tryAcquire(SHORT))).isFalse();
        memory.release();
        long held = memory.hold(1);
        assertThat(memory.isFree(1, held)).isFalse();
        assertThat(memory.isFree(2, held)).isTrue();
        memory.close();
    }

    private boolean takeAndGiveBack() {
        boolean isTaken = turn.tryAcquire(Duration.ofSeconds(30));
        turn.release();
        return isTaken;
    }

    private static <T> T elsewhere(java.util.function.Supplier<T> action) throws Exception {
        return CompletableFuture.supplyAsync(action).get();
    }
}

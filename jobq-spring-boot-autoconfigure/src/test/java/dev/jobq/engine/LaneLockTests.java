package dev.jobq.engine;

import static org.assertj.core.api.Assertions.assertThat;

import dev.jobq.store.WorkerView.Load;
import java.time.Duration;
import java.util.List;
import java.util.Queue;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** Whoever waits for memory, as an end must not be lost, keeps nobody else from the lane: heartbeats and enqueues ask it, too. */
@Timeout(60)
class LaneLockTests {

    enum Deed {
        END {
            @Override
            void act(TradingNode node, List<Attempt> waiting, Attempt fresh) {
                node.runAll();
            }
        },
        PAUSE {
            @Override
            void act(TradingNode node, List<Attempt> waiting, Attempt fresh) {
                node.lane.steer(true, 1);
            }
        },
        CLOSE {
            @Override
            void act(TradingNode node, List<Attempt> waiting, Attempt fresh) {
                node.lane.close();
            }
        },
        HAND_BACK {
            @Override
            void act(TradingNode node, List<Attempt> waiting, Attempt fresh) {
                node.lane.handBackOlderThan(Duration.ZERO);
            }
        },
        CANCEL {
            @Override
            void act(TradingNode node, List<Attempt> waiting, Attempt fresh) {
                node.lane.cancel(attempt -> attempt == waiting.get(0));
            }
        },
        TRADE_WHILE_PAUSED {
            @Override
            void prepare(TradingNode node) {
                node.lane.steer(true, 1);
            }

            @Override
            void act(TradingNode node, List<Attempt> waiting, Attempt fresh) {
                node.lane.endTrade(List.of(fresh), null);
            }
        },
        HAND_OVER_WHILE_PAUSED {
            @Override
            void prepare(TradingNode node) {
                node.lane.steer(true, 1);
            }

            @Override
            void act(TradingNode node, List<Attempt> waiting, Attempt fresh) {
                node.lane.startReserved(fresh);
            }
        };

        void prepare(TradingNode node) {}

        /**
         * @param waiting attempts that wait for a slot
         * @param fresh one that was claimed and is nowhere yet
         */
        abstract void act(TradingNode node, List<Attempt> waiting, Attempt fresh);
    }

    private final CountDownLatch isScarce = new CountDownLatch(1);
    private final CountDownLatch isPlenty = new CountDownLatch(1);
    private final Queue<Finished> ended = new ConcurrentLinkedQueue<>();

    @ParameterizedTest
    @EnumSource
    void theLaneIsFreeWhileSomebodyWaitsForMemory(Deed deed) throws Exception {
        try (TradingNode node = new TradingNode(Database.SQLITE, 1)) {
            node.enqueue(4);
            List<Attempt> attempts = node.claim(4);
            node.lane.endTrade(attempts.subList(0, 3), null);
            deed.prepare(node);
            node.handedOn = this::handOn;
            CompletableFuture<Void> deedDone = CompletableFuture.runAsync(
                    () -> deed.act(node, attempts.subList(1, 3), attempts.get(3)), LaneLockTests::beside);
            isScarce.await();

            Load load = CompletableFuture.supplyAsync(node.lane::load, LaneLockTests::beside)
                    .get(10, TimeUnit.SECONDS);

            assertThat(load.concurrency()).isEqualTo(1);
            assertThat(deedDone).isNotDone();
            isPlenty.countDown();
            deedDone.get(20, TimeUnit.SECONDS);
            assertThat(ended).isNotEmpty().doesNotHaveDuplicates();
        }
    }

    /** The common pool may have a single thread. */
    private static void beside(Runnable action) {
        Thread thread = new Thread(action);
        thread.setDaemon(true);
        thread.start();
    }

    private void handOn(Finished finished) {
        if (isPlenty.getCount() > 0) {
            isScarce.countDown();
            throw new OutOfMemoryError("pretended");
        }
        ended.add(finished);
    }
}

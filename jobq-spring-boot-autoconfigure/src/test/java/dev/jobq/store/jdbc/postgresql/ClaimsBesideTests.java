package dev.jobq.store.jdbc.postgresql;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.jobq.JobId;
import dev.jobq.JobRef;
import dev.jobq.QueueClosedException;
import dev.jobq.StoreException;
import dev.jobq.StoreUnavailableException;
import dev.jobq.store.ClaimedJob;
import dev.jobq.store.EndedAttempt;
import dev.jobq.store.JobDraft;
import dev.jobq.store.JobExchange.Limited;
import dev.jobq.store.JobExchange.Trade;
import dev.jobq.store.JobExchange.Wanted;
import dev.jobq.store.Move;
import dev.jobq.store.jdbc.Claimed;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ThreadFactory;
import java.util.function.Supplier;
import java.util.stream.LongStream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

@Timeout(30)
class ClaimsBesideTests {

    private static final List<Wanted> SOME = List.of(new Wanted("t", 1));
    private static final Trade RECORDED = new Trade(List.of(), List.of(), List.of());

    private final ClaimsBeside beside = new ClaimsBeside();
    private final List<EndedAttempt> ended = LongStream.rangeClosed(1, ClaimsBeside.MANY)
            .mapToObj(ClaimsBesideTests::ended)
            .toList();
    private final Claimed claimed = new Claimed(List.of(job(1_000)), List.of());

    @AfterEach
    void close() {
        beside.close();
    }

    @Test
    void bothAreDoneAtTheSameTime() {
        CountDownLatch both = new CountDownLatch(2);
        EndedAttempt lost = ended.get(0);
        EndedAttempt busy = ended.get(1);
        Trade trade = trade(
                () -> {
                    meet(both);
                    return new Trade(List.of(lost), List.of(busy), List.of());
                },
                () -> {
                    meet(both);
                    return claimed;
                });
        assertThat(trade).isEqualTo(new Trade(List.of(lost), List.of(busy), claimed.jobs()));
    }

    @Test
    void fewAreNotWorthIt() {
        assertThat(beside.isWorthwhile(ended, SOME)).isTrue();
        assertThat(beside.isWorthwhile(ended, List.of())).isFalse();
        assertThat(beside.isWorthwhile(ended.subList(1, ended.size()), SOME)).isFalse();
    }

    @Test
    void endsStandBesideAClaimThatFailedAndTheTopicIsAskedAgain() {
        Trade trade = trade(() -> RECORDED, ClaimsBesideTests::claimThatFails);
        assertThat(trade)
                .isEqualTo(
                        new Trade(List.of(), List.of(), List.of(), List.of(new Limited("t", Duration.ofMillis(100)))));
    }

    @Test
    void anErrorOfTheClaimLeavesTheEndsAlone() {
        Trade trade = trade(() -> RECORDED, () -> {
            throw new StackOverflowError();
        });
        assertThat(trade.limited()).extracting(Limited::topic).containsExactly("t");
    }

    @Test
    void whatWasClaimedBesideEndsThatFailedIsHandedOnAndTheEndsAreTradedAgain() {
        assertThat(trade(ClaimsBesideTests::endThatFails, () -> claimed))
                .isEqualTo(new Trade(List.of(), ended, claimed.jobs()));
        assertThat(beside.isWorthwhile(ended, SOME)).isFalse();
        assertThat(beside.isWorthwhile(ended, SOME)).isTrue();
    }

    @Test
    void anErrorOfTheEndsDoesNotLoseWhatWasClaimed() {
        Trade trade = trade(
                () -> {
                    throw new StackOverflowError();
                },
                () -> claimed);
        assertThat(trade).isEqualTo(new Trade(List.of(), ended, claimed.jobs()));
    }

    @Test
    void whereNothingWasClaimedTheFailureOfTheEndsIsThrown() {
        assertThatThrownBy(() -> trade(
                        () -> {
                            throw new StoreException("refused");
                        },
                        () -> new Claimed(List.of(), List.of())))
                .hasMessage("refused");
    }

    @Test
    void ofTwoFailuresThatOfTheEndsIsThrownWithTheOther() {
        assertThatThrownBy(() -> trade(
                        () -> {
                            throw new StoreException("refused");
                        },
                        ClaimsBesideTests::claimThatFails))
                .hasMessage("refused")
                .satisfies(ex -> assertThat(ex.getSuppressed()).hasOnlyElementsOfType(StoreUnavailableException.class));
    }

    @Test
    void whereThereIsNoThreadToBeHadTheClaimFollowsTheEndsOnTheCallers() {
        try (ClaimsBeside without = new ClaimsBeside(new NoThreads())) {
            List<String> done = new ArrayList<>();
            Trade trade = without.trade(
                    ended,
                    SOME,
                    () -> {
                        done.add("ends");
                        return RECORDED;
                    },
                    () -> {
                        done.add("claim on " + Thread.currentThread().getName());
                        return claimed;
                    });
            assertThat(trade).isEqualTo(new Trade(List.of(), List.of(), claimed.jobs()));
            assertThat(done)
                    .containsExactly(
                            "ends", "claim on " + Thread.currentThread().getName());
        }
    }

    @Test
    void withoutAThreadFailuresAreTreatedAsWithOne() {
        try (ClaimsBeside without = new ClaimsBeside(new NoThreads())) {
            assertThat(without.trade(ended, SOME, ClaimsBesideTests::endThatFails, () -> claimed))
                    .isEqualTo(new Trade(List.of(), ended, claimed.jobs()));
            assertThat(without.trade(ended, SOME, () -> RECORDED, ClaimsBesideTests::claimThatFails)
                            .limited())
                    .extracting(Limited::topic)
                    .containsExactly("t");
            assertThatThrownBy(() -> without.trade(
                            ended, SOME, ClaimsBesideTests::endThatFails, ClaimsBesideTests::claimThatFails))
                    .isInstanceOf(StoreUnavailableException.class);
        }
    }

    @Test
    void oneThatCouldHaveNoThreadGetsOneAsSoonAsThereIs() {
        NoThreads threads = new NoThreads();
        try (ClaimsBeside later = new ClaimsBeside(threads)) {
            Trade without = later.trade(ended, SOME, () -> RECORDED, () -> claimed);
            assertThat(without.claimed()).isEqualTo(claimed.jobs());
            threads.areThere = true;
            CountDownLatch both = new CountDownLatch(2);
            Trade with = later.trade(
                    ended,
                    SOME,
                    () -> {
                        meet(both);
                        return RECORDED;
                    },
                    () -> {
                        meet(both);
                        return claimed;
                    });
            assertThat(with.claimed()).isEqualTo(claimed.jobs());
        }
    }

    @Test
    void anInterruptIsKeptAndWhatIsClaimedIsWaitedFor() {
        CountDownLatch areRecorded = new CountDownLatch(1);
        Thread caller = Thread.currentThread();
        Trade trade = trade(
                () -> {
                    caller.interrupt();
                    areRecorded.countDown();
                    return RECORDED;
                },
                () -> {
                    meet(areRecorded);
                    return claimed;
                });
        assertThat(Thread.interrupted()).isTrue();
        assertThat(trade.claimed()).isEqualTo(claimed.jobs());
    }

    @Test
    void afterTheCloseNothingIsBegun() {
        beside.close();
        assertThatThrownBy(() -> trade(ClaimsBesideTests::endThatFails, () -> claimed))
                .isInstanceOf(QueueClosedException.class);
    }

    private Trade trade(Supplier<Trade> end, Supplier<Claimed> claim) {
        return beside.trade(ended, SOME, end, claim);
    }

    private static Claimed claimThatFails() {
        throw new StoreUnavailableException("away");
    }

    private static Trade endThatFails() {
        throw new StoreUnavailableException("away");
    }

    private static void meet(CountDownLatch both) {
        both.countDown();
        try {
            both.await();
        } catch (InterruptedException ex) {
            throw new IllegalStateException(ex);
        }
    }

    /** A system that has no thread left, as a thread says that is started then. */
    private static final class NoThreads implements ThreadFactory {

        private boolean areThere;

        @Override
        public Thread newThread(Runnable work) {
            if (!areThere) {
                throw new OutOfMemoryError("unable to create native thread");
            }
            Thread thread = new Thread(work);
            thread.setDaemon(true);
            return thread;
        }
    }

    private static EndedAttempt ended(long id) {
        return PostgresStores.ended(job(id), Move.completed(null));
    }

    private static ClaimedJob job(long id) {
        return new ClaimedJob(
                new JobRef(new JobId(id), "t", "x"),
                "1",
                new ClaimedJob.Attempt(1, 0, 1, null),
                JobDraft.Limits.NONE,
                Instant.EPOCH,
                "shop",
                null);
    }
}

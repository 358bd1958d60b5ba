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
import java.util.List;
import java.util.concurrent.CountDownLatch;
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

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
import dev.jobq.store.JobExchange.Trade;
import dev.jobq.store.JobExchange.Wanted;
import dev.jobq.store.Move;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import java.util.stream.LongStream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

class SideBySideTests {

    private static final List<Wanted> SOME = List.of(new Wanted("t", 1));

    private final SideBySide sideBySide = new SideBySide();
    private final List<EndedAttempt> ended = LongStream.rangeClosed(1, SideBySide.MANY)
            .mapToObj(SideBySideTests::ended)
            .toList();
    private final List<ClaimedJob> claimed = List.of(job(1_000));

    @AfterEach
    void close() {
        sideBySide.close();
    }

    @Test
    void bothAreDoneAtTheSameTime() {
        CountDownLatch both = new CountDownLatch(2);
        Trade trade = sideBySide.trade(
                ended,
                open -> {
                    meet(both);
                    return new Trade(List.of(open.get(0)), List.of(open.get(1)), List.of());
                },
                () -> {
                    meet(both);
                    return claimed;
                });
        assertThat(trade).isEqualTo(new Trade(List.of(ended.get(0)), List.of(ended.get(1)), claimed));
    }

    @Test
    void fewAreNotWorthIt() {
        assertThat(sideBySide.isWorthwhile(ended, SOME)).isTrue();
        assertThat(sideBySide.isWorthwhile(ended, List.of())).isFalse();
        assertThat(sideBySide.isWorthwhile(ended.subList(1, ended.size()), SOME))
                .isFalse();
    }

    @Test
    void whatWasRecordedBesideAClaimThatFailedIsNotRecordedAgain() {
        EndedAttempt lost = ended.get(3);
        EndedAttempt busy = ended.get(4);
        assertThatThrownBy(() ->
                        sideBySide.trade(ended, open -> new Trade(List.of(lost), List.of(busy), List.of()), () -> {
                            throw unavailable();
                        }))
                .isInstanceOf(StoreUnavailableException.class);
        List<EndedAttempt> again = new ArrayList<>(ended);
        EndedAttempt another = ended(77);
        again.add(another);
        Trade trade = sideBySide.trade(
                again,
                open -> {
                    assertThat(open).containsExactly(busy, another);
                    return new Trade(List.of(another), List.of(), List.of());
                },
                () -> claimed);
        assertThat(trade.lost()).containsExactlyInAnyOrder(lost, another);
        assertThat(trade.busy()).isEmpty();
        // That was it: they are known once.
        assertThat(sideBySide
                        .knowing(ended, open -> new Trade(open, List.of(), List.of()))
                        .lost())
                .isEqualTo(ended);
    }

    @Test
    void whatWasClaimedBesideAnEndThatFailedIsHandedOnAndTheFailureComesNextTime() {
        Trade trade = sideBySide.trade(
                ended,
                open -> {
                    throw new StoreException("refused", null);
                },
                () -> claimed);
        assertThat(trade).isEqualTo(new Trade(List.of(), ended, claimed));
        assertThat(sideBySide.isWorthwhile(ended, SOME)).isFalse();
        assertThat(sideBySide.isWorthwhile(ended, SOME)).isTrue();
    }

    @Test
    void whereNothingWasClaimedTheFailureComesAtOnce() {
        assertThatThrownBy(() -> sideBySide.trade(
                        ended,
                        open -> {
                            throw unavailable();
                        },
                        List::of))
                .isInstanceOf(StoreUnavailableException.class);
        assertThat(sideBySide.isWorthwhile(ended, SOME)).isTrue();
    }

    @Test
    void afterTheCloseNothingIsBegun() {
        sideBySide.close();
        assertThatThrownBy(() -> sideBySide.trade(
                        ended,
                        open -> {
                            throw unavailable();
                        },
                        () -> claimed))
                .isInstanceOf(QueueClosedException.class);
    }

    private static StoreUnavailableException unavailable() {
        return new StoreUnavailableException("away");
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
                new ClaimedJob.Attempt(1, 0, 1),
                JobDraft.Limits.NONE,
                Instant.EPOCH,
                "shop",
                null);
    }
}

package dev.jobq.engine;

import static org.assertj.core.api.Assertions.assertThat;

import dev.jobq.JobStatus;
import dev.jobq.store.JobDraft;
import dev.jobq.store.Move;
import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** Where jobs go whose attempts failed for the engine's own reasons. */
class VerdictTests {

    private static final Duration LATER = Duration.ofSeconds(15);
    private static final Move.Failure FAILURE = new Move.Failure("java.lang.Error", "no", "");
    private final RuntimeException reason = new IllegalStateException("refused");

    private final TradingNode node = new TradingNode(Database.SQLITE, 1);

    @AfterEach
    void close() {
        node.close();
    }

    @Test
    void troubleCountsLikeAnyOtherFailure() {
        Move first = verdict(begun(2)).onTrouble(new AssertionError("bug"), LATER);
        assertThat(first.to()).isEqualTo(JobStatus.RETRYABLE);
        assertThat(first.delay()).isEqualTo(LATER);

        Move last = verdict(begun(1)).onTrouble(new AssertionError("bug"), LATER);
        assertThat(last.to()).isEqualTo(JobStatus.DISCARDED);
        assertThat(last.error().message()).isEqualTo("bug");
    }

    @Test
    void aTimeoutThatAsksNoBackOffCountsToo() {
        Move first = verdict(begun(2)).onTimeout(Duration.ofSeconds(1), LATER);
        assertThat(first.delay()).isEqualTo(LATER);
        assertThat(verdict(begun(1)).onTimeout(Duration.ofSeconds(1), LATER).to())
                .isEqualTo(JobStatus.DISCARDED);
    }

    @Test
    void whatIsToBeCancelledIsNotTriedAgain() {
        Attempt attempt = begun(2);
        attempt.requestCancel();
        Verdict verdict = verdict(attempt);
        assertThat(List.of(
                        verdict.onTrouble(reason, LATER),
                        verdict.onTimeout(LATER, null),
                        verdict.onRefusal(Move.completed("1"), reason, LATER)))
                .extracting(Move::to)
                .containsOnly(JobStatus.CANCELLED);
    }

    @Test
    void whatIsRefusedAfterItRanHasFailed() {
        List<Move> moves = List.of(
                Move.completed("1"), Move.snooze(LATER), Move.cancel("no"), Move.retry(LATER, FAILURE), Move.toBack());
        assertThat(moves)
                .allSatisfy(move -> assertThat(verdict(begun(2)).onRefusal(move, reason, LATER))
                        .satisfies(failed -> assertThat(failed.to()).isEqualTo(JobStatus.RETRYABLE)))
                .allSatisfy(move -> assertThat(verdict(begun(1)).onRefusal(move, reason, LATER))
                        .satisfies(failed -> assertThat(failed.to()).isEqualTo(JobStatus.DISCARDED)));
    }

    @Test
    void whatIsNotToBeTriedAgainIsNotTriedAgainForItsWords() {
        Move move = verdict(begun(50)).onRefusal(Move.discard("too long", FAILURE), reason, LATER);
        assertThat(move.to()).isEqualTo(JobStatus.DISCARDED);
        assertThat(move.reason()).doesNotContain("too long");
        assertThat(move.error().message()).isEqualTo("refused");
    }

    @Test
    void whatDidNotRunOrIsGivenBackIsNotDiscardedForThat() {
        assertThat(List.of(
                        verdict(claimed(1)).onRefusal(Move.snooze(LATER), reason, LATER),
                        verdict(claimed(1)).onRefusal(Move.release(), reason, LATER),
                        verdict(begun(1)).onRefusal(Move.release(), reason, LATER),
                        verdict(begun(1)).onRefusal(Move.unreadable("no"), reason, LATER)))
                .extracting(Move::to)
                .containsOnly(JobStatus.RETRYABLE);
    }

    private Verdict verdict(Attempt attempt) {
        return node.lane.verdict(attempt);
    }

    private Attempt begun(int maxAttempts) {
        Attempt attempt = claimed(maxAttempts);
        attempt.begin();
        attempt.leave();
        return attempt;
    }

    private Attempt claimed(int maxAttempts) {
        JobDraft.Limits limits = new JobDraft.Limits(maxAttempts, null);
        node.store.intake().insert(List.of(EngineHarness.draft(TradingNode.TOPIC, "default", 1, limits)));
        return node.claim(1).get(0);
    }
}

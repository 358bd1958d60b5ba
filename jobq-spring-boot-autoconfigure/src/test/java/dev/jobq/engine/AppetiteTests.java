package dev.jobq.engine;

import static org.assertj.core.api.Assertions.assertThat;

import dev.jobq.store.JobExchange.Limited;
import java.time.Duration;
import org.junit.jupiter.api.Test;

class AppetiteTests {

    private final Appetite appetite = new Appetite(4, 100);

    @Test
    void nothingIsClaimedAheadBeforeHandlersAreKnown() {
        trade(4, 4);

        assertThat(appetite.prefetch()).isZero();
    }

    @Test
    void fastHandlersGetMoreUpToTheBound() {
        for (int i = 0; i < 100; i++) {
            appetite.finished(1);
            trade(4, 4);
        }

        assertThat(appetite.prefetch()).isEqualTo(100);
    }

    @Test
    void slowHandlersGetNothingAhead() {
        for (int i = 0; i < 100; i++) {
            appetite.finished(Duration.ofSeconds(10).toNanos());
            trade(4, 4);
        }

        assertThat(appetite.prefetch()).isZero();
    }

    @Test
    void handlersThatGetStuckLoseWhatTheyWouldGetAhead() {
        fastHandlersGetMoreUpToTheBound();

        appetite.lose();

        assertThat(appetite.prefetch()).isZero();
    }

    @Test
    void aShortAnswerEndsTheAskingUntilASignal() {
        trade(4, 4);
        assertThat(appetite.isHungry()).isTrue();
        trade(4, 3);
        assertThat(appetite.isHungry()).isFalse();
        appetite.signal();
        assertThat(appetite.isHungry()).isTrue();
    }

    @Test
    void whereLimitsAreNearNothingIsClaimedAhead() {
        fastHandlersGetMoreUpToTheBound();

        appetite.limit(new Limited("letters", null));
        assertThat(appetite.isLimited()).isTrue();
        assertThat(appetite.prefetch()).isZero();

        appetite.limit(new Limited("letters", null, true));
        assertThat(appetite.isLimited()).isTrue();
        assertThat(appetite.prefetch()).isEqualTo(100);

        appetite.limit(null);
        assertThat(appetite.prefetch()).isEqualTo(100);
    }

    @Test
    void aLimitTellsWhenToAskAgain() {
        trade(4, 3);
        appetite.limit(new Limited("letters", Duration.ofHours(1)));
        assertThat(appetite.isHungry()).isFalse();
        assertThat(appetite.untilAgain()).isBetween(Duration.ofMinutes(59), Duration.ofHours(1));
        appetite.limit(new Limited("letters", Duration.ZERO));
        assertThat(appetite.isHungry()).isTrue();
        trade(4, 3);
        assertThat(appetite.isHungry()).isFalse();
        assertThat(appetite.untilAgain()).isNull();
    }

    @Test
    void aSignalDuringATradeIsNotForgotten() {
        appetite.ask(4);
        appetite.signal();
        appetite.got(0);

        assertThat(appetite.isHungry()).isTrue();
    }

    private void trade(int wanted, int claimed) {
        appetite.ask(wanted);
        appetite.got(claimed);
    }
}

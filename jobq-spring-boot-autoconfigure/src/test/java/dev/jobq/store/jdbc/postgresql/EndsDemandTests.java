package dev.jobq.store.jdbc.postgresql;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import org.junit.jupiter.api.Test;

class EndsDemandTests {

    private long now = Long.MAX_VALUE - 5;
    private final EndsDemand demand = new EndsDemand(() -> now);

    @Test
    void whoHearsNobodyTells() {
        pass(Duration.ofDays(1));
        assertThat(demand.isThere()).isTrue();
    }

    @Test
    void whoBeginsToListenTellsForAWhile() {
        demand.listening(true);
        assertThat(demand.isThere()).isTrue();
        pass(EndsDemand.REPEAT.multipliedBy(2));
        assertThat(demand.isThere()).isTrue();
        pass(EndsDemand.REPEAT.multipliedBy(2));
        assertThat(demand.isThere()).isFalse();
    }

    @Test
    void whoHearsThatSomebodyWaitsTellsUntilItWasNotSaidForAWhile() {
        demand.listening(true);
        pass(Duration.ofDays(1));
        for (int i = 0; i < 10; i++) {
            demand.raise();
            assertThat(demand.isThere()).isTrue();
            pass(EndsDemand.REPEAT);
        }
        pass(EndsDemand.REPEAT.multipliedBy(2));
        assertThat(demand.isThere()).isFalse();
    }

    @Test
    void whoHearsNothingAnyMoreTells() {
        demand.listening(true);
        pass(Duration.ofDays(1));
        demand.listening(false);
        assertThat(demand.isThere()).isTrue();
    }

    private void pass(Duration time) {
        now += time.toNanos();
    }
}

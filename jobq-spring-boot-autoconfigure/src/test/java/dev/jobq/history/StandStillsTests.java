package dev.jobq.history;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.entry;

import dev.jobq.history.HistoryLine.What;
import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.Test;

class StandStillsTests {

    @Test
    void aKeyStandsStillUntilItsNextStart() {
        List<HistoryLine> history = List.of(
                line(What.ENQUEUED, "p", "a", 1, 0),
                line(What.ENQUEUED, "p", "a", 2, 1),
                line(What.ENQUEUED, "p", "b", 3, 2),
                line(What.STARTED, "p", "a", 1, 3),
                line(What.KILLED, "p", HistoryLine.NONE, 0, 10),
                line(What.STARTED, "q", "b", 3, 15),
                line(What.STARTED, "q", "a", 1, 40),
                line(What.STARTED, "q", "a", 2, 60));
        assertThat(StandStills.afterKillOf("p", history))
                .containsExactly(entry("a", micros(30)), entry("b", micros(5)));
    }

    @Test
    void aKeyWithoutJobsAtThatMomentDoesNot() {
        List<HistoryLine> history = List.of(
                line(What.COMPLETED, "p", "a", 1, 0),
                // Noted late.
                line(What.ENQUEUED, "p", "a", 1, 1),
                line(What.KILLED, "p", HistoryLine.NONE, 0, 10),
                line(What.ENQUEUED, "q", "b", 2, 11),
                line(What.STARTED, "q", "b", 2, 99));
        assertThat(StandStills.afterKillOf("p", history)).isEmpty();
    }

    @Test
    void aKeyOfWhichAnotherProcessRunsAJobStandsStillUntilThatEnds() {
        List<HistoryLine> history = List.of(
                line(What.ENQUEUED, "p", "a", 1, 0),
                line(What.STARTED, "q", "a", 1, 1),
                line(What.KILLED, "p", HistoryLine.NONE, 0, 10),
                line(What.COMPLETED, "q", "a", 1, 12));
        assertThat(StandStills.afterKillOf("p", history)).containsExactly(entry("a", micros(2)));
    }

    @Test
    void aKeyOnWhichNothingHappensAnyMoreStandsStillUntilTheEnd() {
        List<HistoryLine> history = List.of(
                line(What.ENQUEUED, "p", "a", 1, 0),
                line(What.STARTED, "p", "a", 1, 1),
                line(What.ENQUEUED, "q", "b", 2, 2),
                line(What.STARTED, "q", "b", 2, 500));
        assertThat(StandStills.after(2, 100, history)).containsExactly(entry("a", micros(400)));
    }

    private static Duration micros(long micros) {
        return Duration.ofNanos(micros * 1_000);
    }

    private static HistoryLine line(What what, String process, String key, long job, long at) {
        return new HistoryLine(what, process, HistoryLine.NONE, key, job, 1, at);
    }
}

package dev.jobq.history;

import static org.assertj.core.api.Assertions.assertThat;

import dev.jobq.history.HistoryLine.What;
import java.util.List;
import org.junit.jupiter.api.Test;

class LimitedRunsTests {

    @Test
    void attemptsThatOverlapRunAtOnce() {
        List<HistoryLine> history = List.of(
                line(What.STARTED, "p", 1, 0),
                line(What.STARTED, "q", 2, 1),
                line(What.COMPLETED, "p", 1, 2),
                line(What.STARTED, "p", 3, 3));
        assertThat(LimitedRuns.of(history).mostAtOnce("k")).isEqualTo(2);
        assertThat(LimitedRuns.of(history).mostAtOnce("other")).isZero();
    }

    @Test
    void attemptsOneAfterTheOtherDoNot() {
        List<HistoryLine> history = List.of(
                line(What.STARTED, "p", 1, 0),
                line(What.COMPLETED, "p", 1, 2),
                line(What.STARTED, "p", 3, 3),
                line(What.COMPLETED, "p", 3, 3));
        assertThat(LimitedRuns.of(history).mostAtOnce("k")).isEqualTo(1);
        assertThat(LimitedRuns.of(history).starts("k")).isEqualTo(2);
    }

    @Test
    void anAttemptOfAKilledProcessRanUntilItsLastLine() {
        List<HistoryLine> history = List.of(
                line(What.STARTED, "p", 1, 0),
                line(What.STARTED, "q", 2, 0),
                line(What.COMPLETED, "q", 2, 0),
                line(What.STARTED, "p", 3, 0),
                line(What.COMPLETED, "p", 3, 0),
                line(What.KILLED, "p", 0, 0),
                line(What.STARTED, "q", 4, 0));
        assertThat(LimitedRuns.of(history).mostAtOnce("k")).isEqualTo(2);
        assertThat(LimitedRuns.of(history.subList(5, 7)).mostAtOnce("k")).isEqualTo(1);
    }

    @Test
    void startsAreCountedInEveryWindow() {
        List<HistoryLine> history = List.of(
                line(What.STARTED, "p", 1, 0),
                line(What.STARTED, "p", 2, 90),
                line(What.STARTED, "p", 3, 99),
                line(What.STARTED, "p", 4, 100),
                line(What.STARTED, "p", 5, 189));
        assertThat(LimitedRuns.of(history).mostWithin("k", 100)).isEqualTo(4);
        assertThat(LimitedRuns.of(history).mostWithin("k", 99)).isEqualTo(3);
        assertThat(LimitedRuns.of(history).mostWithin("k", 1)).isEqualTo(1);
    }

    private static HistoryLine line(What what, String process, long job, long at) {
        return new HistoryLine(what, process, HistoryLine.NONE, "k", job, 1, at);
    }
}

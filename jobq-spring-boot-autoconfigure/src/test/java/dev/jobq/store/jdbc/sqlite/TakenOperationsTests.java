package dev.jobq.store.jdbc.sqlite;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.jobq.JobId;
import dev.jobq.JobNotFoundException;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

/** What a leader has in hand when something breaks. */
class TakenOperationsTests {

    private final TakenOperations taken = new TakenOperations();
    private final SqliteErrors errors = new SqliteErrors("jobs.db");
    private final WriteOperation<Long> ran = new WriteOperation<>(session -> 1L);
    private final WriteOperation<Long> failed = new WriteOperation<>(session -> 2L);
    private final WriteOperation<Long> notRun = new WriteOperation<>(session -> 3L);

    @Test
    void whoeverHasNoFailureOfTheirOwnIsToldWhatBroke() {
        List.of(ran, failed, notRun).forEach(taken::add);
        failed.fail(new JobNotFoundException(new JobId(1)));
        taken.failAll(new OutOfMemoryError("on purpose"));
        taken.answer();
        assertThat(List.of(ran, failed, notRun)).allMatch(WriteOperation::isAnswered);
        assertThatThrownBy(() -> ran.outcome(errors)).isInstanceOf(OutOfMemoryError.class);
        assertThatThrownBy(() -> failed.outcome(errors)).isInstanceOf(JobNotFoundException.class);
        assertThatThrownBy(() -> notRun.outcome(errors)).isInstanceOf(OutOfMemoryError.class);
    }

    @Test
    void whatWasAnsweredIsForgotten() {
        taken.add(ran);
        taken.answer();
        taken.add(failed);
        taken.failAll(new OutOfMemoryError("on purpose"));
        taken.answer();
        assertThat(ran.hasFailed()).isFalse();
        assertThat(failed.isAnswered()).isTrue();
    }

    @Test
    void threeQuartersRoundedUpGoOnFirstInTheOrderInWhichTheyWereTaken() {
        WriteOperation<Long> last = new WriteOperation<>(session -> 4L);
        List.of(ran, failed, notRun, last).forEach(taken::add);
        taken.answerFirst();
        assertThat(List.of(ran, failed, notRun)).allMatch(WriteOperation::isAnswered);
        assertThat(last.isAnswered()).isFalse();
        taken.answer();
        assertThat(last.isAnswered()).isTrue();
        WriteOperation<Long> alone = new WriteOperation<>(session -> 5L);
        taken.add(alone);
        taken.answerFirst();
        assertThat(alone.isAnswered()).isTrue();
    }

    @Test
    void whoIsTakenAfterMostWentOnIsAnsweredWithTheRest() {
        List<WriteOperation<Long>> many = Stream.generate(() -> new WriteOperation<>(session -> 5L))
                .limit(4)
                .toList();
        many.forEach(taken::add);
        taken.answerFirst();
        taken.add(ran);
        taken.answer();
        assertThat(many).allMatch(WriteOperation::isAnswered);
        assertThat(ran.isAnswered()).isTrue();
    }
}

package dev.jobq.store.jdbc.sqlite;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.jobq.JobId;
import dev.jobq.JobNotFoundException;
import java.util.List;
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
    void aShareGoesOnRoundedUpThoseFirstThatWereTakenFirst() {
        List.of(ran, failed, notRun).forEach(taken::add);
        taken.answer(0.5);
        assertThat(ran.isAnswered()).isTrue();
        assertThat(failed.isAnswered()).isTrue();
        assertThat(notRun.isAnswered()).isFalse();
        taken.answer();
        assertThat(notRun.isAnswered()).isTrue();
    }

    @Test
    void whoIsTakenAfterAShareWentOnIsAnsweredWithTheRest() {
        taken.add(ran);
        taken.add(failed);
        taken.answer(0.5);
        taken.add(notRun);
        taken.answer();
        assertThat(List.of(ran, failed, notRun)).allMatch(WriteOperation::isAnswered);
    }
}

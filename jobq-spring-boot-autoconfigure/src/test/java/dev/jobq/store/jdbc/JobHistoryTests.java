package dev.jobq.store.jdbc;

import static org.assertj.core.api.Assertions.assertThat;

import dev.jobq.Enqueuer;
import dev.jobq.Job;
import dev.jobq.JobBuilder;
import dev.jobq.JobError;
import dev.jobq.JobEvent;
import dev.jobq.JobEvent.Change;
import dev.jobq.JobId;
import dev.jobq.JobRef;
import dev.jobq.JobStatus;
import dev.jobq.JsonValue;
import dev.jobq.ProcessId;
import dev.jobq.json.JacksonJsonCodec;
import java.time.Instant;
import java.util.List;
import org.junit.jupiter.api.Test;

/** The log of a job, derived from its rows. */
class JobHistoryTests {

    private static final JobRef JOB = new JobRef(new JobId(7), "emails", "welcome");
    private static final Instant START = Instant.parse("2026-11-01T12:00:00Z");

    private final JacksonJsonCodec codec = new JacksonJsonCodec();
    private final JobHistory history = new JobHistory(new JobRows(codec));

    @Test
    void aJobThatRanOnceIsToldByItsEndAlone() {
        Job job = job(JobStatus.COMPLETED)
                .attempt(1)
                .fence(1)
                .startedAt(at(1))
                .finishedAt(at(2))
                .build();
        assertThat(lines(job, List.of()))
                .containsExactly(
                        "0 created null-AVAILABLE", "1 started AVAILABLE-EXECUTING", "2 completed EXECUTING-COMPLETED");
    }

    @Test
    void aScheduledJobBecomesAvailableAtItsTime() {
        Job waiting = job(JobStatus.SCHEDULED).build();
        assertThat(lines(waiting, at(5), List.of())).containsExactly("0 created null-SCHEDULED");
        Job available = job(JobStatus.AVAILABLE).build();
        assertThat(lines(available, at(5), List.of()))
                .containsExactly("0 created null-SCHEDULED", "5 available SCHEDULED-AVAILABLE");
        Job running = job(JobStatus.EXECUTING).fence(1).startedAt(at(6)).build();
        assertThat(lines(running, at(5), List.of()))
                .containsExactly(
                        "0 created null-SCHEDULED", "5 available SCHEDULED-AVAILABLE", "6 started AVAILABLE-EXECUTING");
    }

    @Test
    void aScheduledJobThatWasCancelledNeverBecameAvailable() {
        Job job = job(JobStatus.CANCELLED).finishedAt(at(3)).build();
        assertThat(lines(job, at(5), List.of()))
                .containsExactly("0 created null-SCHEDULED", "3 cancelled SCHEDULED-CANCELLED");
    }

    @Test
    void aRetryIsToldFromFailureToItsNextEnd() {
        AttemptRow failed = retried(1, 1, 2, 18);
        Job waiting =
                job(JobStatus.RETRYABLE).attempt(1).fence(1).startedAt(at(1)).build();
        assertThat(lines(waiting, List.of(failed)))
                .containsExactly(
                        "0 created null-AVAILABLE",
                        "1 started AVAILABLE-EXECUTING",
                        "2 failed",
                        "2 retry-scheduled EXECUTING-RETRYABLE");
        Job available =
                job(JobStatus.AVAILABLE).attempt(1).fence(1).startedAt(at(1)).build();
        assertThat(lines(available, List.of(failed))).endsWith("18 available RETRYABLE-AVAILABLE");
        Job done = job(JobStatus.COMPLETED)
                .attempt(2)
                .fence(2)
                .startedAt(at(19))
                .finishedAt(at(20))
                .build();
        assertThat(lines(done, List.of(failed, attempt(2, 19, 20, JobStatus.COMPLETED, false))))
                .endsWith(
                        "2 retry-scheduled EXECUTING-RETRYABLE",
                        "18 available RETRYABLE-AVAILABLE",
                        "19 started AVAILABLE-EXECUTING",
                        "20 completed EXECUTING-COMPLETED");
    }

    @Test
    void ofSeveralRetriesEachTellsWhenItsWaitEnded() {
        List<AttemptRow> attempts =
                List.of(retried(1, 1, 2, 9), retried(2, 10, 11, 29), attempt(3, 30, 31, JobStatus.DISCARDED, true));
        Job job = job(JobStatus.DISCARDED)
                .attempt(3)
                .fence(3)
                .startedAt(at(30))
                .finishedAt(at(31))
                .reason("out of attempts")
                .build();
        List<JobEvent> events = history.of(job, START, attempts, List.of());
        assertThat(events)
                .extracting(JobEvent::type)
                .containsExactly(
                        JobEvent.Type.CREATED,
                        JobEvent.Type.STARTED,
                        JobEvent.Type.FAILED,
                        JobEvent.Type.RETRY_SCHEDULED,
                        JobEvent.Type.AVAILABLE,
                        JobEvent.Type.STARTED,
                        JobEvent.Type.FAILED,
                        JobEvent.Type.RETRY_SCHEDULED,
                        JobEvent.Type.AVAILABLE,
                        JobEvent.Type.STARTED,
                        JobEvent.Type.FAILED,
                        JobEvent.Type.DISCARDED);
        assertThat(events).extracting(JobEvent::seq).containsExactly(1L, 2L, 3L, 4L, 5L, 6L, 7L, 8L, 9L, 10L, 11L, 12L);
        assertThat(events.get(11).data()).isEqualTo(json("\"out of attempts\""));
        assertThat(events.get(6).data()).isEqualTo(json("{\"attempt\":2,\"type\":\"E\",\"message\":\"m\"}"));
    }

    @Test
    void aJobCancelledWhileItWaitedForARetryEndsFromThere() {
        Job job = job(JobStatus.CANCELLED)
                .attempt(1)
                .fence(1)
                .startedAt(at(1))
                .finishedAt(at(5))
                .build();
        assertThat(lines(job, List.of(retried(1, 1, 2, 18))))
                .endsWith("2 retry-scheduled EXECUTING-RETRYABLE", "5 cancelled RETRYABLE-CANCELLED");
    }

    @Test
    void aWaitThatWasCutShortByRequestDidNotEndByItself() {
        Job job = job(JobStatus.COMPLETED)
                .attempt(1)
                .fence(2)
                .startedAt(at(19))
                .finishedAt(at(20))
                .build();
        JobHistory.Noted called = noted(5, JobStatus.RETRYABLE, JobStatus.AVAILABLE);
        assertThat(lines(job, List.of(retried(1, 1, 2, 18)), called))
                .endsWith(
                        "2 retry-scheduled EXECUTING-RETRYABLE",
                        "5 user RETRYABLE-AVAILABLE",
                        "19 started AVAILABLE-EXECUTING",
                        "20 completed EXECUTING-COMPLETED");
    }

    @Test
    void eventRowsStandAtTheirTime() {
        Job job = job(JobStatus.EXECUTING).attempt(1).fence(1).startedAt(at(4)).build();
        assertThat(lines(job, List.of(), noted(1, null, null), noted(4, null, null), noted(9, null, null)))
                .containsExactly(
                        "0 created null-AVAILABLE", "1 user", "4 started AVAILABLE-EXECUTING", "4 user", "9 user");
    }

    @Test
    void movesOfTheSameMomentStandInTheOrderInWhichTheyFit() {
        Job job = job(JobStatus.EXECUTING).attempt(1).fence(2).startedAt(at(0)).build();
        AttemptRow discarded = attempt(1, 0, 0, JobStatus.DISCARDED, false);
        Job again = job(JobStatus.COMPLETED)
                .attempt(1)
                .fence(2)
                .startedAt(at(0))
                .finishedAt(at(0))
                .build();
        assertThat(lines(job, List.of(discarded), noted(0, JobStatus.DISCARDED, JobStatus.AVAILABLE)))
                .containsExactly(
                        "0 created null-AVAILABLE",
                        "0 started AVAILABLE-EXECUTING",
                        "0 discarded EXECUTING-DISCARDED",
                        "0 user DISCARDED-AVAILABLE",
                        "0 started AVAILABLE-EXECUTING");
        AttemptRow completed = attempt(2, 0, 0, JobStatus.COMPLETED, false);
        assertThat(lines(
                        again,
                        List.of(discarded, completed),
                        noted(0, JobStatus.DISCARDED, JobStatus.AVAILABLE),
                        noted(0, JobStatus.EXECUTING, JobStatus.LAUNCHED)))
                .endsWith(
                        "0 user DISCARDED-AVAILABLE",
                        "0 started AVAILABLE-EXECUTING",
                        "0 user EXECUTING-LAUNCHED",
                        "0 completed LAUNCHED-COMPLETED");
    }

    @Test
    void aLongRunningAttemptEndsFromLaunched() {
        Job job = job(JobStatus.COMPLETED)
                .attempt(1)
                .fence(1)
                .startedAt(at(1))
                .finishedAt(at(9))
                .build();
        assertThat(lines(
                        job,
                        List.of(),
                        noted(2, JobStatus.EXECUTING, JobStatus.LAUNCHED),
                        noted(3, JobStatus.EXECUTING, JobStatus.EXECUTING)))
                .endsWith("2 user EXECUTING-LAUNCHED", "3 user EXECUTING-EXECUTING", "9 completed LAUNCHED-COMPLETED");
    }

    @Test
    void anAttemptThatEndedAfterTheJobWasReadIsLeftOut() {
        Job running = job(JobStatus.EXECUTING).fence(2).build();
        assertThat(attempt(1, 1, 2, JobStatus.RETRYABLE, true).isKnownTo(running))
                .isTrue();
        assertThat(attempt(2, 3, 4, JobStatus.COMPLETED, false).isKnownTo(running))
                .isFalse();
        assertThat(attempt(3, 5, 6, JobStatus.COMPLETED, false).isKnownTo(running))
                .isFalse();
        Job done = job(JobStatus.COMPLETED).fence(2).build();
        assertThat(attempt(2, 3, 4, JobStatus.COMPLETED, false).isKnownTo(done)).isTrue();
    }

    private List<String> lines(Job job, List<AttemptRow> attempts, JobHistory.Noted... noted) {
        return lines(job, START, attempts, noted);
    }

    private List<String> lines(Job job, Instant firstRunAt, List<AttemptRow> attempts, JobHistory.Noted... noted) {
        return history.of(job, firstRunAt, attempts, List.of(noted)).stream()
                .map(JobHistoryTests::line)
                .toList();
    }

    private static String line(JobEvent event) {
        Change change = event.change();
        long second = event.at().getEpochSecond() - START.getEpochSecond();
        return second + " " + event.type().key() + (change == null ? "" : " " + change.from() + "-" + change.to());
    }

    private static JobBuilder job(JobStatus status) {
        return Job.builder(JOB, status)
                .createdAt(START)
                .runAt(START)
                .enqueuedBy(new Enqueuer(new ProcessId("h", 1, START), "shop", null, null, null));
    }

    private static AttemptRow retried(int number, int from, int to, int due) {
        JobError error = new JobError(number, at(to), "E", "m", "s");
        return new AttemptRow(number, number, at(from), at(to), at(due), JobStatus.RETRYABLE, error);
    }

    private static AttemptRow attempt(int number, int from, int to, JobStatus status, boolean hasFailed) {
        JobError error = hasFailed ? new JobError(number, at(to), "E", "m", "s") : null;
        return new AttemptRow(number, number, at(from), at(to), null, status, error);
    }

    private static JobHistory.Noted noted(int second, JobStatus from, JobStatus to) {
        Change change = from == null && to == null ? null : new Change(from, to);
        JobEvent event = new JobEvent(0, JOB, JobEvent.Type.USER, at(second), change, null);
        return new JobHistory.Noted(at(second), event);
    }

    private JsonValue json(String text) {
        return new JsonValue(text, codec);
    }

    private static Instant at(int second) {
        return START.plusSeconds(second);
    }
}

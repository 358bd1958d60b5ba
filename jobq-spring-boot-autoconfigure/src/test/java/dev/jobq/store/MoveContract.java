package dev.jobq.store;

import static dev.jobq.store.DraftBuilder.draft;
import static org.assertj.core.api.Assertions.assertThat;

import dev.jobq.Job;
import dev.jobq.JobError;
import dev.jobq.JobId;
import dev.jobq.JobStats;
import dev.jobq.JobStatus;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

/** Where each move takes a job, and what it keeps. */
abstract class MoveContract extends StoreContract {

    @Test
    void aCompletedJobKeepsItsResultAndWhatItTook() {
        enqueueOne();
        ClaimedJob claimed = worker.claimOne();
        clock.advance(Duration.ofSeconds(1));
        String stats = "{\"steps\":[{\"name\":\"load\",\"millis\":3}],\"values\":{\"rows\":7.0}}";
        worker.trade(List.of(Worker.ended(claimed, Move.completed("{\"sent\":true}"), stats)));
        Job job = job(Worker.idOf(claimed));
        assertThat(job.status()).isEqualTo(JobStatus.COMPLETED);
        assertThat(job.result().text()).isEqualTo("{\"sent\":true}");
        assertThat(job.attempt()).isEqualTo(1);
        assertThat(job.errors()).isEmpty();
        assertThat(job.node()).isEqualTo(worker.id());
        assertThat(job.finishedAt()).isEqualTo(now());
        assertThat(job.startedAt()).isEqualTo(now().minusSeconds(1));
        assertThat(job.stats().cpuTime()).isEqualTo(Duration.ofMillis(2));
        assertThat(job.stats().allocatedBytes()).isEqualTo(4096);
        assertThat(job.stats().elapsed()).isNotNull();
        assertThat(job.stats().steps()).containsExactly(new JobStats.Step("load", Duration.ofMillis(3)));
        assertThat(job.stats().values()).isEqualTo(Map.of("rows", 7.0));
    }

    @Test
    void aCompletedJobMayHaveNoResult() {
        enqueueOne();
        ClaimedJob claimed = worker.claimOne();
        worker.end(claimed, Move.completed(null));
        assertThat(job(Worker.idOf(claimed)).result()).isNull();
    }

    @Test
    void aResultOfJsonNullIsAResult() {
        enqueueOne();
        ClaimedJob claimed = worker.claimOne();
        worker.end(claimed, Move.completed("null"));
        assertThat(job(Worker.idOf(claimed)).result()).isNotNull().matches(result -> result.isNull());
    }

    @Test
    void aRetryIsChargedTimedAndKeepsItsError() {
        enqueueOne();
        ClaimedJob claimed = worker.claimOne();
        clock.advance(Duration.ofSeconds(3));
        worker.end(claimed, Move.retry(Duration.ofSeconds(16), FAILURE));
        Job job = job(Worker.idOf(claimed));
        assertThat(job.status()).isEqualTo(JobStatus.RETRYABLE);
        assertThat(job.attempt()).isEqualTo(1);
        assertThat(job.runAt()).isEqualTo(now().plusSeconds(16));
        assertThat(job.finishedAt()).isNull();
        assertThat(job.errors())
                .containsExactly(new JobError(1, now(), FAILURE.type(), FAILURE.message(), FAILURE.stack()));
    }

    @Test
    void aRetriedJobRunsAsItsNextAttempt() {
        enqueueOne();
        ClaimedJob first = worker.claimOne();
        worker.end(first, Move.retry(Duration.ofSeconds(16), FAILURE));
        assertThat(worker.claim(1)).isEmpty();
        stageAll(Duration.ofSeconds(16));
        ClaimedJob second = worker.claimOne();
        assertThat(Worker.idOf(second)).isEqualTo(Worker.idOf(first));
        assertThat(second.attempt().number()).isEqualTo(2);
        assertThat(second.attempt().fence()).isGreaterThan(first.attempt().fence());
    }

    @Test
    void aRetryWithoutDelayRunsAtOnce() {
        enqueueOne();
        worker.end(worker.claimOne(), Move.retry(Duration.ZERO, FAILURE));
        stageAll(Duration.ZERO);
        assertThat(worker.claimOne().attempt().number()).isEqualTo(2);
    }

    @Test
    void errorsOfAllAttemptsAreKeptInOrderUntilTheEnd() {
        JobId id = enqueueOne();
        for (int attempt = 1; attempt <= 4; attempt++) {
            ClaimedJob claimed = worker.claimOne();
            assertThat(claimed.attempt().number()).isEqualTo(attempt);
            worker.end(claimed, Move.retry(Duration.ofSeconds(1), new Move.Failure("E" + attempt, "m" + attempt, "s")));
            stageAll(Duration.ofSeconds(1));
        }
        worker.end(worker.claimOne(), Move.completed("5"));
        Job job = job(id);
        assertThat(job.attempt()).isEqualTo(5);
        assertThat(job.errors()).extracting(JobError::attempt).containsExactly(1, 2, 3, 4);
        assertThat(job.errors()).extracting(JobError::type).containsExactly("E1", "E2", "E3", "E4");
        assertThat(job.errors()).extracting(JobError::message).containsExactly("m1", "m2", "m3", "m4");
        assertThat(job.errors()).extracting(JobError::at).isSorted();
    }

    @Test
    void errorTextKeepsItsLinesAndCharacters() {
        enqueueOne();
        ClaimedJob claimed = worker.claimOne();
        Move.Failure failure = new Move.Failure("a.B$C", "naïve 🚀 'quoted' \"twice\" \\ %s ? :x", "line\n\tat ü\r\n");
        worker.end(claimed, Move.retry(Duration.ofSeconds(1), failure));
        JobError error = job(Worker.idOf(claimed)).errors().get(0);
        assertThat(new Move.Failure(error.type(), error.message(), error.stack()))
                .isEqualTo(failure);
    }

    @Test
    void aSnoozeIsTimedAndNotCharged() {
        enqueueOne();
        ClaimedJob claimed = worker.claimOne();
        worker.end(claimed, Move.snooze(Duration.ofMinutes(2)));
        Job job = job(Worker.idOf(claimed));
        assertThat(job.status()).isEqualTo(JobStatus.SCHEDULED);
        assertThat(job.attempt()).isZero();
        assertThat(job.errors()).isEmpty();
        assertThat(job.runAt()).isEqualTo(now().plus(Duration.ofMinutes(2)));
        stageAll(Duration.ofMinutes(2));
        assertThat(worker.claimOne().attempt().number()).isEqualTo(1);
    }

    @Test
    void aDiscardedJobTellsWhyAndWhatFailed() {
        Job job = job(jobIn(JobStatus.DISCARDED));
        assertThat(job.status()).isEqualTo(JobStatus.DISCARDED);
        assertThat(job.reason()).isEqualTo("Address is wrong");
        assertThat(job.attempt()).isEqualTo(1);
        assertThat(job.errors()).extracting(JobError::message).containsExactly(FAILURE.message());
        assertThat(job.finishedAt()).isEqualTo(now());
    }

    @Test
    void aJobMayBeDiscardedWithoutAnError() {
        enqueueOne();
        ClaimedJob claimed = worker.claimOne();
        worker.end(claimed, Move.discard("Too late", null));
        Job job = job(Worker.idOf(claimed));
        assertThat(job.reason()).isEqualTo("Too late");
        assertThat(job.errors()).isEmpty();
    }

    @Test
    void aCancelledJobTellsWhy() {
        Job job = job(jobIn(JobStatus.CANCELLED));
        assertThat(job.status()).isEqualTo(JobStatus.CANCELLED);
        assertThat(job.reason()).isEqualTo("Not wanted");
        assertThat(job.finishedAt()).isEqualTo(now());
    }

    @Test
    void aParkedJobIsNotChargedAndWaits() {
        JobId id = jobIn(JobStatus.PARKED);
        Job job = job(id);
        assertThat(job.status()).isEqualTo(JobStatus.PARKED);
        assertThat(job.reason()).isEqualTo("No handler for this type");
        assertThat(job.attempt()).isZero();
        stageAll(Duration.ofDays(365));
        assertThat(worker.claim(10)).isEmpty();
        assertThat(status(id)).isEqualTo(JobStatus.PARKED);
    }

    @Test
    void aReleasedJobGoesBackToItsPlaceUncharged() {
        List<JobId> ids = enqueueMany(3);
        ClaimedJob first = worker.claimOne();
        clock.advance(Duration.ofMinutes(1));
        assertThat(worker.end(first, Move.release())).isTrue();
        Job job = job(ids.get(0));
        assertThat(job.status()).isEqualTo(JobStatus.AVAILABLE);
        assertThat(job.attempt()).isZero();
        List<ClaimedJob> again = worker.claim(10);
        assertThat(Worker.ids(again)).isEqualTo(ids);
        assertThat(again.get(0).attempt().number()).isEqualTo(1);
        assertThat(again.get(0).attempt().fence()).isGreaterThan(first.attempt().fence());
    }

    @Test
    void aReleaseAfterFailuresKeepsTheirCount() {
        enqueueOne();
        worker.end(worker.claimOne(), Move.retry(Duration.ofSeconds(1), FAILURE));
        stageAll(Duration.ofSeconds(1));
        ClaimedJob second = worker.claimOne();
        worker.end(second, Move.release());
        assertThat(job(Worker.idOf(second)).attempt()).isEqualTo(1);
        assertThat(job(Worker.idOf(second)).errors()).hasSize(1);
        assertThat(worker.claimOne().attempt().number()).isEqualTo(2);
    }

    @Test
    void aLaunchedJobIsSeenAsLaunchedAndEndsLikeAnyOther() {
        JobId id = enqueueOne(draft().payload("[1]"));
        ClaimedJob claimed = worker.claimOne();
        assertThat(worker.launch(claimed)).isTrue();
        assertThat(status(id)).isEqualTo(JobStatus.LAUNCHED);
        assertThat(depth(JobStatus.LAUNCHED)).isEqualTo(1);
        assertThat(depth(JobStatus.EXECUTING)).isZero();
        assertThat(worker.end(claimed, Move.completed("0"))).isTrue();
        assertThat(status(id)).isEqualTo(JobStatus.COMPLETED);
        assertDepthsAreExact();
    }

    @Test
    void launchingTwiceIsLaunchingOnce() {
        enqueueOne();
        ClaimedJob claimed = worker.claimOne();
        assertThat(worker.launch(claimed)).isTrue();
        worker.launch(claimed);
        assertThat(depth(JobStatus.LAUNCHED)).isEqualTo(1);
        assertDepthsAreExact();
    }
}

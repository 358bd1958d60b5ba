package dev.jobq.standalone;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import dev.jobq.DuplicateJobException;
import dev.jobq.EnqueueResult;
import dev.jobq.EnqueueResult.Kind;
import dev.jobq.InvalidJobException;
import dev.jobq.Job;
import dev.jobq.JobEvent;
import dev.jobq.JobId;
import dev.jobq.JobQueue;
import dev.jobq.JobStatus;
import dev.jobq.JobType;
import dev.jobq.NewJob;
import dev.jobq.OnDuplicate;
import dev.jobq.Unique;
import java.time.Duration;
import java.util.List;
import java.util.Set;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** The examples of docs/uniqueness.md. */
class UniquenessExampleTests {

    private final JobQueue jobQueue = JobQueue.inMemory();

    @AfterEach
    void close() {
        jobQueue.close();
    }

    @Test
    void aSecondJobWithTheKeyIsNotMade() {
        JobId first = jobQueue.enqueue(NewJob.of(new Report(42)).uniqueKey("report-42"));
        assertThat(jobQueue.enqueue(NewJob.of(new Report(42)).uniqueKey("report-42")))
                .isEqualTo(first);
        assertThat(jobQueue.enqueue(NewJob.of(new Report(43)).uniqueKey("report-43")))
                .isNotEqualTo(first);
    }

    @Test
    void theKeyIsFreeOnceTheJobHasEnded() {
        JobId first = jobQueue.enqueue(NewJob.of(new Report(42)).uniqueKey("report-42"));
        jobQueue.cancel(first);
        JobId second = jobQueue.enqueue(NewJob.of(new Report(42)).uniqueKey("report-42"));
        assertThat(second).isNotEqualTo(first);
        assertThatExceptionOfType(DuplicateJobException.class).isThrownBy(() -> jobQueue.retry(first));
    }

    @Test
    void forAPeriodItIsNot() {
        NewJob report = NewJob.of(new Report(42)).uniqueKey("report-42").uniqueFor(Duration.ofHours(1));
        JobId first = jobQueue.enqueue(report);
        jobQueue.cancel(first);
        assertThat(jobQueue.enqueue(report)).isEqualTo(first);
        jobQueue.delete(first);
        assertThat(jobQueue.enqueue(report)).isNotEqualTo(first);
    }

    @Test
    void whatBecomesOfADuplicate() {
        NewJob index = NewJob.of(new Index(7)).uniqueKey("index-7");
        JobId first = jobQueue.enqueue(index);
        assertThat(jobQueue.tryEnqueue(index)).isEqualTo(new EnqueueResult(Kind.EXISTING, first));
        NewJob strict = index.onDuplicate(OnDuplicate.REJECT);
        assertThat(jobQueue.tryEnqueue(strict)).isEqualTo(new EnqueueResult(Kind.EXISTING, first));
        assertThatExceptionOfType(DuplicateJobException.class)
                .isThrownBy(() -> jobQueue.enqueue(strict))
                .withMessageContaining("'index-7'")
                .satisfies(ex -> assertThat(ex.existing()).isEqualTo(first));
        NewJob other = NewJob.of(new Index(8)).uniqueKey("index-7");
        assertThat(jobQueue.tryEnqueue(other.delay(Duration.ofHours(1)).onDuplicate(OnDuplicate.REPLACE)))
                .isEqualTo(new EnqueueResult(Kind.REPLACED, first));
        Job replaced = jobQueue.get(first).orElseThrow();
        assertThat(replaced.payload().as(Index.class)).isEqualTo(new Index(8));
        assertThat(replaced.status()).isEqualTo(JobStatus.SCHEDULED);
        assertThat(replaced.events()).extracting(JobEvent::type).contains(JobEvent.Type.REPLACED);
        assertThat(jobQueue.enqueue(index.onDuplicate(OnDuplicate.KEEP_RUN_AT))).isEqualTo(first);
        assertThat(jobQueue.get(first).orElseThrow().runAt()).isEqualTo(replaced.runAt());
    }

    @Test
    void debounceAndThrottle() {
        NewJob index =
                NewJob.of(new Index(7)).uniqueKey("index-7").debounce(Duration.ofSeconds(10), Duration.ofMinutes(1));
        JobId quiet = jobQueue.enqueue(index);
        assertThat(jobQueue.get(quiet).orElseThrow().status()).isEqualTo(JobStatus.SCHEDULED);
        assertThat(jobQueue.tryEnqueue(index)).isEqualTo(new EnqueueResult(Kind.REPLACED, quiet));

        NewJob alert = NewJob.of("alerts", "disk full").uniqueKey("disk").throttle(Duration.ofMinutes(15));
        JobId first = jobQueue.enqueue(alert);
        jobQueue.cancel(first);
        assertThat(jobQueue.enqueue(alert)).isEqualTo(first);
    }

    @Test
    void aChangeThatComesWhileItRunsMakesANewJob() {
        List<NewJob> examples = List.of(
                NewJob.of(new Index(7))
                        .uniqueKey("index-7")
                        .uniqueWhile(Unique.WAITING)
                        .onDuplicate(OnDuplicate.REPLACE),
                NewJob.of(new Index(7)).uniqueKey("index-7").debounce(Duration.ofSeconds(10), Duration.ofMinutes(1)),
                NewJob.of(new Alert("disk full")).uniqueKey("disk").throttle(Duration.ofMinutes(15)));
        JobId first = jobQueue.enqueue(examples.get(0));
        assertThat(jobQueue.tryEnqueue(examples.get(0))).isEqualTo(new EnqueueResult(Kind.REPLACED, first));
        assertThat(jobQueue.tryEnqueue(examples.get(1))).isEqualTo(new EnqueueResult(Kind.REPLACED, first));
        JobId alert = jobQueue.enqueue(examples.get(2));
        assertThat(jobQueue.tryEnqueue(examples.get(2))).isEqualTo(new EnqueueResult(Kind.EXISTING, alert));
    }

    @Test
    void manyAreTakenAsIfOneAfterTheOther() {
        NewJob report = NewJob.of(new Report(42)).uniqueKey("report-42");
        List<JobId> ids = jobQueue.enqueueAll(List.of(report, NewJob.of(new Report(1)), report));
        assertThat(ids.get(2)).isEqualTo(ids.get(0)).isNotEqualTo(ids.get(1));
        assertThatExceptionOfType(DuplicateJobException.class)
                .isThrownBy(() ->
                        jobQueue.enqueueAll(List.of(NewJob.of(new Report(2)), report.onDuplicate(OnDuplicate.REJECT))));
        assertThat(jobQueue.find(dev.jobq.JobQuery.all(), 10)).hasSize(2);
    }

    @Test
    void whatContradictsItselfIsRefusedByName() {
        NewJob report = NewJob.of(new Report(1));
        assertRefused(report.uniqueFor(Duration.ofHours(1)), "uniqueFor PT1H needs a uniqueKey");
        assertRefused(report.uniqueWhile(Unique.WAITING), "uniqueWhile");
        assertRefused(report.onDuplicate(OnDuplicate.REPLACE), "onDuplicate REPLACE needs a uniqueKey");
        assertRefused(report.debounce(Duration.ofSeconds(1), null), "debounce PT1S needs a uniqueKey");
        NewJob debounced = report.uniqueKey("k").debounce(Duration.ofSeconds(1), null);
        assertRefused(debounced.delay(Duration.ofSeconds(1)), "delay");
        assertRefused(debounced.runAt(java.time.Instant.EPOCH), "runAt");
        assertRefused(debounced.onDuplicate(OnDuplicate.KEEP_RUN_AT), "KEEP_RUN_AT");
        assertThatExceptionOfType(InvalidJobException.class)
                .isThrownBy(() -> jobQueue.create(report.uniqueKey("k")))
                .withMessageContaining("'k'");
    }

    @Test
    void badValuesAreRefusedAtOnce() {
        NewJob report = NewJob.of(new Report(1));
        for (String key : List.of("", " ", "x".repeat(256), "a\nb", "\ud800")) {
            assertInvalid(() -> report.uniqueKey(key), "uniqueKey");
        }
        assertThat(report.uniqueKey("x".repeat(255)).unique().key()).hasSize(255);
        assertInvalid(() -> report.uniqueFor(Duration.ZERO), "uniqueFor PT0S");
        assertInvalid(() -> report.throttle(Duration.ofSeconds(-1)), "uniqueFor PT-1S");
        assertInvalid(() -> report.uniqueWhile(Set.of()), "uniqueWhile []");
        assertInvalid(() -> report.uniqueWhile(Set.of(JobStatus.HELD)), "HELD");
        assertInvalid(() -> report.debounce(Duration.ZERO, null), "debounce PT0S");
        assertInvalid(() -> report.debounce(Duration.ofSeconds(2), Duration.ofSeconds(1)), "longest");
    }

    private void assertRefused(NewJob job, String reason) {
        assertThatExceptionOfType(InvalidJobException.class)
                .isThrownBy(() -> jobQueue.enqueue(job))
                .withMessageContaining("'reports'")
                .withMessageContaining(reason);
    }

    private static void assertInvalid(org.assertj.core.api.ThrowableAssert.ThrowingCallable call, String reason) {
        assertThatExceptionOfType(InvalidJobException.class).isThrownBy(call).withMessageContaining(reason);
    }

    @JobType(topic = "reports")
    record Report(int number) {}

    @JobType(topic = "alerts")
    record Alert(String text) {}

    @JobType(topic = "indexes")
    record Index(int shop) {}
}

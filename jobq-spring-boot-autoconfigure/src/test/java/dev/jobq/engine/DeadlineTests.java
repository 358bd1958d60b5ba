package dev.jobq.engine;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.jobq.Job;
import dev.jobq.JobHandler;
import dev.jobq.JobId;
import dev.jobq.JobStatus;
import dev.jobq.Outcome;
import dev.jobq.store.JobDraft;
import dev.jobq.store.JobDraft.Limits;
import dev.jobq.store.JobDraft.Start;
import dev.jobq.store.JobDraft.Terms;
import dev.jobq.store.JobStore;
import dev.jobq.store.MovableClock;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** Jobs that must start by a time, as workers treat them. */
@Timeout(60)
class DeadlineTests {

    private static final EngineSettings.Timing TIMING = new EngineSettings.Timing(
            Duration.ofMillis(50), Duration.ofDays(10_000), Duration.ofSeconds(5), Duration.ofSeconds(20));

    static class Slow {
        final CountDownLatch release = new CountDownLatch(1);
        final AtomicInteger started = new AtomicInteger();

        @JobHandler(topic = "slow", type = "wait")
        void hold() throws InterruptedException {
            started.incrementAndGet();
            release.await();
        }

        @JobHandler(topic = "slow", type = "fail")
        Outcome fail() {
            started.incrementAndGet();
            return Outcome.fail("not yet").retryIn(Duration.ofHours(1));
        }

        @JobHandler(topic = "slow", type = "for-ever")
        Outcome forEver() {
            started.incrementAndGet();
            return Outcome.snooze(Duration.ofSeconds(Long.MAX_VALUE));
        }

        @JobHandler(topic = "slow", type = "snooze")
        Outcome snooze() {
            started.incrementAndGet();
            return Outcome.snooze(Duration.ofHours(1));
        }
    }

    private final MovableClock clock = new MovableClock();
    private final Slow slow = new Slow();
    private EngineHarness node;

    @AfterEach
    void stop() {
        slow.release.countDown();
        node.close();
    }

    @ParameterizedTest
    @EnumSource
    void aJobBehindOthersIsDiscardedWhenItsDeadlinePasses(Database database) {
        start(database);
        JobId first = enqueue("wait", Duration.ofMinutes(10));
        await().atMost(EngineHarness.SOON).until(() -> slow.started.get() == 1);
        JobId second = enqueue("wait", Duration.ofMinutes(10));
        clock.advance(Duration.ofMinutes(10));

        Job job = node.awaitStatus(second, JobStatus.DISCARDED);
        assertThat(job.reason()).isEqualTo("not started by its deadline");
        slow.release.countDown();
        node.awaitStatus(first, JobStatus.COMPLETED);
        assertThat(slow.started).hasValue(1);
    }

    @ParameterizedTest
    @EnumSource
    void aJobEnqueuedTooLateNeverStarts(Database database) {
        start(database);
        JobId id = enqueue("wait", Duration.ofMillis(-1));
        Job job = node.awaitStatus(id, JobStatus.DISCARDED);
        assertThat(job.reason()).isEqualTo("not started by its deadline");
        assertThat(slow.started).hasValue(0);
    }

    @ParameterizedTest
    @EnumSource
    void anAttemptAfterWhichNoneCouldStartInTimeIsTheLast(Database database) {
        start(database);
        Job failed = node.awaitStatus(enqueue("fail", Duration.ofMinutes(10)), JobStatus.DISCARDED);
        assertThat(failed.reason()).isEqualTo("no further attempt could start by its deadline");
        assertThat(failed.errors()).hasSize(1);
        Job snoozed = node.awaitStatus(enqueue("snooze", Duration.ofMinutes(10)), JobStatus.DISCARDED);
        assertThat(snoozed.errors()).isEmpty();
        node.awaitStatus(enqueue("fail", Duration.ofHours(2)), JobStatus.RETRYABLE);
        node.awaitStatus(enqueue("snooze", Duration.ofHours(2)), JobStatus.SCHEDULED);
        assertThat(slow.started).hasValue(4);
    }

    @Test
    void aDelayBeyondAllDatesIsTooLateLikeAnyOther() {
        start(Database.SQLITE);
        Job snoozed = node.awaitStatus(enqueue("for-ever", Duration.ofMinutes(10)), JobStatus.DISCARDED);
        assertThat(snoozed.reason()).isEqualTo("no further attempt could start by its deadline");
        assertThat(slow.started).hasValue(1);
    }

    private void start(Database database) {
        JobStore store = database.open(clock);
        node = EngineHarness.start(
                store, TIMING, List.of(EngineFixture.topic("slow", 1).prefetch(1)), slow);
        node.awaitRegistered();
    }

    private JobId enqueue(String type, Duration untilDeadline) {
        Instant deadline = clock.instant().plus(untilDeadline);
        return node.enqueueAll(new JobDraft("slow", type, "null", 0, Start.NOW, Limits.NONE, new Terms(null, deadline)))
                .get(0);
    }
}

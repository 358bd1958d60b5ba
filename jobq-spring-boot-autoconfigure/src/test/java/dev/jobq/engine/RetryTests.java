package dev.jobq.engine;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.jobq.Backoff;
import dev.jobq.Job;
import dev.jobq.JobError;
import dev.jobq.JobErrorHandler;
import dev.jobq.JobHandler;
import dev.jobq.JobId;
import dev.jobq.JobRef;
import dev.jobq.JobStatus;
import dev.jobq.Outcome;
import dev.jobq.store.JobDraft;
import java.io.IOException;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneId;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicReference;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

class RetryTests {

    static class Failing {
        final AtomicInteger runs = new AtomicInteger();

        @JobHandler(topic = "failing", discardOn = IOException.class)
        void run(String payload) throws IOException {
            runs.incrementAndGet();
            if (payload.equals("hopeless")) {
                throw new IOException("no disk");
            }
            throw new IllegalStateException("broken " + payload);
        }
    }

    private final Failing failing = new Failing();

    @ParameterizedTest
    @EnumSource
    void theFiftiethFailureDiscardsAndEachLeavesAnError(Database database) {
        try (EngineHarness harness = EngineHarness.start(database, EngineFixture.topic("failing", 1), failing)) {
            JobId id = harness.enqueue("failing", "default", "x");

            Job job = harness.awaitStatus(id, JobStatus.DISCARDED);

            assertThat(failing.runs).hasValue(50);
            assertThat(job.attempt()).isEqualTo(50);
            assertThat(job.reason()).isEqualTo("attempt 50 of 50 failed");
            assertThat(job.errors()).hasSize(50);
            assertThat(job.errors())
                    .extracting(JobError::attempt)
                    .startsWith(1, 2, 3)
                    .endsWith(49, 50);
            assertThat(job.errors()).allSatisfy(error -> {
                assertThat(error.type()).isEqualTo(IllegalStateException.class.getName());
                assertThat(error.message()).isEqualTo("broken x");
                assertThat(error.stack()).contains("RetryTests$Failing.run").hasSizeLessThanOrEqualTo(16_000);
            });
        }
    }

    @Test
    void theJobsOwnLimitCounts() {
        try (EngineHarness harness = EngineHarness.start(EngineFixture.topic("failing", 1), failing)) {
            JobId id = harness.enqueue("failing", "default", "x", new JobDraft.Limits(2, null));

            harness.awaitStatus(id, JobStatus.DISCARDED);
            assertThat(failing.runs).hasValue(2);
        }
    }

    @Test
    void discardOnEndsAtOnce() {
        try (EngineHarness harness = EngineHarness.start(EngineFixture.topic("failing", 1), failing)) {
            JobId id = harness.enqueue("failing", "default", "hopeless");

            Job job = harness.awaitStatus(id, JobStatus.DISCARDED);
            assertThat(failing.runs).hasValue(1);
            assertThat(job.errors())
                    .singleElement()
                    .satisfies(error -> assertThat(error.message()).isEqualTo("no disk"));
        }
    }

    @ParameterizedTest
    @EnumSource
    void retriesFollowTheCurveExactly(Database database) {
        MovableClock clock = new MovableClock(Instant.parse("2026-03-01T10:00:00Z"));
        EngineSettings.Timing eager = new EngineSettings.Timing(
                Duration.ofMillis(20), Duration.ofDays(365), Duration.ofMillis(100), Duration.ofSeconds(5));
        EngineFixture.Topic topic =
                EngineFixture.topic("failing", 1).backoff(Backoff.exponential(Duration.ofSeconds(15)));
        try (EngineHarness harness = EngineHarness.start(database.open(clock), eager, List.of(topic), failing)) {
            JobId id = harness.enqueue("failing", "default", "x");
            List<Long> waits = new ArrayList<>();
            for (int failures = 1; failures <= 5; failures++) {
                int expected = failures;
                await().atMost(EngineHarness.SOON)
                        .until(() -> harness.job(id).status() == JobStatus.RETRYABLE
                                && harness.job(id).errors().size() == expected);
                Job job = harness.job(id);
                waits.add(Duration.between(clock.instant(), job.runAt()).toSeconds());
                // One second too early nothing happens: there is no sixth run below.
                clock.advance(Duration.between(clock.instant(), job.runAt()).minusSeconds(1));
                await().during(Duration.ofMillis(150))
                        .atMost(EngineHarness.SOON)
                        .until(() -> failing.runs.get() == expected);
                clock.advance(Duration.ofSeconds(1));
            }

            assertThat(waits).containsExactly(16L, 31L, 96L, 271L, 640L);
        }
    }

    static class Moody {
        final AtomicInteger runs = new AtomicInteger();

        @JobHandler(topic = "moody")
        Object run(String payload) {
            runs.incrementAndGet();
            return switch (payload) {
                case "complete" -> Outcome.complete(List.of(1, 2));
                case "value" -> "plain";
                case "null" -> null;
                case "fail" -> Outcome.fail("said so").retryIn(Duration.ofHours(1));
                case "snooze" -> Outcome.snooze(Duration.ofHours(2));
                case "discard" -> Outcome.discard("useless");
                case "cancel" -> Outcome.cancel("not wanted");
                default -> new Unwritable();
            };
        }
    }

    static class Unwritable {
        public Unwritable getSelf() {
            return this;
        }
    }

    @ParameterizedTest
    @EnumSource
    void eachOutcomeHasItsStatus(Database database) {
        Moody moody = new Moody();
        try (EngineHarness harness =
                EngineHarness.start(database, EngineFixture.topic("moody", 4).maxAttempts(2), moody)) {
            JobId complete = harness.enqueue("moody", "default", "complete");
            JobId value = harness.enqueue("moody", "default", "value");
            JobId none = harness.enqueue("moody", "default", "null");
            JobId fail = harness.enqueue("moody", "default", "fail");
            JobId snooze = harness.enqueue("moody", "default", "snooze");
            JobId discard = harness.enqueue("moody", "default", "discard");
            JobId cancel = harness.enqueue("moody", "default", "cancel");
            JobId unwritable = harness.enqueue("moody", "default", "unwritable");

            assertThat(harness.awaitStatus(complete, JobStatus.COMPLETED)
                            .result()
                            .text())
                    .isEqualTo("[1,2]");
            assertThat(harness.awaitStatus(value, JobStatus.COMPLETED).result().as(String.class))
                    .isEqualTo("plain");
            assertThat(harness.awaitStatus(none, JobStatus.COMPLETED).result())
                    .satisfiesAnyOf(
                            result -> assertThat(result).isNull(),
                            result -> assertThat(result.isNull()).isTrue());
            Job failed = harness.awaitStatus(fail, JobStatus.RETRYABLE);
            assertThat(failed.errors()).singleElement().satisfies(error -> {
                assertThat(error.type()).isEqualTo("Outcome.fail");
                assertThat(error.message()).isEqualTo("said so");
            });
            assertThat(Duration.between(failed.createdAt(), failed.runAt()))
                    .isBetween(Duration.ofMinutes(59), Duration.ofMinutes(62));
            Job snoozed = harness.awaitStatus(snooze, JobStatus.SCHEDULED);
            assertThat(snoozed.errors()).isEmpty();
            assertThat(snoozed.attempt()).isZero();
            assertThat(harness.awaitStatus(discard, JobStatus.DISCARDED).reason())
                    .isEqualTo("useless");
            assertThat(harness.awaitStatus(cancel, JobStatus.CANCELLED).reason())
                    .isEqualTo("not wanted");
            Job unwritten = harness.awaitStatus(unwritable, JobStatus.DISCARDED);
            assertThat(unwritten.errors()).hasSize(2);
            assertThat(unwritten.errors().get(0).message()).contains("result cannot be written as JSON");
        }
    }

    static class Told {
        final List<String> all = new CopyOnWriteArrayList<>();
        final List<JobStatus> statuses = new CopyOnWriteArrayList<>();

        @JobErrorHandler
        void first(JobError error, JobRef job, String payload) {
            all.add("%s %s %s %d".formatted(job.topic(), payload, error.message(), error.attempt()));
        }

        @JobErrorHandler(topic = "failing")
        void second(Job job) {
            statuses.add(job.status());
            throw new IllegalStateException("an error handler that fails disturbs nobody");
        }

        @JobErrorHandler(topic = "moody")
        void other() {
            all.add("moody");
        }
    }

    @Test
    void errorHandlersAreToldOnceOfEveryFailedAttemptAfterItWasRecorded() {
        Told told = new Told();
        try (EngineHarness harness = EngineHarness.start(
                EngineHarness.memory(),
                List.of(EngineFixture.topic("failing", 1).maxAttempts(2), EngineFixture.topic("moody", 1)),
                failing,
                new Moody(),
                told)) {
            JobId thrown = harness.enqueue("failing", "default", "x");
            harness.awaitStatus(thrown, JobStatus.DISCARDED);
            await().atMost(EngineHarness.SOON)
                    .untilAsserted(() -> assertThat(told.all)
                            .containsExactlyInAnyOrder("failing x broken x 1", "failing x broken x 2"));
            await().atMost(EngineHarness.SOON).until(() -> told.statuses.contains(JobStatus.DISCARDED));

            JobId returned = harness.enqueue("moody", "default", "fail");
            harness.enqueue("moody", "default", "discard");
            harness.awaitStatus(returned, JobStatus.RETRYABLE);
            await().atMost(EngineHarness.SOON)
                    .untilAsserted(() -> assertThat(told.all).hasSize(4).contains("moody fail said so 1", "moody"));
        }
    }

    static final class MovableClock extends Clock {
        private final AtomicReference<Instant> now;

        MovableClock(Instant start) {
            now = new AtomicReference<>(start);
        }

        void advance(Duration by) {
            now.updateAndGet(before -> before.plus(by));
        }

        @Override
        public Instant instant() {
            return now.get();
        }

        @Override
        public ZoneId getZone() {
            return ZoneOffset.UTC;
        }

        @Override
        public Clock withZone(ZoneId zone) {
            return this;
        }
    }
}

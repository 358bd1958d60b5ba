package dev.jobq.engine;

import static org.assertj.core.api.Assertions.assertThat;

import dev.jobq.JobId;
import dev.jobq.JobRef;
import dev.jobq.store.ClaimedJob;
import dev.jobq.store.JobDraft;
import dev.jobq.store.JobStore;
import dev.jobq.store.Move;
import java.time.Duration;
import java.time.Instant;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

class AttemptTests {

    private final JobStore store = EngineHarness.memory();
    private final Registration registration =
            new Registration(1, EngineHarness.workerId(), Duration.ofMinutes(1), Ticks.SYSTEM, Ticks.SYSTEM.now());
    private final Attempt attempt = attempt(registration);

    @AfterEach
    void close() {
        store.close();
    }

    @Test
    void itEndsOnceAndTheFirstEndCounts() {
        assertThat(attempt.begin()).isTrue();
        Finished first = attempt.conclude(Move.completed("1"));

        assertThat(first.ended().move().result()).isEqualTo("1");
        assertThat(attempt.conclude(Move.completed("2"))).isNull();
        attempt.leave();
    }

    @Test
    void anAbandonedAttemptReportsNothingAndIsInterrupted() {
        attempt.begin();
        attempt.abandon();

        assertThat(attempt.cancelled()).isTrue();
        assertThat(Thread.currentThread().isInterrupted()).isTrue();
        assertThat(attempt.conclude(Move.completed("late"))).isNull();
        attempt.leave();
        assertThat(Thread.currentThread().isInterrupted()).isFalse();
    }

    @Test
    void itDoesNotBeginWhenItsFenceIsGone() {
        registration.lose();

        assertThat(attempt.begin()).isFalse();
        assertThat(attempt.cancelled()).isTrue();
    }

    @Test
    void aLeaseThatWasNotRenewedEndsByItself() {
        MovableTicks ticks = new MovableTicks();
        Attempt late = attempt(new Registration(
                2,
                EngineHarness.workerId(),
                Duration.ofSeconds(100),
                ticks.ticks(),
                ticks.ticks().now()));
        ticks.advance(Duration.ofSeconds(79));
        assertThat(late.cancelled()).isFalse();

        ticks.advance(Duration.ofSeconds(1));

        // Four fifths of the lease are over; the rest is a margin.
        assertThat(late.cancelled()).isTrue();
        assertThat(late.begin()).isFalse();
    }

    @Test
    void aLeaseEndsWhileTheMachineIsSuspended() {
        MovableTicks ticks = new MovableTicks();
        Registration suspended = new Registration(
                3,
                EngineHarness.workerId(),
                Duration.ofSeconds(100),
                ticks.ticks(),
                ticks.ticks().now());

        ticks.suspend(Duration.ofSeconds(79));
        assertThat(suspended.holds()).isTrue();
        suspended.renewed(ticks.ticks().now());
        ticks.suspend(Duration.ofSeconds(79));
        assertThat(suspended.holds()).isTrue();
        ticks.suspend(Duration.ofSeconds(1));
        assertThat(suspended.holds()).isFalse();

        suspended.renewed(ticks.ticks().now());
        assertThat(suspended.holds()).as("never again").isFalse();
    }

    private Attempt attempt(Registration under) {
        ClaimedJob claimed = new ClaimedJob(
                new JobRef(new JobId(1), "topic", "type"),
                "null",
                new ClaimedJob.Attempt(1, 0, 1),
                JobDraft.Limits.NONE,
                Instant.EPOCH,
                "tests",
                null);
        LogWriter writer = new LogWriter(store.log(), () -> {});
        return new AttemptFactory(EngineHarness.CODEC, writer, store.reader(), jointEnds()).of(claimed, under);
    }

    private JointEnds jointEnds() {
        return new JointEnds(
                store.exchange(),
                new ResultWriter(EngineHarness.CODEC, 1_000_000),
                new Totals(store.upkeep()),
                delay -> {});
    }
}

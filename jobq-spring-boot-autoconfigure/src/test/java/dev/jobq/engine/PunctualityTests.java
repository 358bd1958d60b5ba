package dev.jobq.engine;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.jobq.JobHandler;
import dev.jobq.JobId;
import dev.jobq.JobStatus;
import dev.jobq.ProcessId;
import dev.jobq.store.ClaimedJob;
import dev.jobq.store.JobExchange.Wanted;
import dev.jobq.store.JobStore;
import dev.jobq.store.MovableClock;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** Who may take the jobs of others whose leases have lapsed. */
@Timeout(60)
class PunctualityTests {

    private static final Duration HEARTBEAT = Duration.ofSeconds(5);
    private static final EngineSettings.Timing TIMING =
            new EngineSettings.Timing(Duration.ofMinutes(1), Duration.ofSeconds(15), HEARTBEAT, Duration.ofSeconds(20));

    private final MovableTicks ticks = new MovableTicks();
    private final Punctuality punctuality =
            new Punctuality(TIMING, ticks.ticks().nanos());

    @Test
    void aWholeLeaseOfPunctualRenewalsIsNeeded() {
        punctuality.registered();
        assertThat(punctuality.trustedUntil()).isNull();
        renewAfter(HEARTBEAT);
        renewAfter(HEARTBEAT);
        assertThat(punctuality.trustedUntil()).isNull();
        renewAfter(HEARTBEAT);
        assertThat(punctuality.trustedUntil()).isBetween(now(), now().plus(HEARTBEAT));
        renewAfter(HEARTBEAT.multipliedBy(2));
        assertThat(punctuality.trustedUntil()).as("a gap").isNull();
    }

    @Test
    void aClockThatRanAheadBetweenRenewalsStartsItAnew() {
        prove();

        ticks.suspend(Duration.ofSeconds(20));
        renewAfter(HEARTBEAT);

        assertThat(punctuality.trustedUntil()).isNull();
        renewAfter(HEARTBEAT);
        renewAfter(HEARTBEAT);
        assertThat(punctuality.trustedUntil()).isNull();
        renewAfter(HEARTBEAT);
        assertThat(punctuality.trustedUntil()).isNotNull();
    }

    @Test
    void aClockThatRanAheadSinceTheLastRenewalIsNotTrusted() {
        prove();
        ticks.advance(Duration.ofSeconds(2));
        assertThat(punctuality.trustedUntil()).isAfter(now());

        ticks.suspend(Duration.ofSeconds(2));

        assertThat(punctuality.trustedUntil()).isBefore(now());
    }

    @Test
    void whatClocksCommonlyDifferByChangesNothing() {
        prove();
        for (int i = 0; i < 10; i++) {
            ticks.suspend(Duration.ofMillis(100));
            renewAfter(HEARTBEAT);
            assertThat(punctuality.trustedUntil()).isAfter(now());
        }
    }

    static class Idle {
        @JobHandler(topic = "idle")
        void run() {}
    }

    @ParameterizedTest
    @EnumSource
    void aStepOfTheClockMakesNobodyDead(Database database) {
        MovableClock clock = new MovableClock();
        JobStore store = database.open(clock);
        EngineSettings.Timing timing = new EngineSettings.Timing(
                Duration.ofMinutes(1), Duration.ofSeconds(2), Duration.ofMillis(200), Duration.ofSeconds(20));
        try (EngineHarness harness =
                EngineHarness.start(store, timing, List.of(EngineFixture.topic("idle", 1)), new Idle())) {
            awaitRescueOfADeadNode(store, clock);
            store.topics().register(List.of("other"));
            JobId job = harness.enqueue("other", "default", "x");
            long live = store.nodes().register(EngineHarness.workerId(), List.of("other"), Duration.ofSeconds(2));
            List<ClaimedJob> claimed = store.exchange()
                    .trade(live, List.of(), List.of(new Wanted("other", 1)))
                    .claimed();
            assertThat(claimed).hasSize(1);

            clock.advance(Duration.ofHours(1));

            // The engine renews several times, and looks at the others in between.
            for (int i = 0; i < 4; i++) {
                Instant before = clock.instant();
                clock.advance(Duration.ofMillis(1));
                await().atMost(EngineHarness.SOON)
                        .until(() -> store.reader().workers().stream()
                                .anyMatch(node -> node.lastSeenAt().isAfter(before)));
            }
            assertThat(store.nodes().renew(live, null)).isPresent();
            assertThat(harness.job(job).status()).isEqualTo(JobStatus.EXECUTING);
            awaitRescueOfADeadNode(store, clock);
        }
    }

    private static void awaitRescueOfADeadNode(JobStore store, MovableClock clock) {
        ProcessId worker = EngineHarness.workerId();
        store.nodes().register(worker, List.of("none"), Duration.ofMillis(1));
        clock.advance(Duration.ofMillis(10));
        await().atMost(EngineHarness.SOON)
                .until(() -> store.reader().workers().stream()
                        .noneMatch(node -> node.worker().equals(worker)));
    }

    private void prove() {
        punctuality.registered();
        for (int i = 0; i < 4; i++) {
            renewAfter(HEARTBEAT);
        }
        assertThat(punctuality.trustedUntil()).isAfter(now());
    }

    private void renewAfter(Duration duration) {
        ticks.advance(duration);
        punctuality.renewed(ticks.ticks().nanos().getAsLong(), now());
    }

    private Instant now() {
        return ticks.ticks().wall().instant();
    }
}

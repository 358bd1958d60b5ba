package dev.jobq.engine;

import static org.assertj.core.api.Assertions.assertThat;

import dev.jobq.JobId;
import dev.jobq.JobRef;
import dev.jobq.JobStatus;
import dev.jobq.handler.HandlerRegistry;
import dev.jobq.store.ClaimedJob;
import dev.jobq.store.JobDraft;
import dev.jobq.store.JobExchange.Limited;
import dev.jobq.store.JobStore;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.stream.LongStream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** A lane whose jobs have been given to threads that never get to run them. */
class LaneTests {

    private static final TopicSettings TOPIC = EngineFixture.topic("letters", 2).build();

    private final JobStore store = EngineHarness.memory();
    private final Registration registration =
            new Registration(1, EngineHarness.workerId(), Duration.ofMinutes(1), Ticks.SYSTEM, Ticks.SYSTEM.now());
    private final List<Finished> ended = new ArrayList<>();
    private final Timeouts timeouts = new Timeouts();
    private final Lane lane = new Lane(
            new Terms(TOPIC, Set.of("type"), () -> false),
            new JobRunner(
                    TOPIC,
                    HandlerRegistry.of(List.of(), EngineHarness.CODEC),
                    new ResultWriter(EngineHarness.CODEC, 1_000_000),
                    store.exchange(),
                    timeouts,
                    new HandlerCalls(HandlerTransactions.NONE)),
            new IdleThreads(),
            ended::add,
            () -> {});

    @AfterEach
    void close() {
        timeouts.stop();
        store.close();
    }

    @Test
    void aPauseHandsBackWhatWasClaimedAheadUncharged() {
        lane.endTrade(attempts(1, 3), null);
        assertThat(lane.load().prefetched()).isEqualTo(2);

        lane.steer(true, 2);

        assertThat(lane.load().prefetched()).isZero();
        assertThat(ended).extracting(each -> each.attempt().id()).containsExactly(new JobId(2), new JobId(3));
        assertThat(ended).allSatisfy(each -> {
            assertThat(each.ended().move().to()).isEqualTo(JobStatus.AVAILABLE);
            assertThat(each.ended().move().isCharged()).isFalse();
        });
    }

    @Test
    void whatATradeBringsThatWasUnderWayGoesBack() {
        lane.beginTrade();
        lane.steer(true, 2);
        lane.endTrade(attempts(1, 2), null);

        assertThat(ended).extracting(each -> each.attempt().id()).containsExactly(new JobId(1), new JobId(2));
        assertThat(lane.load().runningInAll()).isZero();
    }

    @Test
    void whatIsHandedOverIntoASlotReservedBeforeGoesBack() {
        idle();
        assertThat(lane.reserve(1)).isEqualTo(1);
        lane.steer(true, 2);
        assertThat(lane.reserve(1)).isZero();
        lane.startReserved(attempts(1, 1).get(0));

        assertThat(ended).extracting(each -> each.attempt().id()).containsExactly(new JobId(1));
        lane.steer(false, 2);
        idle();
        assertThat(lane.reserve(5)).isEqualTo(2);
    }

    @Test
    void aPausedLaneWantsNothing() {
        lane.steer(true, 2);
        assertThat(lane.wantsJobs()).isFalse();
        assertThat(lane.beginTrade()).isNull();
        lane.steer(false, 2);
        assertThat(lane.beginTrade().max()).isEqualTo(2);
    }

    @Test
    void whoHasNoRoomDoesNotAskHoweverFreeTheLimitsAre() {
        lane.beginTrade();
        lane.endTrade(List.of(), new Limited("letters", Duration.ZERO));
        assertThat(lane.untilAgain()).isZero();
        lane.steer(true, 2);
        assertThat(lane.untilAgain()).isNull();
        lane.steer(false, 2);
        assertThat(lane.untilAgain()).isZero();

        lane.beginTrade();
        lane.endTrade(attempts(1, 2), new Limited("letters", Duration.ZERO));
        assertThat(lane.untilAgain()).isNull();
    }

    @Test
    void whereJobsAreLimitedItAsksAgainAlsoAfterOneWhoseEndItNeedNotRecord() {
        List<Attempt> attempts = attempts(1, 1);
        lane.beginTrade();
        lane.endTrade(attempts, new Limited("letters", null));
        assertThat(lane.wantsJobs()).isFalse();
        lane.next(attempts.get(0), null);
        lane.wake();
        assertThat(lane.wantsJobs()).isTrue();
    }

    /** It has asked, and there was nothing. */
    private void idle() {
        lane.signal();
        lane.beginTrade();
        lane.endTrade(List.of(), null);
    }

    private List<Attempt> attempts(long first, long last) {
        return LongStream.rangeClosed(first, last)
                .mapToObj(id -> new ClaimedJob(
                        new JobRef(new JobId(id), "letters", "type"),
                        "null",
                        new ClaimedJob.Attempt(1, 0, 1),
                        JobDraft.Limits.NONE,
                        Instant.EPOCH,
                        "tests",
                        null))
                .map(claimed -> new AttemptFactory(
                                EngineHarness.CODEC, new LogWriter(store.log(), () -> {}), store.reader(), jointEnds())
                        .of(claimed, registration))
                .toList();
    }

    private static final class IdleThreads extends NoThreads {

        @Override
        public void execute(Runnable task) {
            // Never.
        }
    }

    private JointEnds jointEnds() {
        return new JointEnds(
                store.exchange(),
                new ResultWriter(EngineHarness.CODEC, 1_000_000),
                new Totals(store.upkeep()),
                delay -> {});
    }
}

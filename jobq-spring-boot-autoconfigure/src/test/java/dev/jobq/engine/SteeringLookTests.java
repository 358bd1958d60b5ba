package dev.jobq.engine;

import static org.assertj.core.api.Assertions.assertThat;

import dev.jobq.ProcessId;
import dev.jobq.store.JobStore;
import dev.jobq.store.StoreSignals;
import dev.jobq.store.TopicControl;
import dev.jobq.store.TopicControl.Progress;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** How soon a worker looks by itself whether operators said anything: within a second, unless it would hear of it. */
class SteeringLookTests {

    private static final Duration TWICE_A_SECOND = Duration.ofMillis(500);
    private static final Duration LEASE = Duration.ofMinutes(5);

    private final JobStore store = EngineHarness.memory();
    private final TopicControl control = store.topicControl();
    private final Membership membership = new Membership();
    private final Lanes lanes = new Lanes(Map.of(), new Quarantine(topic -> null), () -> true);
    private boolean areHeard;

    @BeforeEach
    void enter() {
        ProcessId worker = EngineHarness.workerId();
        store.topics().register(List.of("letters"));
        long node = store.nodes().register(worker, List.of("letters"), LEASE);
        membership.enter(new Registration(node, worker, LEASE, Ticks.SYSTEM, Ticks.SYSTEM.now()));
    }

    @AfterEach
    void close() {
        store.close();
    }

    @Test
    void whoHearsNothingLooksTwiceASecondHoweverSeldomItPolls() {
        assertThat(steering(Duration.ofMinutes(1)).run()).isEqualTo(TWICE_A_SECOND);
        assertThat(steering(Duration.ofMillis(50)).run()).isEqualTo(TWICE_A_SECOND);
    }

    @Test
    void whoHearsLooksAsOftenAsItPolls() {
        areHeard = true;
        assertThat(steering(Duration.ofMinutes(1)).run()).isEqualTo(Duration.ofMinutes(1));
        assertThat(steering(Duration.ofMillis(50)).run()).isEqualTo(TWICE_A_SECOND);
    }

    @Test
    void whoHearsNothingAnyMoreLooksOftenAgain() {
        Steering steering = steering(Duration.ofMinutes(1));
        areHeard = true;
        assertThat(steering.run()).isEqualTo(Duration.ofMinutes(1));
        areHeard = false;
        assertThat(steering.run()).isEqualTo(TWICE_A_SECOND);
    }

    @Test
    void aLookFollowsAllThatWasSaid() {
        Steering steering = steering(Duration.ofMinutes(1));
        for (int i = 1; i <= 3; i++) {
            long version = change(TopicControl.CONCURRENCY, Integer.toString(i));
            long paused = change(TopicControl.PAUSED, "true");
            assertThat(control.progress("letters", null, paused)).isEqualTo(Progress.RUNNING);
            steering.run();
            assertThat(paused).isGreaterThan(version);
            assertThat(control.progress("letters", null, paused)).isEqualTo(Progress.IDLE);
            change(TopicControl.PAUSED, null);
        }
    }

    private long change(String setting, String value) {
        return control.change(new TopicControl.Change("letters", null, setting, value, "test", null))
                .version();
    }

    private Steering steering(Duration pollInterval) {
        return new Steering(control, new Signals(), membership, lanes, () -> {}, pollInterval);
    }

    /** Tells nothing, whatever it says. */
    private final class Signals implements StoreSignals {

        @Override
        public Subscription listen(Listener listener) {
            return () -> {};
        }

        @Override
        public Subscription listenForEnds(EndListener listener) {
            return () -> {};
        }

        @Override
        public boolean areHeard() {
            return areHeard;
        }

        @Override
        public Hearing hearing() {
            return Hearing.OFF;
        }
    }
}

package dev.jobq.engine;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.jobq.JobHandler;
import dev.jobq.store.JobStore;
import dev.jobq.store.NodeRegistry;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** A heartbeat that the store keeps waiting for longer than a worker takes to stop. */
@Timeout(60)
class LateHeartbeatTests {

    private static final EngineSettings.Timing SHORT = new EngineSettings.Timing(
            Duration.ofMinutes(1), Duration.ofSeconds(1), Duration.ofMillis(200), Duration.ofSeconds(1));

    static class Handlers {
        @JobHandler(topic = "late")
        void run(int payload) {}
    }

    private final JobStore store = EngineHarness.memory();
    private final CountDownLatch asked = new CountDownLatch(1);
    private final CountDownLatch answered = new CountDownLatch(1);

    @Test
    void whoHasSignedOffDoesNotRegisterAnew() throws Exception {
        NodeRegistry nodes = Tapped.of(NodeRegistry.class, store.nodes(), this::tap);
        JobStore tapped =
                Tapped.of(JobStore.class, store, (method, args, call) -> method.equals("nodes") ? nodes : call.make());
        List<EngineFixture.Topic> topics = List.of(EngineFixture.topic("late", 1));
        try (EngineHarness harness = EngineHarness.start(tapped, SHORT, topics, new Handlers())) {
            harness.awaitRegistered();
            assertThat(asked.await(30, TimeUnit.SECONDS)).isTrue();
            Thread beating = Thread.getAllStackTraces().keySet().stream()
                    .filter(thread -> thread.getName().equals("jobq-keeper"))
                    .findAny()
                    .orElseThrow();

            harness.engine.stop();
            assertThat(store.reader().workers()).isEmpty();
            answered.countDown();

            await().until(() -> !beating.isAlive());
            assertThat(store.reader().workers()).isEmpty();
        }
    }

    private Object tap(String method, Object[] args, Tapped.Call call) throws Throwable {
        if (!method.equals("renew")) {
            return call.make();
        }
        asked.countDown();
        answered.await();
        return Optional.empty();
    }
}

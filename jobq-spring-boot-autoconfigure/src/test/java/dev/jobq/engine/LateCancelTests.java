package dev.jobq.engine;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.jobq.JobContext;
import dev.jobq.JobHandler;
import dev.jobq.JobId;
import dev.jobq.JobStatus;
import dev.jobq.Outcome;
import dev.jobq.store.JobStore;
import dev.jobq.store.NodeRegistry;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicReference;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** What a heartbeat learns of an attempt that is over by then says nothing of the one that runs now. */
@Timeout(60)
class LateCancelTests {

    static class Twice {
        final AtomicReference<JobContext> second = new AtomicReference<>();
        final CountDownLatch release = new CountDownLatch(1);

        @JobHandler(topic = "twice")
        Outcome run(JobContext job) throws InterruptedException {
            if (job.fence() == 1) {
                return Outcome.snooze(Duration.ofMillis(1));
            }
            second.set(job);
            release.await();
            return Outcome.complete("done");
        }
    }

    @Test
    void theNextAttemptOfAJobIsNotCancelledWithTheOneBefore() throws Exception {
        Twice twice = new Twice();
        AtomicInteger late = new AtomicInteger();
        try (JobStore store = EngineHarness.memory()) {
            NodeRegistry nodes = Tapped.of(NodeRegistry.class, store.nodes(), (method, arguments, call) -> {
                Object answer = call.make();
                JobContext running = twice.second.get();
                if (!method.equals("look") || running == null) {
                    return answer;
                }
                // As if this had been read before the first attempt ended, and the thread had had no turn since.
                late.incrementAndGet();
                return new NodeRegistry.Look(Map.of(running.id(), 1L), ((NodeRegistry.Look) answer).strays());
            });
            JobStore slow = Tapped.of(
                    JobStore.class, store, (method, arguments, call) -> method.equals("nodes") ? nodes : call.make());
            try (EngineHarness harness = EngineHarness.start(slow, List.of(EngineFixture.topic("twice", 1)), twice)) {
                JobId id = harness.enqueue("twice", "default", 1);
                await().until(() -> late.get() >= 3);
                assertThat(twice.second.get().cancelled()).isFalse();
                twice.release.countDown();
                assertThat(harness.awaitStatus(id, JobStatus.COMPLETED).result())
                        .hasToString("\"done\"");
            }
        }
    }
}

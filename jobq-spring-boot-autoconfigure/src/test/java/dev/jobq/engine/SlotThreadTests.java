package dev.jobq.engine;

import static org.assertj.core.api.Assertions.assertThat;

import dev.jobq.Job;
import dev.jobq.JobHandler;
import dev.jobq.JobId;
import dev.jobq.JobStatus;
import java.util.Map;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.EnabledForJreRange;
import org.junit.jupiter.api.condition.JRE;
import org.slf4j.MDC;

class SlotThreadTests {

    static class Curious {
        @JobHandler(topic = "curious")
        Map<String, String> run() throws ReflectiveOperationException {
            Thread thread = Thread.currentThread();
            boolean isVirtual = Runtime.version().feature() >= 21
                    && (boolean) Thread.class.getMethod("isVirtual").invoke(thread);
            return Map.of(
                    "thread", thread.getName(),
                    "virtual", String.valueOf(isVirtual),
                    "worker", MDC.get("jobq.worker"),
                    "job", MDC.get("jobq.job"),
                    "topic", MDC.get("jobq.topic"));
        }
    }

    @Test
    void aHandlersThreadIsNamedAndItsLogLinesAreMarked() {
        try (EngineHarness harness = EngineHarness.start(EngineFixture.topic("curious", 1), new Curious())) {
            harness.awaitRegistered();
            JobId id = harness.enqueue("curious", "default", "x");
            Map<?, ?> seen =
                    harness.awaitStatus(id, JobStatus.COMPLETED).result().as(Map.class);

            assertThat(seen.get("thread")).asString().matches("jobq-curious-\\d+");
            assertThat(seen.get("virtual")).isEqualTo("false");
            assertThat(seen.get("worker")).isEqualTo(String.valueOf(harness.engine.worker()));
            assertThat(seen.get("job")).isEqualTo(id.toString());
            assertThat(seen.get("topic")).isEqualTo("curious");
        }
    }

    @Test
    @EnabledForJreRange(min = JRE.JAVA_21)
    void handlersRunOnVirtualThreadsWhenAsked() {
        try (EngineHarness harness = EngineHarness.startVirtual(EngineFixture.topic("curious", 4), new Curious())) {
            harness.enqueueAll(IntStream.range(0, 100).mapToObj(n -> EngineHarness.draft("curious", "default", n)));
            harness.awaitDepth("curious", JobStatus.COMPLETED, 100);
            Job job = harness.awaitStatus(harness.enqueue("curious", "default", "x"), JobStatus.COMPLETED);
            Map<?, ?> seen = job.result().as(Map.class);

            assertThat(seen.get("virtual")).isEqualTo("true");
            assertThat(seen.get("thread")).asString().matches("jobq-curious-\\d+");
            assertThat(job.stats().cpuTime()).isNull();
        }
    }
}

package dev.jobq.engine;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.jobq.Job;
import dev.jobq.JobHandler;
import dev.jobq.JobId;
import dev.jobq.JobStatus;
import dev.jobq.store.NodeView;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** That whatever a handler does hurts nobody but its own job. */
class IsolationTests {

    static class Errors {
        @JobHandler(topic = "errors")
        void run(String payload) throws Throwable {
            switch (payload) {
                case "assertion" -> throw new AssertionError("wrong");
                case "linkage" -> throw new NoClassDefFoundError("gone");
                case "memory" -> throw new OutOfMemoryError("pretended");
                case "deep" -> deeper(0);
                case "sneaky" -> throw new Throwable("neither error nor exception");
                default -> {}
            }
        }

        private int deeper(int depth) {
            return depth < 0 ? depth : deeper(depth + 1) + 1;
        }
    }

    @ParameterizedTest
    @EnumSource
    void anErrorIsAFailedAttemptAndNothingElse(Database database) {
        EngineFixture.Topic topic = EngineFixture.topic("errors", 1).maxAttempts(1);
        try (EngineHarness harness = EngineHarness.start(database, topic, new Errors())) {
            for (String kind : List.of("assertion", "linkage", "memory", "deep", "sneaky")) {
                Job job = harness.awaitStatus(harness.enqueue("errors", "default", kind), JobStatus.DISCARDED);
                assertThat(job.errors()).hasSize(1);
            }

            harness.awaitStatus(harness.enqueue("errors", "default", "fine"), JobStatus.COMPLETED);
        }
    }

    static class Hanging {
        final CountDownLatch release = new CountDownLatch(1);

        @JobHandler(topic = "hanging")
        void hang() {
            boolean isReleased = false;
            while (!isReleased) {
                try {
                    release.await();
                    isReleased = true;
                } catch (InterruptedException ex) {
                    // A handler that does not listen.
                }
            }
        }

        @JobHandler(topic = "broken")
        void fail() {
            throw new IllegalStateException("always");
        }

        @JobHandler(topic = "healthy")
        void work() {}
    }

    @ParameterizedTest
    @EnumSource
    void hangingAndFailingTopicsHarmNoOther(Database database) {
        Hanging handlers = new Hanging();
        List<EngineFixture.Topic> topics = List.of(
                EngineFixture.topic("hanging", 2),
                EngineFixture.topic("broken", 2).maxAttempts(1_000_000),
                EngineFixture.topic("healthy", 2));
        try (EngineHarness harness = EngineHarness.start(database.open(), topics, handlers)) {
            harness.awaitRegistered();
            harness.enqueueAll(IntStream.range(0, 10).mapToObj(n -> EngineHarness.draft("hanging", "default", n)));
            harness.enqueueAll(IntStream.range(0, 10).mapToObj(n -> EngineHarness.draft("broken", "default", n)));
            harness.awaitDepth("hanging", JobStatus.EXECUTING, 2);
            NodeView before = harness.store.reader().workers().get(0);

            for (int i = 0; i < 200; i++) {
                harness.enqueue("healthy", "default", i);
            }

            harness.awaitDepth("healthy", JobStatus.COMPLETED, 200);
            await().atMost(EngineHarness.SOON).untilAsserted(() -> {
                NodeView now = harness.store.reader().workers().get(0);
                assertThat(now.worker()).isEqualTo(before.worker());
                assertThat(now.lastSeenAt()).isAfter(before.lastSeenAt());
            });
            assertThat(harness.engine.trouble()).isNull();
            handlers.release.countDown();
        }
    }

    static class InterruptsItself {
        final AtomicBoolean sawInterrupt = new AtomicBoolean();

        @JobHandler(topic = "interrupts")
        void run() {
            if (Thread.currentThread().isInterrupted()) {
                sawInterrupt.set(true);
            }
            Thread.currentThread().interrupt();
        }
    }

    @ParameterizedTest
    @EnumSource
    void anInterruptLeftBehindDoesNotHitTheNextJob(Database database) {
        InterruptsItself handler = new InterruptsItself();
        try (EngineHarness harness = EngineHarness.start(database, EngineFixture.topic("interrupts", 1), handler)) {
            harness.enqueueAll(IntStream.range(0, 30).mapToObj(n -> EngineHarness.draft("interrupts", "default", n)));

            harness.awaitDepth("interrupts", JobStatus.COMPLETED, 30);
            assertThat(handler.sawInterrupt).isFalse();
        }
    }

    record Point(int x, int y) {}

    static class Typed {
        @JobHandler(topic = "typed")
        int run(Point payload) {
            return payload.x() + payload.y();
        }
    }

    static class Later {
        @JobHandler(topic = "typed", type = "later")
        void run() {}
    }

    @ParameterizedTest
    @EnumSource
    void whatCannotBeReadIsParkedAndUntouched(Database database) {
        try (EngineHarness harness = EngineHarness.start(database, EngineFixture.topic("typed", 1), new Typed())) {
            JobId unreadable = harness.enqueue("typed", "Point", List.of("no", "point"));
            JobId unknown = harness.enqueue("typed", "never-heard", "x");
            JobId fine = harness.enqueue("typed", "Point", new Point(1, 2));

            Job parked = harness.awaitStatus(unreadable, JobStatus.PARKED);
            assertThat(parked.payload().text()).isEqualTo("[\"no\",\"point\"]");
            assertThat(parked.reason()).contains("cannot be read");
            assertThat(parked.attempt()).isZero();
            assertThat(harness.awaitStatus(unknown, JobStatus.PARKED).reason()).contains("'never-heard'");
            assertThat(harness.awaitStatus(fine, JobStatus.COMPLETED).result().as(Integer.class))
                    .isEqualTo(3);
        }
    }

    @ParameterizedTest
    @EnumSource
    void anEngineThatHasTheHandlerRunsWhatWasParked(Database database) {
        try (EngineHarness harness = EngineHarness.start(database, EngineFixture.topic("typed", 1), new Typed())) {
            JobId unreadable = harness.enqueue("typed", "Point", "no point");
            JobId job = harness.enqueue("typed", "later", "x");
            harness.awaitStatus(job, JobStatus.PARKED);
            harness.awaitStatus(unreadable, JobStatus.PARKED);
            harness.engine.stop();

            EngineHarness newer = EngineHarness.start(
                    harness.store, List.of(EngineFixture.topic("typed", 1)), new Typed(), new Later());

            newer.awaitStatus(job, JobStatus.COMPLETED);
            newer.awaitStatus(unreadable, JobStatus.PARKED);
            newer.engine.stop();
        }
    }

    static class Newer {
        @JobHandler(topic = "typed", type = "Point")
        int run(String payload) {
            return payload.length();
        }
    }

    @Test
    void anEngineThatCanReadThePayloadRunsWhatWasParked() {
        try (EngineHarness harness = EngineHarness.start(EngineFixture.topic("typed", 1), new Typed())) {
            JobId unreadable = harness.enqueue("typed", "Point", "no point");
            harness.awaitStatus(unreadable, JobStatus.PARKED);
            harness.engine.stop();

            EngineHarness newer =
                    EngineHarness.start(harness.store, List.of(EngineFixture.topic("typed", 1)), new Newer());

            assertThat(newer.awaitStatus(unreadable, JobStatus.COMPLETED).attempt())
                    .isEqualTo(1);
            newer.engine.stop();
        }
    }
}

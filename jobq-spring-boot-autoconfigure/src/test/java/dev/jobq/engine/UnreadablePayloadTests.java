package dev.jobq.engine;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.jobq.Job;
import dev.jobq.JobHandler;
import dev.jobq.JobId;
import dev.jobq.JobStatus;
import java.io.IOError;
import java.io.IOException;
import java.util.Map;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** Payloads that cannot be read for what their classes do, as those of another version of an application may. */
class UnreadablePayloadTests {

    record Incomplete(int x) {
        Incomplete {
            throw new NoClassDefFoundError("Incomplete$Part");
        }
    }

    record Asserting(int x) {
        Asserting {
            throw new AssertionError("x is not what it should be");
        }
    }

    /** The first to use it is told why, all others that it could not be initialised. */
    record Uninitialised(int x) {
        static final int LIMIT = Integer.parseInt("no limit");

        Uninitialised {
            x = Math.min(x, LIMIT);
        }
    }

    record OfItsOwn(int x) {
        OfItsOwn {
            throw new IOError(new IOException("no file"));
        }
    }

    record Endless(int x) {
        Endless {
            x = new Endless(x).x();
        }
    }

    record Hungry(int x) {
        Hungry {
            throw new OutOfMemoryError("pretended");
        }
    }

    static class Unreadable {
        @JobHandler(topic = "unreadable")
        void run(Incomplete payload) {}

        @JobHandler(topic = "unreadable")
        void run(Asserting payload) {}

        @JobHandler(topic = "unreadable")
        void run(Uninitialised payload) {}

        @JobHandler(topic = "unreadable")
        void run(OfItsOwn payload) {}

        @JobHandler(topic = "unreadable")
        void run(Endless payload) {}

        @JobHandler(topic = "unreadable")
        void run(Hungry payload) {}
    }

    @ParameterizedTest
    @EnumSource
    void whatCannotBeReadForAnErrorOfItsClassIsParkedToo(Database database) {
        EngineFixture.Topic topic = EngineFixture.topic("unreadable", 1).maxAttempts(1);
        try (EngineHarness harness = EngineHarness.start(database, topic, new Unreadable())) {
            Map.of(
                            "Incomplete", "Incomplete$Part",
                            "Asserting", "x is not what it should be",
                            "Uninitialised", "java.lang.",
                            "OfItsOwn", "no file",
                            "Endless", "StackOverflowError")
                    .forEach((type, told) -> {
                        JobId id = harness.enqueue("unreadable", type, Map.of("x", 1));
                        // A worker that has just started may be giving it a second chance at any moment.
                        await().atMost(EngineHarness.SOON).untilAsserted(() -> {
                            Job parked = harness.job(id);
                            assertThat(parked.status()).isEqualTo(JobStatus.PARKED);
                            assertThat(parked.reason()).contains("cannot be read", told);
                            assertThat(parked.attempt()).isZero();
                            assertThat(parked.errors()).isEmpty();
                            assertThat(parked.payload().text()).isEqualTo("{\"x\":1}");
                        });
                    });
        }
    }

    @ParameterizedTest
    @EnumSource
    void wantOfMemoryBeforeTheHandlerIsAFailureThatCounts(Database database) {
        EngineFixture.Topic topic = EngineFixture.topic("unreadable", 1).maxAttempts(1);
        try (EngineHarness harness = EngineHarness.start(database, topic, new Unreadable())) {
            JobId id = harness.enqueue("unreadable", "Hungry", Map.of("x", 1));

            Job job = harness.awaitStatus(id, JobStatus.DISCARDED);
            assertThat(job.errors())
                    .singleElement()
                    .satisfies(error -> assertThat(error.type()).isEqualTo(OutOfMemoryError.class.getName()));
        }
    }
}

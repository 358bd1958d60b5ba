package dev.jobq.engine;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import dev.jobq.Job;
import dev.jobq.JobHandler;
import dev.jobq.JobId;
import dev.jobq.JobRef;
import dev.jobq.JobSerializationException;
import dev.jobq.JobStatus;
import dev.jobq.JsonValue;
import dev.jobq.ResultTooLargeException;
import dev.jobq.store.JobDraft;
import java.io.IOError;
import java.io.IOException;
import java.util.List;
import java.util.Map;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** What handlers return is kept up to a size. */
class ResultWriterTests {

    private static final JobRef JOB = new JobRef(new JobId(7), "reports", "monthly");

    private final ResultWriter results = new ResultWriter(EngineHarness.CODEC, 10);

    @Test
    void whatFitsIsWritten() {
        assertThat(results.write(JOB, "12345678")).isEqualTo("\"12345678\"");
        assertThat(results.write(JOB, new JsonValue("[1,2,3,4]", EngineHarness.CODEC)))
                .isEqualTo("[1,2,3,4]");
        assertThat(results.write(JOB, "äöüß")).isEqualTo("\"äöüß\"");
    }

    @Test
    void whatIsTooLongIsRefusedByBytesAndSaysWhatToDo() {
        assertThatExceptionOfType(ResultTooLargeException.class)
                .isThrownBy(() -> results.write(JOB, "äöüßä"))
                .withMessageContainingAll(
                        "job 7", "'monthly'", "'reports'", "12 bytes", "at most 10", "jobq.max-result");
        assertThatExceptionOfType(ResultTooLargeException.class)
                .isThrownBy(() -> results.write(JOB, new JsonValue("[1,2,3,4,5]", EngineHarness.CODEC)));
    }

    @Test
    void whatCannotBeWrittenIsToldAsSuch() {
        assertThatExceptionOfType(JobSerializationException.class).isThrownBy(() -> results.write(JOB, new Broken()));
    }

    static class Broken {
        public String getName() {
            throw new AssertionError("broken getter");
        }
    }

    /** A result whose getter fails as it is told to. */
    static class Failing {
        private final String how;

        Failing(String how) {
            this.how = how;
        }

        public String getName() {
            throw switch (how) {
                case "memory" -> new OutOfMemoryError("pretended");
                case "io" -> new IOError(new IOException("no file"));
                default -> new OwnError();
            };
        }
    }

    static class OwnError extends Error {
        private static final long serialVersionUID = 1;
    }

    static class Returning {
        final AtomicInteger runs = new AtomicInteger();

        @JobHandler(topic = "returning")
        Object run(String how) {
            runs.incrementAndGet();
            return how.equals("fine") ? how : new Failing(how);
        }
    }

    @ParameterizedTest
    @EnumSource
    void whateverAResultThrowsTheAttemptHasFailedAndCounts(Database database) {
        Returning handler = new Returning();
        EngineFixture.Topic topic = EngineFixture.topic("returning", 1).maxAttempts(2);
        try (EngineHarness harness = EngineHarness.start(database, topic, handler)) {
            Map.of("memory", "pretended", "io", "no file", "own", "OwnError").forEach((how, told) -> {
                handler.runs.set(0);
                Job job = harness.awaitStatus(harness.enqueue("returning", "default", how), JobStatus.DISCARDED);
                assertThat(job.errors())
                        .hasSize(2)
                        .allSatisfy(error -> assertThat(error.stack()).contains(told));
                assertThat(handler.runs).hasValue(2);
            });

            harness.awaitStatus(harness.enqueue("returning", "default", "fine"), JobStatus.COMPLETED);
        }
    }

    static class Huge {
        @JobHandler(topic = "huge")
        List<String> run(String payload) {
            return java.util.Collections.nCopies(200_000, "123456");
        }
    }

    @ParameterizedTest
    @EnumSource
    void anAttemptThatReturnsTooMuchHasFailedVisibly(Database database) {
        try (EngineHarness harness = EngineHarness.start(database, EngineFixture.topic("huge", 1), new Huge())) {
            JobId id = harness.enqueue("huge", "default", "x", new JobDraft.Limits(2, null));
            Job job = harness.awaitStatus(id, JobStatus.DISCARDED);
            assertThat(job.result()).isNull();
            assertThat(job.errors()).hasSize(2).allSatisfy(error -> {
                assertThat(error.type()).isEqualTo(ResultTooLargeException.class.getName());
                assertThat(error.message()).contains("1800001 bytes", "at most 1048576", "jobq.max-result");
            });
        }
    }
}

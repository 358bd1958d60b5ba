package dev.jobq.queue;

import static org.assertj.core.api.Assertions.assertThatExceptionOfType;
import static org.assertj.core.api.Assertions.assertThatNullPointerException;

import dev.jobq.InvalidJobException;
import dev.jobq.JobQueue;
import dev.jobq.NewJob;
import java.sql.Connection;
import java.time.Duration;
import java.time.Instant;
import java.util.Collections;
import org.assertj.core.api.ThrowableAssert.ThrowingCallable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** A job that is null is an invalid one; any other argument that must be there is named. */
class NullArgumentTests {

    private final JobQueue queue = JobQueue.inMemory();
    private final NewJob job = NewJob.of("emails", "x");

    @AfterEach
    void close() {
        queue.close();
    }

    @Test
    void aJobThatIsNullIsInvalid() {
        assertInvalid(() -> queue.enqueue((Object) null));
        assertInvalid(() -> queue.enqueue((NewJob) null));
        assertInvalid(() -> queue.tryEnqueue(null));
        assertInvalid(() -> queue.create((NewJob) null));
        assertInvalid(() -> queue.enqueueAll(Collections.singletonList(null)));
    }

    @Test
    void anArgumentThatIsNullIsNamed() {
        assertNamed("jobs", () -> queue.enqueueAll(null));
        assertNamed("connection", () -> queue.enqueue((Connection) null, job));
        assertNamed("id", () -> queue.get(null));
        assertNamed("id", () -> queue.cancel(null));
        assertNamed("id", () -> queue.retry(null));
        assertNamed("id", () -> queue.delete(null));
        assertNamed("id", () -> queue.requeue(null));
        assertNamed("id", () -> queue.completion(null));
        assertNamed("id", () -> queue.await(null, Duration.ZERO));
        assertNamed("timeout", () -> queue.await(new dev.jobq.JobId(1), null));
        assertNamed("id", () -> queue.appendEvent(null, "x"));
        assertNamed("id", () -> queue.casState(null, "a", "b"));
        assertNamed("query", () -> queue.find(null, 1));
        assertNamed("query", () -> queue.poll(null, "a"));
        assertNamed("json", () -> queue.query(null));
        assertNamed("runAt", () -> job.runAt((Instant) null));
        assertNamed("delay", () -> job.delay((Duration) null));
        assertNamed("deadline", () -> job.deadline(null));
        assertNamed("timeout", () -> job.timeout((Duration) null));
        assertNamed("key", () -> job.uniqueKey(null));
        assertNamed("period", () -> job.uniqueFor(null));
        assertNamed("statuses", () -> job.uniqueWhile(null));
        assertNamed("onDuplicate", () -> job.onDuplicate(null));
        assertNamed("quiet", () -> job.debounce(null, null));
        assertNamed("payload", () -> NewJob.of(null));
    }

    private static void assertInvalid(ThrowingCallable call) {
        assertThatExceptionOfType(InvalidJobException.class).isThrownBy(call).withMessageContaining("null");
    }

    private static void assertNamed(String name, ThrowingCallable call) {
        assertThatNullPointerException().isThrownBy(call).withMessage(name);
    }
}

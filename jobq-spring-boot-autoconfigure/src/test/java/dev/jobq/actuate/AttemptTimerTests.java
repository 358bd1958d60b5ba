package dev.jobq.actuate;

import static org.assertj.core.api.Assertions.assertThat;

import dev.jobq.Enqueuer;
import dev.jobq.JobEvent;
import dev.jobq.JobId;
import dev.jobq.JobRef;
import dev.jobq.JobStatus;
import dev.jobq.ProcessId;
import dev.jobq.json.JacksonJsonCodec;
import dev.jobq.store.CallerTransaction;
import dev.jobq.store.JobStore;
import dev.jobq.store.StoreSettings;
import dev.jobq.store.jdbc.sqlite.SqliteJobStore;
import dev.jobq.store.jdbc.sqlite.SqliteTarget;
import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import java.time.Instant;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

class AttemptTimerTests {

    private static final Instant AT = Instant.parse("2026-11-01T00:00:00Z");

    private final JobStore store = SqliteJobStore.open(
            SqliteTarget.memory(),
            new StoreSettings(
                    "jobq",
                    StoreSettings.SchemaMode.CREATE,
                    new Enqueuer(new ProcessId("test.example.org", 1, AT), "shop", null, null, null),
                    new JacksonJsonCodec(),
                    null),
            CallerTransaction.NONE);
    private final SimpleMeterRegistry registry = new SimpleMeterRegistry();
    private final JobqMetrics metrics = new JobqMetrics(registry, store, null);

    @AfterEach
    void close() {
        store.close();
    }

    @Test
    void anAttemptIsTimedFromItsStartToItsEnd() {
        start(1);
        end(1);

        assertThat(timed()).isEqualTo(1);
    }

    @Test
    void attemptsThatOtherNodesTookOverAreForgotten() {
        start(1);
        for (long id = 2; id <= JobqMetrics.MAX_STARTED + 1; id++) {
            start(id);
        }

        end(1);
        assertThat(timed()).isZero();
        end(2);
        assertThat(timed()).isEqualTo(1);
    }

    private long timed() {
        return registry.find("jobq.attempts").timers().stream()
                .mapToLong(timer -> timer.count())
                .sum();
    }

    private void start(long id) {
        tell(id, JobEvent.Type.STARTED, JobStatus.AVAILABLE, JobStatus.EXECUTING);
    }

    private void end(long id) {
        tell(id, JobEvent.Type.COMPLETED, JobStatus.EXECUTING, JobStatus.COMPLETED);
    }

    private void tell(long id, JobEvent.Type type, JobStatus from, JobStatus to) {
        JobRef job = new JobRef(new JobId(id), "emails", "welcome");
        metrics.onEvent(new JobEvent(id, job, type, AT, new JobEvent.Change(from, to), null));
    }
}

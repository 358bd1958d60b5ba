package dev.jobq.actuate;

import static org.assertj.core.api.Assertions.assertThat;

import dev.jobq.Enqueuer;
import dev.jobq.ProcessId;
import dev.jobq.json.JacksonJsonCodec;
import dev.jobq.store.CallerTransaction;
import dev.jobq.store.JobStore;
import dev.jobq.store.StoreSettings;
import dev.jobq.store.WorkerView;
import dev.jobq.store.jdbc.sqlite.SqliteJobStore;
import dev.jobq.store.jdbc.sqlite.SqliteTarget;
import java.time.Duration;
import java.time.Instant;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.springframework.boot.health.contributor.Health;
import org.springframework.boot.health.contributor.Status;

class JobqHealthIndicatorTests {

    private final JobStore store = SqliteJobStore.open(
            SqliteTarget.memory(),
            new StoreSettings(
                    "jobq",
                    StoreSettings.SchemaMode.CREATE,
                    new Enqueuer(new ProcessId("host", 1, Instant.EPOCH), "app", null, null, null),
                    new JacksonJsonCodec(),
                    null),
            CallerTransaction.NONE);

    @Test
    void upWithoutAWorker() {
        Health health = new JobqHealthIndicator(store, null).health();

        assertThat(health.getStatus()).isEqualTo(Status.UP);
        assertThat(health.getDetails()).containsEntry("store", "sqlite").containsEntry("workers", 0L);
        // In memory there are no other processes.
        assertThat(health.getDetails()).containsEntry("notifications", "off");
        store.close();
    }

    @Test
    void outOfServiceWhileTheWorkerWaitsForTheStore() {
        WorkerView worker = new WorkerView() {
            @Override
            public boolean isRunning() {
                return true;
            }

            @Override
            public ProcessId worker() {
                return null;
            }

            @Override
            public Map<String, Load> load() {
                return Map.of();
            }

            @Override
            public Trouble trouble() {
                return new Trouble("jobq-dispatcher", Duration.ofSeconds(7), "gone");
            }
        };

        Health health = new JobqHealthIndicator(store, worker).health();

        assertThat(health.getStatus()).isEqualTo(Status.OUT_OF_SERVICE);
        assertThat(health.getDetails()).containsEntry("reason", "gone").containsEntry("failingFor", "PT7S");
        store.close();
    }

    @Test
    void downWhenTheStoreCannotBeRead() {
        store.close();

        assertThat(new JobqHealthIndicator(store, null).health().getStatus()).isEqualTo(Status.DOWN);
    }
}

package dev.jobq.store.jdbc.postgresql;

import dev.jobq.Enqueuer;
import dev.jobq.ProcessId;
import dev.jobq.json.JacksonJsonCodec;
import dev.jobq.store.CallerTransaction;
import dev.jobq.store.ClaimedJob;
import dev.jobq.store.EndedAttempt;
import dev.jobq.store.JobDraft;
import dev.jobq.store.Move;
import dev.jobq.store.StoreSettings;
import dev.jobq.store.StoreSettings.SchemaMode;
import java.time.Duration;
import java.time.Instant;
import java.util.Collections;
import java.util.List;
import javax.sql.DataSource;

/** Opens stores for tests, on the server's own clock. */
final class PostgresStores {

    static final ProcessId WORKER = new ProcessId("worker.example.org", 7, Instant.parse("2026-11-01T12:00:00Z"));

    private static final Enqueuer SELF = new Enqueuer(
            new ProcessId("app.example.org", 4711, Instant.parse("2026-11-01T11:59:00.123Z")),
            "shop",
            null,
            null,
            null);

    private PostgresStores() {}

    static PostgresJobStore open(DataSource dataSource, String system) {
        return open(dataSource, system, true);
    }

    static PostgresJobStore open(DataSource dataSource, String system, boolean hears) {
        return PostgresJobStore.open(dataSource, hears, settings(system), CallerTransaction.NONE);
    }

    static PostgresJobStore open(DataSource dataSource, String system, CallerTransaction caller) {
        return PostgresJobStore.open(dataSource, true, settings(system), caller);
    }

    private static StoreSettings settings(String system) {
        return new StoreSettings(system, SchemaMode.CREATE, SELF, new JacksonJsonCodec(), null);
    }

    static JobDraft draft(String payload) {
        return new JobDraft("emails", "welcome", payload, 0, JobDraft.Start.NOW, JobDraft.Limits.NONE);
    }

    static List<JobDraft> drafts(int count) {
        return Collections.nCopies(count, draft("1"));
    }

    static EndedAttempt ended(ClaimedJob job, Move move) {
        EndedAttempt.Report report =
                new EndedAttempt.Report(job.claimedAt(), Duration.ofMillis(5), 2_000_000, 4096, null);
        return new EndedAttempt(job.job(), job.attempt(), move, report);
    }
}

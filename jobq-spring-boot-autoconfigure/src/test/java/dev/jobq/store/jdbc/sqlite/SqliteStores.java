package dev.jobq.store.jdbc.sqlite;

import dev.jobq.Enqueuer;
import dev.jobq.JobRef;
import dev.jobq.JsonCodec;
import dev.jobq.ProcessId;
import dev.jobq.store.CallerTransaction;
import dev.jobq.store.ClaimedJob;
import dev.jobq.store.EndedAttempt;
import dev.jobq.store.JobDraft;
import dev.jobq.store.Move;
import dev.jobq.store.StoreSettings;
import java.lang.reflect.Type;
import java.time.Duration;
import java.time.Instant;

/** Stores, drafts and endings for tests. */
final class SqliteStores {

    static final ProcessId WORKER = new ProcessId("test.example.org", 1, Instant.parse("2026-11-01T00:00:00Z"));
    static final StoreSettings SETTINGS = new StoreSettings(
            "jobq",
            StoreSettings.SchemaMode.CREATE,
            new Enqueuer(
                    new ProcessId("test.example.org", 2, Instant.parse("2026-11-01T00:00:00Z")),
                    "shop",
                    null,
                    null,
                    null),
            new Text(),
            null);

    private SqliteStores() {}

    static SqliteJobStore open(SqliteTarget target) {
        return SqliteJobStore.open(target, SETTINGS, CallerTransaction.NONE);
    }

    static JobDraft draft(String payload) {
        return new JobDraft("emails", "welcome", payload, 0, JobDraft.Start.NOW, JobDraft.Limits.NONE);
    }

    static EndedAttempt ended(ClaimedJob job, Move move) {
        JobRef ref = job.job();
        EndedAttempt.Report report =
                new EndedAttempt.Report(job.claimedAt(), Duration.ofMillis(3), 1_000_000, 4_096, null);
        return new EndedAttempt(ref, job.attempt(), move, report);
    }

    /** Enough JSON for events. */
    private static final class Text implements JsonCodec {

        @Override
        public String write(Object value) {
            return "\"" + value + "\"";
        }

        @Override
        public Object read(String json, Type type) {
            return json;
        }

        @Override
        public String canonical(String json) {
            return json;
        }
    }
}

package dev.jobq.store.jdbc.sqlite;

import static org.assertj.core.api.Assertions.assertThat;

import dev.jobq.Enqueuer;
import dev.jobq.JobStatus;
import dev.jobq.ProcessId;
import dev.jobq.json.JacksonJsonCodec;
import dev.jobq.store.CallerTransaction;
import dev.jobq.store.EventLimits;
import dev.jobq.store.JobDraft;
import dev.jobq.store.JobStore;
import dev.jobq.store.StoreSettings;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.Collections;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** A file does not grow for ever. */
class SqliteSpaceTests {

    private static final int JOBS = 5_000;

    @Test
    void theSpaceOfPurgedJobsIsUsedAgain(@TempDir Path folder) {
        Enqueuer self = new Enqueuer(ProcessId.ofThisProcess(Instant.now()), "", null, null, null);
        StoreSettings settings =
                new StoreSettings("jobq", StoreSettings.SchemaMode.CREATE, self, new JacksonJsonCodec(), null);
        try (JobStore store =
                SqliteJobStore.open(SqliteTarget.file(folder.resolve("jobs.db")), settings, CallerTransaction.NONE)) {
            store.log().keep(EventLimits.DEFAULT);
            fillAndPurge(store);
            long first = store.info().bytes();
            for (int i = 0; i < 4; i++) {
                fillAndPurge(store);
            }
            assertThat(store.info().bytes()).isLessThan(first + first / 5);
        }
    }

    private static void fillAndPurge(JobStore store) {
        JobDraft draft = new JobDraft(
                "emails", "welcome", "\"" + "x".repeat(500) + "\"", 0, JobDraft.Start.NOW, JobDraft.Limits.NONE);
        List<dev.jobq.JobId> ids = store.intake().insert(Collections.nCopies(JOBS, draft));
        ids.forEach(store.control()::cancel);
        assertThat(store.upkeep().purge("emails", JobStatus.CANCELLED, Duration.ZERO, JOBS))
                .isEqualTo(JOBS);
        store.upkeep().tidy();
    }
}

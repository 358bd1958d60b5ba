package dev.jobq.store.jdbc.sqlite;

import static dev.jobq.store.jdbc.sqlite.SqliteStores.draft;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.jobq.Job;
import dev.jobq.JobId;
import dev.jobq.JobStatus;
import dev.jobq.store.ApplicationTransactions;
import dev.jobq.store.JobDraft;
import dev.jobq.store.JobReader;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.sqlite.SQLiteDataSource;

class SqliteTransactorTests {

    @TempDir
    private Path folder;

    @Test
    void ofABulkThatIsRefusedNothingIsLeftWhenTheCallersTransactionGoesOn() throws Exception {
        SqliteTarget target = SqliteTarget.file(folder.resolve("jobs.db"));
        SQLiteDataSource application = new SQLiteDataSource();
        application.setUrl("jdbc:sqlite:" + folder.resolve("jobs.db"));
        ApplicationTransactions transactions = new ApplicationTransactions(application);
        JobDraft bad = new JobDraft("emails", null, "2", 0, JobDraft.Start.NOW, JobDraft.Limits.NONE);
        try (SqliteJobStore store = SqliteJobStore.open(target, SqliteStores.SETTINGS, transactions)) {
            List<JobId> kept = transactions.commit(() -> {
                JobId before = store.intake().insert(List.of(draft("0"))).get(0);
                assertThatThrownBy(() -> store.intake().insert(List.of(draft("1"), bad)))
                        .isInstanceOf(RuntimeException.class);
                JobId after = store.intake().insert(List.of(draft("3"))).get(0);
                return List.of(before, after);
            });

            JobReader.Filter all = new JobReader.Filter(null, null, null, null);
            assertThat(store.reader().list(all, 10).jobs())
                    .extracting(Job::id)
                    .containsExactlyInAnyOrderElementsOf(kept);
            assertThat(store.reader().depths()).isEqualTo(Map.of("emails", Map.of(JobStatus.AVAILABLE, 2L)));
        }
    }
}

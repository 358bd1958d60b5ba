package dev.jobq.process;

import static org.assertj.core.api.Assertions.assertThat;

import dev.jobq.JobId;
import dev.jobq.JobStatus;
import dev.jobq.store.CallerTransaction;
import dev.jobq.store.JobDraft;
import dev.jobq.store.JobStore;
import dev.jobq.store.TestPostgres;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Workers that are killed at any moment leave each job's effect in the database exactly once. */
@Timeout(180)
@Tag("patient")
class EffectProcessTests {

    private static final int JOBS = 1_200;

    @TempDir
    Path folder;

    @ParameterizedTest
    @ValueSource(booleans = {false, true})
    void everyEffectIsThereExactlyOnce(boolean isPostgres) throws Exception {
        String database = database(isPostgres);
        try (JobStore store = Databases.open(database, CallerTransaction.NONE)) {
            execute(database, "CREATE TABLE effect (job BIGINT)");
            List<JobId> ids = new ArrayList<>();
            for (String type : List.of("calls", "transactional")) {
                JobDraft draft =
                        new JobDraft(EffectProcess.TOPIC, type, "null", 0, JobDraft.Start.NOW, JobDraft.Limits.NONE);
                ids.addAll(store.intake().insert(Collections.nCopies(JOBS / 2, draft)));
            }
            int[][] halts = {{0, 0}, {100, 0}, {0, 100}, {0, 0}};
            for (int[] halt : halts) {
                long before = completed(store);
                try (ChildJvm worker = ChildJvm.start(
                        EffectProcess.class, database, Integer.toString(halt[0]), Integer.toString(halt[1]))) {
                    worker.await("ready");
                    Awaitility.await()
                            .atMost(Duration.ofSeconds(60))
                            .pollInterval(Duration.ofMillis(5))
                            .until(() -> !worker.isAlive() || completed(store) > before + 150);
                    worker.kill();
                }
            }
            assertThat(completed(store))
                    .as("there was something left to be killed")
                    .isLessThan(JOBS);
            try (ChildJvm last = ChildJvm.start(EffectProcess.class, database, "0", "0")) {
                last.await("ready");
                Awaitility.await().atMost(Duration.ofSeconds(90)).until(() -> completed(store) >= JOBS);
                assertThat(last.stop()).isZero();
            }
            assertThat(effects(database)).containsExactlyInAnyOrderElementsOf(ids);
            assertThat(completed(store)).isEqualTo(JOBS);
        }
    }

    private String database(boolean isPostgres) {
        if (isPostgres) {
            TestPostgres.create("effects");
            return TestPostgres.url("effects");
        }
        return folder.resolve("jobs.db").toString();
    }

    private static long completed(JobStore store) {
        return store.reader()
                .depths()
                .getOrDefault(EffectProcess.TOPIC, Map.of())
                .getOrDefault(JobStatus.COMPLETED, 0L);
    }

    private static List<JobId> effects(String database) throws SQLException {
        List<JobId> effects = new ArrayList<>();
        try (Connection connection = EffectProcess.dataSource(database).getConnection();
                Statement statement = connection.createStatement();
                ResultSet rows = statement.executeQuery("SELECT job FROM effect")) {
            while (rows.next()) {
                effects.add(new JobId(rows.getLong(1)));
            }
        }
        return effects;
    }

    private static void execute(String database, String sql) throws SQLException {
        try (Connection connection = EffectProcess.dataSource(database).getConnection();
                Statement statement = connection.createStatement()) {
            statement.execute(sql);
        }
    }
}

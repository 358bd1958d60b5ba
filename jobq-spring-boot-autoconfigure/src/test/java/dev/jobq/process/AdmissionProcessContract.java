package dev.jobq.process;

import static org.assertj.core.api.Assertions.assertThat;

import dev.jobq.JobStatus;
import dev.jobq.history.HistoryChecker;
import dev.jobq.history.HistoryFile;
import dev.jobq.history.HistoryLine;
import dev.jobq.history.LiveJobs;
import dev.jobq.store.CallerTransaction;
import dev.jobq.store.JobStore;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** Several processes that enqueue jobs with unique keys and fill a topic with a limit, while some of them are killed. */
@Timeout(180)
@Tag("patient")
abstract class AdmissionProcessContract {

    private static final int JOBS_BEFORE_A_KILL = 400;

    @TempDir
    Path folder;

    private final List<ChildJvm> children = new ArrayList<>();
    private String database;
    private int started;

    /** A new, empty database. */
    abstract String newDatabase();

    @AfterEach
    void endAll() throws InterruptedException {
        for (ChildJvm child : children) {
            child.close();
        }
    }

    @Test
    void aKeyHasOneLiveJobAndATopicNoMoreThanItsLimit() throws Exception {
        database = newDatabase();
        List<HistoryLine> history = run();
        assertThat(HistoryChecker.violations(history)).isEmpty();
        LiveJobs live = LiveJobs.of(history);
        assertThat(live.violations(key -> key.equals(HistoryLine.NONE) ? AdmittingProcess.LIMIT : 1))
                .isEmpty();
        // Else there was nothing to refuse.
        assertThat(live.most(HistoryLine.NONE)).isGreaterThan(AdmittingProcess.LIMIT / 4);
        assertThat(live.jobs(HistoryLine.NONE)).isGreaterThan(1000);
        assertThat(live.jobs() - live.jobs(HistoryLine.NONE)).isGreaterThan(1000);
    }

    private List<HistoryLine> run() throws Exception {
        try (JobStore store = Databases.open(database, CallerTransaction.NONE);
                HistoryFile mine = new HistoryFile(file(), "parent")) {
            List<ChildJvm> running = new ArrayList<>();
            for (int i = 0; i < 3; i++) {
                running.add(start());
            }
            for (int kill = 1; kill <= 2; kill++) {
                awaitCompleted(store, JOBS_BEFORE_A_KILL * kill);
                running.remove(0).kill();
                mine.killed("p" + kill);
                running.add(start());
            }
            awaitCompleted(store, 1100);
            for (ChildJvm child : running) {
                child.go();
            }
            for (ChildJvm child : running) {
                child.await("done");
            }
            awaitIdle(store);
            for (ChildJvm child : running) {
                assertThat(child.stop()).isZero();
            }
        }
        return HistoryFile.read(file());
    }

    private ChildJvm start() throws IOException, InterruptedException {
        ChildJvm child = ChildJvm.start(AdmittingProcess.class, database, file().toString(), "p" + ++started);
        children.add(child);
        return child.await("ready");
    }

    private Path file() {
        return folder.resolve("history");
    }

    private static void awaitCompleted(JobStore store, int jobs) {
        Awaitility.await().atMost(Duration.ofSeconds(60)).until(() -> {
            Map<String, Map<JobStatus, Long>> depths = store.reader().depths();
            return completed(depths, AdmittingProcess.KEYED) > jobs
                    && completed(depths, AdmittingProcess.LIMITED) > jobs;
        });
    }

    private static void awaitIdle(JobStore store) {
        Awaitility.await()
                .atMost(Duration.ofSeconds(60))
                .until(() -> store.reader().depths().values().stream()
                        .allMatch(depths -> depths.entrySet().stream()
                                .allMatch(depth -> depth.getKey().isEnded() || depth.getValue() == 0)));
    }

    private static long completed(Map<String, Map<JobStatus, Long>> depths, String topic) {
        return depths.getOrDefault(topic, Map.of()).getOrDefault(JobStatus.COMPLETED, 0L);
    }
}

package dev.jobq.process;

import static org.assertj.core.api.Assertions.assertThat;

import dev.jobq.JobStatus;
import dev.jobq.history.HistoryChecker;
import dev.jobq.history.HistoryFile;
import dev.jobq.history.HistoryLine;
import dev.jobq.history.LiveJobs;
import dev.jobq.store.CallerTransaction;
import dev.jobq.store.JobStore;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.Test;

/** Several processes that enqueue jobs with unique keys and fill a topic with a limit, while some of them are killed. */
abstract class AdmissionProcessContract extends KilledProcesses {

    private static final int JOBS_BEFORE_A_KILL = 400;

    AdmissionProcessContract() {
        super(AdmittingProcess.class, 3);
    }

    @Test
    void aKeyHasOneLiveJobAndATopicNoMoreThanItsLimit() throws Exception {
        List<HistoryLine> history = run();
        assertThat(HistoryChecker.violations(history)).isEmpty();
        LiveJobs live = LiveJobs.of(history);
        assertThat(live.violations(key -> key.equals(HistoryLine.NONE) ? AdmittingProcess.LIMIT : 1))
                .isEmpty();
        assertThat(live.most(HistoryLine.NONE)).isGreaterThan(AdmittingProcess.LIMIT / 4);
        assertThat(live.jobs(HistoryLine.NONE)).isGreaterThan(1000);
        assertThat(live.jobs() - live.jobs(HistoryLine.NONE)).isGreaterThan(1000);
    }

    private List<HistoryLine> run() throws Exception {
        try (JobStore store = Databases.open(database, CallerTransaction.NONE);
                HistoryFile mine = new HistoryFile(file(), "parent")) {
            List<ChildJvm> running = killing(mine, kill -> awaitCompleted(store, JOBS_BEFORE_A_KILL * kill));
            awaitCompleted(store, 1100);
            for (ChildJvm child : running) {
                child.go();
            }
            long byKey = 0;
            long byLimit = 0;
            for (ChildJvm child : running) {
                String[] refused = child.next().split(" ", -1);
                assertThat(refused).hasSize(3).startsWith("refused");
                byKey += Long.parseLong(refused[1]);
                byLimit += Long.parseLong(refused[2]);
                child.await("done");
            }
            assertThat(byKey).as("refused for their key").isPositive();
            assertThat(byLimit).as("refused for the limit").isPositive();
            awaitIdle(store);
            for (ChildJvm child : running) {
                assertThat(child.stop()).isZero();
            }
        }
        return HistoryFile.read(file());
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

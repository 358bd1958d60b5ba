package dev.jobq.process;

import static org.assertj.core.api.Assertions.assertThat;

import dev.jobq.JobId;
import dev.jobq.JobStatus;
import dev.jobq.history.HistoryChecker;
import dev.jobq.history.HistoryFile;
import dev.jobq.history.HistoryLine;
import dev.jobq.history.LimitedRuns;
import dev.jobq.store.CallerTransaction;
import dev.jobq.store.JobDraft;
import dev.jobq.store.JobStore;
import java.sql.Connection;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.Test;

/** Eight processes that run jobs of topics with limits, a thousand of each, while some of them are killed. */
abstract class LimitProcessContract extends KilledProcesses {

    private static final int PROCESSES = 8;
    private static final int JOBS = 1_000;
    private static final int KEYS = 8;

    /**
     * The rates let all jobs start within ten seconds, and a dead process's slots are free a lease later; the rest is for two
     * processors on which more runs than these.
     */
    private static final Duration PATIENCE = Duration.ofSeconds(90);

    LimitProcessContract() {
        super(LimitedProcess.class, PROCESSES);
    }

    @Test
    void noMoreRunAtOnceOrStartInAnyWindowThanMay() throws Exception {
        List<HistoryLine> history = run();
        // Limits are no order, so keys mean nothing to it.
        assertThat(HistoryChecker.violations(
                        history.stream().map(LimitProcessContract::withoutKey).toList()))
                .isEmpty();
        LimitedRuns runs = LimitedRuns.of(history);
        long window = LimitedProcess.WINDOW.toNanos() / 1_000;
        assertThat(runs.mostAtOnce(LimitedProcess.GLOBAL)).isBetween(2, 5);
        // How near the limits they come is up to the machine; that none goes beyond is not.
        assertThat(runs.mostWithin(LimitedProcess.RATED, window)).isBetween(10, 50);
        int startsOfKeys = 0;
        for (int key = 0; key < KEYS; key++) {
            startsOfKeys += runs.starts("k" + key);
            assertThat(runs.mostAtOnce("k" + key)).isBetween(1, 2);
            assertThat(runs.mostWithin("k" + key, window)).isBetween(2, 10);
        }
        assertThat(startsOfKeys).isGreaterThanOrEqualTo(JOBS);
        assertThat(runs.starts(LimitedProcess.GLOBAL)).isGreaterThanOrEqualTo(JOBS);
        assertThat(runs.starts(LimitedProcess.RATED)).isGreaterThanOrEqualTo(JOBS);
        // Else fewer kept to the limits than are meant to.
        assertThat(history.stream()
                        .filter(line -> line.what() == HistoryLine.What.STARTED)
                        .map(HistoryLine::process)
                        .distinct())
                .hasSizeGreaterThanOrEqualTo(PROCESSES);
    }

    private List<HistoryLine> run() throws Exception {
        try (JobStore store = Databases.open(database, CallerTransaction.NONE);
                HistoryFile mine = new HistoryFile(file(), "parent")) {
            store.topics().declare(LimitedProcess.rules());
            for (String topic : LimitedProcess.LIMITS.keySet()) {
                enqueue(store, mine, topic);
            }
            List<ChildJvm> running = killing(mine, kill -> {
                awaitCompleted(store, 1);
                settle();
                awaitCompleted(store, kill * JOBS / 4);
            });
            awaitCompleted(store, JOBS);
            for (ChildJvm child : running) {
                assertThat(child.stop()).isZero();
            }
        }
        return HistoryFile.read(file());
    }

    /** As if all had known the limits for long, so that claims trust what was noted of ends, and of killed processes' jobs. */
    private void settle() {
        try (Connection connection = Databases.connect(database);
                Statement statement = connection.createStatement()) {
            statement.executeUpdate("UPDATE jobq_limit SET since = 0");
        } catch (SQLException ex) {
            throw new IllegalStateException(ex);
        }
    }

    private static void enqueue(JobStore store, HistoryFile history, String topic) {
        List<JobDraft> drafts = new ArrayList<>();
        for (int i = 0; i < JOBS; i++) {
            String key = "k" + i % KEYS;
            drafts.add(new JobDraft(
                    topic,
                    "limited",
                    Databases.CODEC.write(new LimitedProcess.Limited(key, LimitedProcess.micros(topic))),
                    0,
                    JobDraft.Start.NOW,
                    JobDraft.Limits.NONE,
                    new JobDraft.Terms(null, null, key, null)));
        }
        history.enqueuing(topic);
        for (JobId id : store.intake().insert(drafts)) {
            history.enqueued(topic, HistoryLine.NONE, id);
        }
    }

    private static void awaitCompleted(JobStore store, int jobs) {
        Awaitility.await().atMost(PATIENCE).until(() -> {
            Map<String, Map<JobStatus, Long>> depths = store.reader().depths();
            return LimitedProcess.LIMITS.keySet().stream()
                    .allMatch(topic ->
                            depths.getOrDefault(topic, Map.of()).getOrDefault(JobStatus.COMPLETED, 0L) >= jobs);
        });
    }

    private static HistoryLine withoutKey(HistoryLine line) {
        return new HistoryLine(
                line.what(), line.process(), line.ticket(), HistoryLine.NONE, line.job(), line.fence(), line.at());
    }
}

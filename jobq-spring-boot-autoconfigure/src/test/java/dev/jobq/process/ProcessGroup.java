package dev.jobq.process;

import static org.assertj.core.api.Assertions.assertThat;

import dev.jobq.Job;
import dev.jobq.JobId;
import dev.jobq.JobStatus;
import dev.jobq.store.ApplicationTransactions;
import dev.jobq.store.FeedEvent;
import dev.jobq.store.JobReader.Filter;
import dev.jobq.store.JobReader.Page;
import dev.jobq.store.JobStore;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import javax.sql.DataSource;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.io.TempDir;

/** Processes on one database, which end with the test. */
@Tag("patient")
abstract class ProcessGroup {

    @TempDir
    Path folder;

    final List<ChildJvm> children = new ArrayList<>();
    final List<Path> histories = new ArrayList<>();
    String database;
    ApplicationTransactions transactions;
    JobStore store;

    /** A new, empty database. */
    abstract String newDatabase();

    abstract DataSource dataSource(String database);

    @BeforeEach
    void openStore() {
        database = newDatabase();
        transactions = new ApplicationTransactions(dataSource(database));
        store = Databases.open(database, transactions);
        store.topics().register(List.of(Tasks.TOPIC));
    }

    @AfterEach
    void endAll() throws InterruptedException {
        for (ChildJvm child : children) {
            child.close();
        }
        store.close();
    }

    final ChildJvm startWorker(Duration pollInterval, Duration lease) throws IOException {
        Path history = folder.resolve("history" + histories.size());
        histories.add(history);
        ChildJvm child = ChildJvm.start(
                WorkerProcess.class,
                database,
                history.toString(),
                Long.toString(pollInterval.toMillis()),
                Long.toString(lease.toMillis()));
        children.add(child);
        return child;
    }

    final ChildJvm adopt(ChildJvm child) {
        children.add(child);
        return child;
    }

    final List<JobId> enqueue(int count, Duration each) {
        Task task = new Task(each.toNanos() / 1000);
        List<JobId> ids = new ArrayList<>();
        for (int left = count; left > 0; left -= 100) {
            ids.addAll(store.intake().insert(Tasks.drafts(Math.min(100, left), task, Databases.CODEC)));
        }
        return ids;
    }

    final long depth(JobStatus status) {
        return store.reader().depths().getOrDefault(Tasks.TOPIC, Map.of()).getOrDefault(status, 0L);
    }

    final void awaitCompleted(int count) {
        Awaitility.await()
                .atMost(Duration.ofSeconds(90))
                .pollInterval(Duration.ofMillis(20))
                .until(() -> depth(JobStatus.COMPLETED) >= count);
    }

    /** Asks all workers that still live to end, and sees that nothing surfaced in any but what is expected. */
    final void stopAll(String... expected) throws Exception {
        for (ChildJvm child : children) {
            if (child.isAlive()) {
                assertThat(child.stop())
                        .as("exit code, errors: %s", child.errors())
                        .isZero();
                assertThat(child.errors())
                        .filteredOn(line -> Stream.of(expected).noneMatch(line::contains))
                        .isEmpty();
            }
        }
    }

    final List<JobId> histories() throws IOException {
        List<JobId> all = new ArrayList<>();
        for (Path history : histories) {
            all.addAll(History.read(history));
        }
        return all;
    }

    final void assertCompletedWithoutCrash(int count) {
        List<Job> jobs = new ArrayList<>();
        JobId before = null;
        do {
            Page page = store.reader().list(new Filter(Tasks.TOPIC, null, null, before), 500);
            jobs.addAll(page.jobs());
            before = page.next();
        } while (before != null);
        assertThat(jobs).hasSize(count);
        assertThat(jobs).extracting(Job::status).containsOnly(JobStatus.COMPLETED);
        assertThat(jobs).extracting(Job::crashes).containsOnly(0);
        assertThat(jobs).extracting(Job::attempt).containsOnly(1);
        assertThat(store.reader().feed(null, 1000)).extracting(FeedEvent::type).doesNotContain("rescued", "stale");
    }
}

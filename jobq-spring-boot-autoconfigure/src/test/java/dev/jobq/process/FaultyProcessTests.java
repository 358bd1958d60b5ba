package dev.jobq.process;

import static org.assertj.core.api.Assertions.assertThat;

import dev.jobq.Job;
import dev.jobq.JobId;
import dev.jobq.JobStatus;
import dev.jobq.store.CallerTransaction;
import dev.jobq.store.JobDraft;
import dev.jobq.store.JobStore;
import dev.jobq.store.TestPostgres;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Handlers that harm the very process that they run in. */
@Timeout(180)
@Tag("patient")
class FaultyProcessTests {

    private static final Duration SOON = Duration.ofSeconds(60);

    @TempDir
    Path folder;

    private String database;
    private JobStore store;

    @AfterEach
    void close() {
        store.close();
    }

    @ParameterizedTest
    @ValueSource(booleans = {false, true})
    void aJobThatEndsItsProcessIsParkedAfterFourAndAllOthersRun(boolean isPostgres) throws Exception {
        open(isPostgres);
        JobId fatal = insert("halts", 1).get(0);
        List<JobId> innocent = insert("innocent", 20);
        int crashes = 0;
        JobStatus status = JobStatus.AVAILABLE;
        // The lease is longer than all of this together: successors know by proof that their predecessors are dead.
        while (status != JobStatus.PARKED && crashes <= 12) {
            // It may be gone before it says that it is ready.
            try (ChildJvm worker = ChildJvm.start(FaultyProcess.class, database)) {
                Awaitility.await().atMost(SOON).until(() -> !worker.isAlive() || status(fatal) == JobStatus.PARKED);
                status = status(fatal);
                if (status == JobStatus.PARKED) {
                    for (JobId id : innocent) {
                        Awaitility.await().atMost(SOON).until(() -> status(id) == JobStatus.COMPLETED);
                    }
                    assertThat(worker.stop()).isZero();
                } else {
                    crashes++;
                }
            }
        }
        Job parked = store.reader().get(fatal).orElseThrow();
        assertThat(parked.status()).isEqualTo(JobStatus.PARKED);
        assertThat(parked.reason()).contains("crashed its nodes 4 times");
        // One is not counted when the ends of jobs before it were not recorded yet.
        assertThat(crashes).isGreaterThanOrEqualTo(4);
        assertThat(parked.crashes()).isEqualTo(4);
        assertThat(parked.errors()).isEmpty();
    }

    @Test
    void memoryStackAndThreadsOfTheProcessAreLeftToTheOthers() throws Exception {
        open(false);
        try (ChildJvm worker = ChildJvm.start(FaultyProcess.class, database)) {
            worker.await("ready");
            List<JobId> faulty = new ArrayList<>();
            for (int i = 0; i < 5; i++) {
                faulty.addAll(insert("takes all memory", 1));
                faulty.addAll(insert("overflows", 1));
            }
            List<JobId> leaving = insert("leaves threads", 10);
            for (JobId id : faulty) {
                Awaitility.await().atMost(SOON).until(() -> status(id) == JobStatus.DISCARDED);
            }
            assertThat(store.reader()
                            .get(faulty.get(0))
                            .orElseThrow()
                            .errors()
                            .get(0)
                            .type())
                    .isEqualTo("java.lang.OutOfMemoryError");
            assertThat(store.reader()
                            .get(faulty.get(1))
                            .orElseThrow()
                            .errors()
                            .get(0)
                            .type())
                    .isEqualTo("java.lang.StackOverflowError");
            List<JobId> innocent = insert("innocent", 50);
            for (JobId id : leaving) {
                Awaitility.await().atMost(SOON).until(() -> status(id) == JobStatus.COMPLETED);
            }
            for (JobId id : innocent) {
                Awaitility.await().atMost(SOON).until(() -> status(id) == JobStatus.COMPLETED);
            }
            assertThat(worker.isAlive()).isTrue();
            assertThat(worker.stop()).isZero();
        }
    }

    private void open(boolean isPostgres) {
        if (isPostgres) {
            TestPostgres.create("faulty");
            database = TestPostgres.url("faulty");
        } else {
            database = folder.resolve("jobs.db").toString();
        }
        store = Databases.open(database, CallerTransaction.NONE);
        store.topics().register(List.of(FaultyProcess.TOPIC));
    }

    private JobStatus status(JobId id) {
        return store.reader().get(id).orElseThrow().status();
    }

    private List<JobId> insert(String type, int count) {
        JobDraft draft = new JobDraft(FaultyProcess.TOPIC, type, "null", 0, JobDraft.Start.NOW, JobDraft.Limits.NONE);
        return store.intake().insert(Collections.nCopies(count, draft));
    }
}

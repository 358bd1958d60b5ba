package dev.jobq.process;

import static org.assertj.core.api.Assertions.assertThat;

import dev.jobq.Job;
import dev.jobq.JobEvent;
import dev.jobq.JobQuery;
import dev.jobq.JobQueue;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** Several processes on one file, driving jobs themselves. */
@Timeout(180)
@Tag("patient")
class PollerProcessTests {

    private static final int PROCESSES = 4;
    private static final int JOBS = 2_000;

    @Test
    void fourProcessesPollEveryJobOnceAndEachGetsItsShare(@TempDir Path folder) throws Exception {
        Path file = folder.resolve("jobs.db");
        List<ChildJvm> children = new ArrayList<>();
        try (JobQueue queue = JobQueue.open(file)) {
            for (int i = 0; i < JOBS; i++) {
                queue.create(i, List.of("NEW"));
            }
            for (int i = 0; i < PROCESSES; i++) {
                children.add(ChildJvm.start(PollerProcess.class, file.toString(), "p" + i));
            }
            for (ChildJvm child : children) {
                child.await("ready");
            }
            for (ChildJvm child : children) {
                child.go();
            }
            int sum = 0;
            for (ChildJvm child : children) {
                int polled = Integer.parseInt(child.next());
                assertThat(polled).isGreaterThanOrEqualTo(JOBS / 20);
                sum += polled;
            }
            assertThat(sum).isEqualTo(JOBS);
            List<Job> done = queue.find(JobQuery.where("state[0]").is("DONE"), JOBS + 1);
            assertThat(done).hasSize(JOBS);
            assertThat(queue.get(done.get(JOBS / 2).id()).orElseThrow().events())
                    .extracting(JobEvent::type)
                    .containsExactly(JobEvent.Type.CREATED, JobEvent.Type.STATE_CHANGED, JobEvent.Type.STATE_CHANGED);
        } finally {
            for (ChildJvm child : children) {
                child.close();
            }
        }
    }
}

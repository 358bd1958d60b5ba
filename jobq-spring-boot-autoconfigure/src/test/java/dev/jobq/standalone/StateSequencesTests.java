package dev.jobq.standalone;

import dev.jobq.JobQueue;
import dev.jobq.store.TestPostgres;
import java.nio.file.Path;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * The state-driven API is the same on every store, for whatever is called: random sequences of calls agree with one model.
 * {@code -Djobq.sequences=10000} runs so many on each store in place of a few.
 */
@Tag("patient")
class StateSequencesTests {

    private static final Integer SEQUENCES = Integer.getInteger("jobq.sequences");

    @Test
    void memoryAgreesWithTheModel() {
        try (JobQueue queue = JobQueue.inMemory()) {
            run(queue, 1_000);
        }
    }

    @Test
    void fileAgreesWithTheModel(@TempDir Path directory) {
        try (JobQueue queue = JobQueue.open(directory.resolve("jobs.db"))) {
            run(queue, 60);
        }
    }

    @Test
    void postgresqlAgreesWithTheModel() {
        try (JobQueue queue = JobQueue.open(TestPostgres.create("sequences"))) {
            run(queue, 60);
        }
    }

    private static void run(JobQueue queue, int few) {
        int sequences = SEQUENCES == null ? few : SEQUENCES;
        for (int seed = 0; seed < sequences; seed++) {
            try {
                new StateSequences(queue, seed).run();
            } catch (AssertionError | RuntimeException ex) {
                throw new AssertionError("Sequence %d: %s".formatted(seed, ex.getMessage()), ex);
            }
        }
    }
}

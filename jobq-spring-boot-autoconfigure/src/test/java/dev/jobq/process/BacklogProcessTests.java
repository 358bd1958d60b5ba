package dev.jobq.process;

import static org.assertj.core.api.Assertions.assertThat;

import dev.jobq.store.TestPostgres;
import java.nio.file.Path;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** A heap of 64 MB does for any backlog, and a longer one takes no more of it. */
@Timeout(180)
@Tag("patient")
class BacklogProcessTests {

    private static final int SHORT = 1_000;

    /** More than would fit: each job takes some hundred bytes. */
    private static final int LONG = 300_000;

    @Test
    void aLongBacklogOnAFileTakesNoMoreMemoryThanAShortOne(@TempDir Path folder) throws Exception {
        compare(folder.resolve("jobs.db").toString());
    }

    @Test
    void aLongBacklogOnPostgresqlTakesNoMoreMemoryThanAShortOne() throws Exception {
        TestPostgres.create("backlog");
        compare(TestPostgres.url("backlog"));
    }

    private static void compare(String database) throws Exception {
        try (ChildJvm child = ChildJvm.withHeap(
                "64m", BacklogProcess.class, database, Integer.toString(SHORT), Integer.toString(LONG))) {
            long before = Long.parseLong(child.next());
            long after = Long.parseLong(child.next());
            assertThat(child.stop()).isZero();
            assertThat(child.errors()).isEmpty();
            assertThat(after).isLessThan(before + before / 5);
        }
    }
}

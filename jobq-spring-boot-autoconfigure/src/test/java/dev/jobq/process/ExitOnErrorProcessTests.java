package dev.jobq.process;

import static org.assertj.core.api.Assertions.assertThat;

import dev.jobq.store.TestPostgres;
import java.nio.file.Path;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** With a supervisor, an Error may end the process. */
@Timeout(120)
@Tag("patient")
class ExitOnErrorProcessTests {

    @TempDir
    Path folder;

    @ParameterizedTest
    @ValueSource(booleans = {false, true})
    void anErrorEndsTheProcessWithItsExitCodeAndTheJobIsTheFirstToRunAgain(boolean isPostgres) throws Exception {
        String database = isPostgres ? postgres() : folder.resolve("jobs.db").toString();
        try (ChildJvm first = ChildJvm.start(ExitingApplication.class, database, "5")) {
            assertThat(nextRun(first)).isEqualTo("ran 0 attempt 1");
            assertThat(first.exit()).isEqualTo(70);
        }
        try (ChildJvm second = ChildJvm.start(ExitingApplication.class, database, "0")) {
            assertThat(nextRun(second)).isEqualTo("ran 0 attempt 2");
            assertThat(nextRun(second)).isEqualTo("ran 1 attempt 1");
            assertThat(second.stop()).isZero();
        }
    }

    private static String postgres() {
        TestPostgres.create("exiting");
        return TestPostgres.url("exiting");
    }

    /** Past what the application logs. */
    private static String nextRun(ChildJvm child) throws InterruptedException {
        String line = child.next();
        while (!line.startsWith("ran ")) {
            line = child.next();
        }
        return line;
    }
}

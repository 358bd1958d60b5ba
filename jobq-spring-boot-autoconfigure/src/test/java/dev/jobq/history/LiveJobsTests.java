package dev.jobq.history;

import static org.assertj.core.api.Assertions.assertThat;

import dev.jobq.JobId;
import java.io.IOException;
import java.nio.file.Path;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class LiveJobsTests {

    private static final JobId ONE = new JobId(1);
    private static final JobId TWO = new JobId(2);

    @TempDir
    Path folder;

    private HistoryFile file;

    @BeforeEach
    void open() {
        file = new HistoryFile(folder.resolve("history"), "here");
    }

    @AfterEach
    void close() throws IOException {
        file.close();
    }

    @Test
    void jobsOneAfterTheOtherAreNoViolation() {
        file.enqueued("a", "k", ONE);
        file.started("k", ONE, 1);
        file.completed("k", ONE, 1);
        file.started("k", TWO, 1);
        file.enqueued("b", "k", TWO);
        file.completed("k", TWO, 1);
        assertThat(live().violations(key -> 1)).isEmpty();
        assertThat(live().jobs("k")).isEqualTo(2);
    }

    @Test
    void aJobThatWasMadeBeforeTheOtherEndedIsFound() {
        file.enqueued("a", "k", ONE);
        file.enqueued("b", "k", TWO);
        file.started("k", ONE, 1);
        assertThat(live().violations(key -> 1)).containsExactly("Of key k 2 jobs lived at once, 1 are allowed");
        assertThat(live().violations(key -> 2)).isEmpty();
    }

    @Test
    void aJobThatRanAgainLivedUntilThen() {
        file.started("k", ONE, 1);
        file.completed("k", ONE, 1);
        file.started("k", TWO, 1);
        file.completed("k", ONE, 2);
        assertThat(live().most("k")).isEqualTo(2);
    }

    @Test
    void whatIsNotedLateIsNoSignOfLife() {
        file.started("k", ONE, 1);
        file.completed("k", ONE, 1);
        file.started("k", TWO, 1);
        file.enqueued("a", "k", ONE);
        file.completed("k", TWO, 1);
        assertThat(live().most("k")).isEqualTo(1);
    }

    private LiveJobs live() {
        return LiveJobs.of(HistoryFile.read(folder.resolve("history")));
    }
}

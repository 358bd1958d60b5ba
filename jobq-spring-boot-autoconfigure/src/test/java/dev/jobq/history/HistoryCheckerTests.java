package dev.jobq.history;

import static org.assertj.core.api.Assertions.assertThat;

import dev.jobq.JobId;
import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** A checker that finds nothing would find nothing wrong. */
class HistoryCheckerTests {

    private static final JobId ONE = new JobId(1);
    private static final JobId TWO = new JobId(2);

    @TempDir
    Path folder;

    private HistoryFile here;
    private HistoryFile there;

    @BeforeEach
    void open() {
        here = new HistoryFile(file(), "here");
        there = new HistoryFile(file(), "there");
    }

    @AfterEach
    void close() throws IOException {
        here.close();
        there.close();
    }

    @Test
    void whatIsInOrderIsNoViolation() {
        enqueue("a", "k", ONE, TWO);
        run(here, "k", ONE, 1);
        here.started("k", TWO, 1);
        here.again("k", TWO, 1);
        there.started("k", TWO, 2);
        there.toBack("k", TWO, 2);
        run(here, "k", TWO, 3);
        assertThat(violations()).isEmpty();
    }

    @Test
    void twoOfAKeyAtOnceAreFound() {
        enqueue("a", "k", ONE, TWO);
        here.started("k", ONE, 1);
        run(there, "k", TWO, 1);
        here.completed("k", ONE, 1);
        assertThat(violations()).containsExactly("Key k: job 2 started while job 1 ran");
    }

    @Test
    void ofDifferentKeysOrNoneTheyAreNot() {
        enqueue("a", "k", ONE);
        enqueue("b", HistoryLine.NONE, TWO);
        here.started("k", ONE, 1);
        run(there, HistoryLine.NONE, TWO, 1);
        here.completed("k", ONE, 1);
        assertThat(violations()).isEmpty();
    }

    @Test
    void anOrderThatTheCommitsCannotHaveHadIsFound() {
        enqueue("a", "k", ONE);
        enqueue("b", "k", TWO);
        run(here, "k", TWO, 1);
        run(here, "k", ONE, 1);
        assertThat(violations())
                .containsExactly("Key k: job 1 started after job 2, whose commit began when its own was over");
    }

    @Test
    void commitsThatOverlapMayHaveHadEitherOrder() {
        here.enqueuing("a");
        there.enqueuing("b");
        here.enqueued("a", "k", ONE);
        there.enqueued("b", "k", TWO);
        run(here, "k", TWO, 1);
        run(here, "k", ONE, 1);
        assertThat(violations()).isEmpty();
    }

    @Test
    void jobsOfOneEnqueueInAnotherOrderAreFound() {
        enqueue("a", "k", ONE, TWO);
        run(here, "k", TWO, 1);
        run(here, "k", ONE, 1);
        assertThat(violations()).containsExactly("Key k: job 2 started before job 1 of the same enqueue");
    }

    @Test
    void aSecondRunAndASmallerFenceAreFound() {
        enqueue("a", "k", ONE);
        run(here, "k", ONE, 2);
        run(there, "k", ONE, 1);
        assertThat(violations())
                .containsExactly(
                        "Job 1 ran with fence 1 after 2", "Job 1 ran again although 2 of process here completed");
    }

    @Test
    void afterAKillAJobMayRunAgainButOnlyBeforeTheNext() {
        enqueue("a", "k", ONE, TWO);
        here.started("k", ONE, 1);
        there.killed("here");
        run(there, "k", ONE, 2);
        run(there, "k", TWO, 1);
        assertThat(violations()).isEmpty();
        run(there, "k", ONE, 3);
        assertThat(violations()).contains("Key k: job 1 ran again after the later job 2");
    }

    @Test
    void aJobThatIsOvertakenWhileItWaitsToRunAgainIsFound() {
        enqueue("a", "k", ONE, TWO);
        here.started("k", ONE, 1);
        here.again("k", ONE, 1);
        run(here, "k", TWO, 1);
        run(here, "k", ONE, 2);
        assertThat(violations()).first().asString().contains("job 2 started although job 1 was to run again before");
    }

    @Test
    void aJobThatNeverCompletedIsFound() {
        enqueue("a", "k", ONE);
        here.started("k", ONE, 1);
        there.killed("here");
        assertThat(violations()).containsExactly("Job 1 never completed");
    }

    private void enqueue(String ticket, String key, JobId... ids) {
        here.enqueuing(ticket);
        List.of(ids).forEach(id -> here.enqueued(ticket, key, id));
    }

    private static void run(HistoryFile process, String key, JobId id, long fence) {
        process.started(key, id, fence);
        process.completed(key, id, fence);
    }

    private List<String> violations() {
        return HistoryChecker.violations(HistoryFile.read(file()));
    }

    private Path file() {
        return folder.resolve("history");
    }
}

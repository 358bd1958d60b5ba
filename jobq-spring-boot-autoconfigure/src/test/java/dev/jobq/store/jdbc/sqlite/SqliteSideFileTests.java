package dev.jobq.store.jdbc.sqlite;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.time.Duration;
import java.util.concurrent.CompletableFuture;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** What becomes of turns and of nodes' locks when the file that they are on goes. */
@Timeout(60)
class SqliteSideFileTests extends TurnFixture {

    @Test
    void whoFindsAnotherSideFileSharesTheTurnAllTheSame() throws Exception {
        Files.delete(side());
        try (OtherProcess other = OtherProcess.lock(file)) {
            await().until(() -> !turn.tryAcquire(SHORT) || giveBackAtOnce());
            other.unlock();
            assertThat(turn.tryAcquire(Duration.ofSeconds(30))).isTrue();
            turn.release();
        }
    }

    @Test
    void aWaitAtASideFileThatIsGoneGoesOnAtTheOneThatOthersFind() throws Exception {
        try (OtherProcess stuck = OtherProcess.lock(file)) {
            CompletableFuture<Boolean> waiting =
                    CompletableFuture.supplyAsync(() -> turn.tryAcquire(Duration.ofSeconds(40)));
            await().until(() -> !stuck.isTurnstileFree());
            Files.delete(side());
            assertThat(waiting.get()).isTrue();
        }
    }

    @Test
    void aNodesLockOutlivesTheSideFileAndIsSeenWhenItIsPutBack() throws Exception {
        long before = turn.hold(7);
        Path aside = folder.resolve("aside");
        Files.move(side(), aside);
        try (OtherProcess on = OtherProcess.idle(file)) {
            long after = turn.hold(8);
            assertThat(after).isPositive().isNotEqualTo(before);
            assertThat(on.isFree(8)).isFalse();
            assertThat(on.isFree(7)).as("seems free, and proves nothing").isTrue();
        }
        Files.move(aside, side(), StandardCopyOption.REPLACE_EXISTING);
        try (OtherProcess on = OtherProcess.lock(file)) {
            assertThat(on.isFree(7)).isFalse();
            await().until(() -> !turn.tryAcquire(SHORT) || giveBackAtOnce());
            assertThat(turn.hold(9)).isEqualTo(before);
            assertThat(on.isFree(7)).isFalse();
        }
    }

    private Path side() {
        return folder.resolve("jobs.db-jobq.lock");
    }

    /** False: it should not have been free. */
    private boolean giveBackAtOnce() {
        turn.release();
        return false;
    }
}

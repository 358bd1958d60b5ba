package dev.jobq.outage;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import dev.jobq.JobId;
import dev.jobq.StoreUnavailableException;
import dev.jobq.actuate.JobqHealthIndicator;
import dev.jobq.store.CallerTransaction;
import dev.jobq.store.JobDraft;
import dev.jobq.store.jdbc.sqlite.SqliteJobStore;
import dev.jobq.store.jdbc.sqlite.SqliteTarget;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.ResultSet;
import java.sql.Statement;
import java.time.Duration;
import java.util.Collections;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.springframework.boot.health.contributor.Status;

/** What can happen to a SQLite file under a running engine. */
@Timeout(240)
@Tag("patient")
class SqliteOutageTests {

    private static final long MEGABYTE = 1 << 20;

    @TempDir
    Path folder;

    @Test
    void aForeignWriterThatTakesNoTurnDelaysAndLosesNothing() throws Exception {
        Path file = folder.resolve("jobs.db");
        try (OutageEngine engine = new OutageEngine(open(file));
                Connection foreign = DriverManager.getConnection("jdbc:sqlite:" + file);
                Statement statement = foreign.createStatement()) {
            List<JobId> holding = engine.enqueue("holding", 1);
            await().atMost(OutageEngine.SOON)
                    .until(() -> engine.engine.load().get("outages").runningInAll() == 1);
            var worker = engine.engine.worker();
            statement.execute("BEGIN IMMEDIATE");
            CompletableFuture<List<JobId>> waiting = CompletableFuture.supplyAsync(() -> engine.enqueue("quick", 10));
            Duration length = Duration.ofSeconds(10);
            await().pollDelay(length).atMost(length.plusSeconds(5)).until(() -> true);
            assertThat(engine.engine.load().get("outages").runningInAll()).isEqualTo(1);
            statement.execute("COMMIT");

            engine.awaitCompleted(waiting.get(60, TimeUnit.SECONDS), OutageEngine.SOON);
            engine.handlers.release.countDown();
            engine.awaitCompleted(holding, OutageEngine.SOON);
            engine.awaitWork();
            assertThat(engine.engine.worker())
                    .as("nobody could have taken its jobs")
                    .isEqualTo(worker);
            assertThat(engine.store.reader().get(holding.get(0)).orElseThrow().attempt())
                    .isEqualTo(1);
        }
    }

    @Test
    void aFileThatIsReplacedUnderneathAcknowledgesNothingAndHealthSaysSo() throws Exception {
        Path file = folder.resolve("jobs.db");
        OutageEngine engine = new OutageEngine(open(file));
        engine.awaitCompleted(engine.enqueue("quick", 1), OutageEngine.SOON);
        Path aside = folder.resolve("aside.db");

        Files.move(file, aside);
        Files.createFile(file);

        await().atMost(OutageEngine.SOON)
                .untilAsserted(() -> assertThatThrownBy(() -> engine.enqueue("quick", 1))
                        .isInstanceOf(StoreUnavailableException.class)
                        .hasMessageContaining("removed or replaced"));
        engine.awaitTrouble();
        assertThat(engine.health().getStatus()).isEqualTo(Status.DOWN);
        assertThat(new JobqHealthIndicator(engine.store, null).health().getStatus())
                .isEqualTo(Status.DOWN);

        Files.move(aside, file, java.nio.file.StandardCopyOption.REPLACE_EXISTING);

        engine.awaitWork();
        assertThat(engine.health().getStatus()).isEqualTo(Status.UP);
        engine.close();
    }

    @Test
    void aFileThatIsDeletedUnderneathAcknowledgesNothingAndWorkGoesOnWithIt() throws Exception {
        Path file = folder.resolve("jobs.db");
        try (OutageEngine engine = new OutageEngine(open(file))) {
            List<JobId> acknowledged = engine.enqueue("quick", 1);
            engine.awaitCompleted(acknowledged, OutageEngine.SOON);
            Path kept = Files.createLink(folder.resolve("kept"), file);

            Files.delete(file);

            assertThatThrownBy(() -> engine.enqueue("quick", 1))
                    .isInstanceOf(StoreUnavailableException.class)
                    .hasMessageContaining("removed or replaced");
            engine.awaitTrouble();
            assertThat(engine.health().getStatus()).isEqualTo(Status.DOWN);
            assertThat(file).as("nobody makes another one").doesNotExist();

            Files.move(kept, file);

            engine.awaitWork();
            assertThat(engine.health().getStatus()).isEqualTo(Status.UP);
            assertThat(engine.store.reader().get(acknowledged.get(0))).isPresent();
        }
    }

    @Test
    void aReaderThatIsStuckIsToldOfAndTheLogShrinksAfterIt() throws Exception {
        Path file = folder.resolve("jobs.db");
        try (LogLines said = new LogLines("dev.jobq.store.jdbc.sqlite.SqliteFileCare");
                SqliteJobStore store = open(file)) {
            try (Connection stuck = DriverManager.getConnection("jdbc:sqlite:" + file);
                    Statement statement = stuck.createStatement()) {
                store.topics().register(List.of("elsewhere"));
                statement.execute("BEGIN");
                try (ResultSet row = statement.executeQuery("SELECT count(*) FROM jobq_topic")) {
                    assertThat(row.next()).isTrue();
                }
                JobDraft large = large("x".repeat(900_000));
                while (store.info().walBytes() < 70 * MEGABYTE) {
                    store.intake().insert(Collections.nCopies(10, large));
                }
                store.upkeep().tidy();
                store.upkeep().tidy();
                assertThat(said.all()).singleElement().asString().contains("write-ahead log", "reading");
                statement.execute("COMMIT");
            }
            store.upkeep().tidy();
            assertThat(store.info().walBytes()).isLessThan(MEGABYTE);
        }
    }

    private static JobDraft large(String text) {
        return new JobDraft("elsewhere", "large", "\"" + text + "\"", 0, JobDraft.Start.NOW, JobDraft.Limits.NONE);
    }

    private static SqliteJobStore open(Path file) {
        return SqliteJobStore.open(SqliteTarget.file(file), OutageEngine.settings(), CallerTransaction.NONE);
    }
}

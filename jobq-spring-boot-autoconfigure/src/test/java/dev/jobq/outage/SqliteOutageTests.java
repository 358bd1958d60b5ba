package dev.jobq.outage;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assumptions.assumeThat;
import static org.awaitility.Awaitility.await;

import ch.qos.logback.classic.Logger;
import ch.qos.logback.classic.spi.ILoggingEvent;
import ch.qos.logback.core.read.ListAppender;
import dev.jobq.JobId;
import dev.jobq.JobStatus;
import dev.jobq.StoreException;
import dev.jobq.StoreSetupException;
import dev.jobq.StoreUnavailableException;
import dev.jobq.actuate.JobqHealthIndicator;
import dev.jobq.store.CallerTransaction;
import dev.jobq.store.JobDraft;
import dev.jobq.store.jdbc.sqlite.SqliteJobStore;
import dev.jobq.store.jdbc.sqlite.SqliteTarget;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.ResultSet;
import java.sql.Statement;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.slf4j.LoggerFactory;
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
        assertThat(new JobqHealthIndicator(engine.store, engine.engine).health().getStatus())
                .isEqualTo(Status.DOWN);
        assertThat(new JobqHealthIndicator(engine.store, null).health().getStatus())
                .isEqualTo(Status.DOWN);

        Files.move(aside, file, java.nio.file.StandardCopyOption.REPLACE_EXISTING);

        engine.awaitWork();
        assertThat(new JobqHealthIndicator(engine.store, engine.engine).health().getStatus())
                .isEqualTo(Status.UP);
        engine.close();
    }

    @Test
    void aFullDiskRefusesByNameAndWorkGoesOnWhenThereIsRoomAgain() throws Exception {
        Path disk = mount("size=12m");
        try {
            Path ballast = disk.resolve("ballast");
            Files.write(ballast, new byte[(int) (4 * MEGABYTE)]);
            try (OutageEngine engine = new OutageEngine(open(disk.resolve("jobs.db")))) {
                engine.awaitCompleted(engine.enqueue("quick", 5), OutageEngine.SOON);
                List<JobId> acknowledged = new ArrayList<>();
                JobDraft large = new JobDraft(
                        "elsewhere",
                        "large",
                        "\"" + "x".repeat(200_000) + "\"",
                        0,
                        JobDraft.Start.NOW,
                        JobDraft.Limits.NONE);
                assertThatThrownBy(() -> {
                            while (true) {
                                acknowledged.addAll(engine.store.intake().insert(Collections.nCopies(2, large)));
                            }
                        })
                        .isInstanceOf(StoreUnavailableException.class)
                        .hasMessageContaining("full");

                Files.delete(ballast);

                engine.awaitWork();
                for (JobId id : acknowledged) {
                    assertThat(engine.store.reader().get(id).orElseThrow().status())
                            .isEqualTo(JobStatus.AVAILABLE);
                }
            }
        } finally {
            unmount(disk);
        }
    }

    @Test
    void aFileThatCannotBeWrittenIsRefusedByName() throws Exception {
        Path disk = mount("size=12m");
        try {
            Path file = disk.resolve("jobs.db");
            open(file).close();
            run("mount", "-o", "remount,ro", disk.toString());
            assertThatThrownBy(() -> open(file))
                    .isInstanceOfAny(StoreSetupException.class, StoreException.class)
                    .hasMessageContaining("jobs.db");
        } finally {
            unmount(disk);
        }
    }

    @Test
    void aReaderThatIsStuckIsToldOfAndTheLogShrinksAfterIt() throws Exception {
        Path file = folder.resolve("jobs.db");
        Logger logger = (Logger) LoggerFactory.getLogger("dev.jobq.store.jdbc.sqlite.SqliteFileCare");
        ListAppender<ILoggingEvent> said = new ListAppender<>();
        said.start();
        logger.addAppender(said);
        try (SqliteJobStore store = open(file)) {
            try (Connection stuck = DriverManager.getConnection("jdbc:sqlite:" + file);
                    Statement statement = stuck.createStatement()) {
                store.topics().register(List.of("elsewhere"));
                statement.execute("BEGIN");
                try (ResultSet row = statement.executeQuery("SELECT count(*) FROM jobq_topic")) {
                    assertThat(row.next()).isTrue();
                }
                JobDraft large = new JobDraft(
                        "elsewhere",
                        "large",
                        "\"" + "x".repeat(900_000) + "\"",
                        0,
                        JobDraft.Start.NOW,
                        JobDraft.Limits.NONE);
                while (store.info().walBytes() < 70 * MEGABYTE) {
                    store.intake().insert(Collections.nCopies(10, large));
                }
                store.upkeep().tidy();
                store.upkeep().tidy();
                assertThat(said.list)
                        .singleElement()
                        .satisfies(event -> assertThat(event.getFormattedMessage())
                                .contains("write-ahead log")
                                .contains("reading"));
                statement.execute("COMMIT");
            }
            store.upkeep().tidy();
            assertThat(store.info().walBytes()).isLessThan(MEGABYTE);
        } finally {
            logger.detachAppender(said);
        }
    }

    private static SqliteJobStore open(Path file) {
        return SqliteJobStore.open(SqliteTarget.file(file), OutageEngine.settings(), CallerTransaction.NONE);
    }

    /** A small file system of its own, where the tests are run by root. */
    private Path mount(String options) throws Exception {
        Path disk = Files.createDirectory(folder.resolve("disk"));
        boolean isMounted = System.getProperty("os.name").equals("Linux")
                && run("mount", "-t", "tmpfs", "-o", options, "tmpfs", disk.toString()) == 0;
        assumeThat(isMounted).as("mounting needs root").isTrue();
        return disk;
    }

    private static void unmount(Path disk) throws Exception {
        run("umount", "-l", disk.toString());
    }

    private static int run(String... command) throws InterruptedException {
        try {
            return new ProcessBuilder(command)
                    .redirectErrorStream(true)
                    .redirectOutput(ProcessBuilder.Redirect.DISCARD)
                    .start()
                    .waitFor();
        } catch (IOException ex) {
            return -1;
        }
    }
}

package dev.jobq.outage;

import static java.nio.file.StandardOpenOption.READ;
import static java.nio.file.StandardOpenOption.WRITE;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assumptions.assumeThat;
import static org.awaitility.Awaitility.await;

import dev.jobq.JobId;
import dev.jobq.JobStatus;
import dev.jobq.StoreException;
import dev.jobq.StoreSetupException;
import dev.jobq.StoreUnavailableException;
import dev.jobq.store.CallerTransaction;
import dev.jobq.store.JobDraft;
import dev.jobq.store.jdbc.sqlite.SqliteJobStore;
import dev.jobq.store.jdbc.sqlite.SqliteTarget;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.springframework.boot.health.contributor.Status;

/** What can happen to the disk that a SQLite file is on, and to the right to write there. */
@Timeout(240)
@Tag("patient")
class SqliteDiskTests {

    private static final long MEGABYTE = 1 << 20;
    private static final String ENGINE = "dev.jobq.engine.JobEngine";

    @TempDir
    Path folder;

    @Test
    void aFileThatTurnsReadOnlyIsRefusedByNameAndWorkGoesOnWhenItIsWritableAgain() throws Exception {
        Path file = folder.resolve("jobs.db");
        List<Path> files = List.of(file, folder.resolve("jobs.db-wal"));
        try (LogLines said = new LogLines(ENGINE);
                OutageEngine engine = new OutageEngine(open(file))) {
            List<JobId> acknowledged = new ArrayList<>(engine.enqueue("quick", 5));
            engine.awaitCompleted(acknowledged, OutageEngine.SOON);
            acknowledged.addAll(engine.enqueue("holding", 1));
            await().atMost(OutageEngine.SOON)
                    .until(() -> engine.engine.load().get("outages").runningInAll() == 1);
            makeReadOnly(files);

            assertThatThrownBy(() -> engine.enqueue("quick", 1))
                    .isInstanceOf(StoreUnavailableException.class)
                    .hasMessageContaining("jobs.db");
            engine.handlers.release.countDown();
            engine.awaitTrouble();
            assertThat(engine.health().getStatus()).isEqualTo(Status.OUT_OF_SERVICE);
            await().atMost(OutageEngine.SOON)
                    .until(() -> said.all().stream().anyMatch(line -> line.contains("failed, trying again")));

            makeWritable(files);

            engine.awaitWork();
            engine.awaitCompleted(acknowledged, OutageEngine.SOON);
            assertThat(engine.health().getStatus()).isEqualTo(Status.UP);
        } finally {
            makeWritable(files);
        }
    }

    @Test
    void aFullDiskRefusesByNameAndWorkGoesOnWhenThereIsRoomAgain() throws Exception {
        Path disk = mount("size=12m");
        try {
            Path ballast = disk.resolve("ballast");
            Files.write(ballast, new byte[(int) (4 * MEGABYTE)]);
            try (LogLines said = new LogLines(ENGINE);
                    OutageEngine engine = new OutageEngine(open(disk.resolve("jobs.db")))) {
                engine.awaitCompleted(engine.enqueue("quick", 5), OutageEngine.SOON);
                List<JobId> acknowledged = new ArrayList<>();
                JobDraft large = large("x".repeat(200_000));
                assertThatThrownBy(() -> {
                            while (true) {
                                acknowledged.addAll(engine.store.intake().insert(Collections.nCopies(2, large)));
                            }
                        })
                        .isInstanceOf(StoreUnavailableException.class)
                        .hasMessageContaining("full");
                // Until there is no room for a sign of life either.
                assertThatThrownBy(() -> {
                            while (true) {
                                acknowledged.addAll(engine.store.intake().insert(List.of(large("x"))));
                            }
                        })
                        .isInstanceOf(StoreUnavailableException.class);
                engine.awaitTrouble();
                assertThat(engine.health().getStatus()).isEqualTo(Status.OUT_OF_SERVICE);
                assertThat(engine.health().getDetails().get("reason").toString())
                        .contains("full");
                await().atMost(OutageEngine.SOON)
                        .until(() -> said.all().stream().anyMatch(line -> line.contains("failed, trying again")));

                Files.delete(ballast);

                engine.awaitWork();
                for (JobId id : acknowledged) {
                    assertThat(engine.store.reader().get(id).orElseThrow().status())
                            .isEqualTo(JobStatus.AVAILABLE);
                }
                assertThat(engine.health().getStatus()).isEqualTo(Status.UP);
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

    /** Even for those who have them open, where the tests are run by root on a file system that can do so. */
    private static void makeReadOnly(List<Path> files) throws Exception {
        boolean isDone = true;
        for (Path file : files) {
            try (FileChannel channel = FileChannel.open(file, READ, WRITE)) {
                isDone &= run("chattr", "+i", file.toString()) == 0 && isRefused(channel);
            }
        }
        assumeThat(isDone).as("making files immutable needs root").isTrue();
    }

    /** Some file systems mind only who opens a file from now on. What would be written is what is there. */
    private static boolean isRefused(FileChannel channel) throws IOException {
        ByteBuffer first = ByteBuffer.allocate(1);
        channel.read(first, 0);
        try {
            channel.write(first.flip(), 0);
            return false;
        } catch (IOException refused) {
            return true;
        }
    }

    private static void makeWritable(List<Path> files) throws Exception {
        for (Path file : files) {
            run("chattr", "-i", file.toString());
        }
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

    private static JobDraft large(String text) {
        return new JobDraft("elsewhere", "large", "\"" + text + "\"", 0, JobDraft.Start.NOW, JobDraft.Limits.NONE);
    }

    private static SqliteJobStore open(Path file) {
        return SqliteJobStore.open(SqliteTarget.file(file), OutageEngine.settings(), CallerTransaction.NONE);
    }
}

package dev.jobq.benchmarks.chaos;

import dev.jobq.benchmarks.chaos.PowerCutEnqueuer.Work;
import dev.jobq.benchmarks.machine.ChildJvm;
import dev.jobq.benchmarks.machine.Database;
import dev.jobq.benchmarks.machine.PostgresServer;
import dev.jobq.benchmarks.measure.Figures;
import dev.jobq.benchmarks.measure.Report;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.SplittableRandom;

/**
 * Rounds in which two processes enqueue work of every kind until the power of the disk below the database is cut. Afterwards every job that was
 * acknowledged has to be there, as what it was enqueued as ({@link PowerCutCheck}). What was acknowledged is written down on another disk.
 *
 * <p>Held against the queue is what was acknowledged before the cut began. While it is under way the kernel itself may tell a
 * flush as done that is not: a loop of bare {@code write} and {@code fsync} loses its last line in about one cut of fifteen.
 */
public final class PowerCutRun {

    private static final int MEGABYTES = 512;
    private static final int ENQUEUERS = 2;

    private final Path directory;
    private final Report report;
    private final SplittableRandom random;
    private long cutAt;

    /** @param directory on the real disk, for histories and the image of the disk that is cut off */
    public PowerCutRun(Path directory, long seed, Report report) {
        this.directory = directory;
        this.random = new SplittableRandom(seed);
        this.report = report;
    }

    /** Why this cannot be had here, or an empty text. */
    public static String whyNot() throws IOException {
        return LoopDisk.whyNot();
    }

    public void run(Database.Store store, int rounds) throws Exception {
        long start = System.nanoTime();
        PowerCutCheck check = new PowerCutCheck(report);
        for (int round = 1; round <= rounds; round++) {
            Path here = Files.createDirectory(directory.resolve(store + "-" + round));
            try (LoopDisk disk = new LoopDisk(here, MEGABYTES)) {
                if (store == Database.Store.SQLITE) {
                    sqlite(disk, here, check);
                } else {
                    postgresql(disk, here, check);
                }
            }
            Files.delete(here.resolve("disk.img"));
            if (round % 10 == 0 || round == rounds) {
                report.say(
                        "  powercut %s: round %d: %d acknowledged, %d violations",
                        store, round, check.acknowledged(), check.violations());
            }
        }
        Figures figures = new Figures()
                .and("violations", (double) check.violations())
                .and("jobs", (double) check.acknowledged())
                .and("acknowledgedDuringCut", (double) check.duringCut())
                .and("rounds", rounds)
                .and("seconds", (System.nanoTime() - start) / 1e9);
        List<Work> untried = new ArrayList<>();
        for (Work work : Work.values()) {
            figures = figures.and(work.name().toLowerCase(Locale.ROOT), (double) check.acknowledged(work));
            if (check.acknowledged(work) == 0) {
                untried.add(work);
            }
        }
        report.row("powercut " + store, figures);
        if (check.violations() > 0) {
            report.failure(
                    "powercut " + store + ": I1",
                    new IllegalStateException(check.violations() + " times what was acknowledged was not there"));
        } else if (!untried.isEmpty()) {
            report.failure(
                    "powercut " + store + ": untried",
                    new IllegalStateException("nothing was acknowledged of " + untried));
        }
    }

    private void sqlite(LoopDisk disk, Path histories, PowerCutCheck check) throws Exception {
        Path file = disk.path().resolve("jobs.db");
        String url = "jdbc:sqlite:" + file;
        enqueueUntilCut(new Database(Database.Store.SQLITE, url, file, () -> {}), disk, histories);
        disk.restore();
        check.add(url, History.readAll(histories), cutAt);
    }

    private void postgresql(LoopDisk disk, Path histories, PowerCutCheck check) throws Exception {
        Path data = disk.path().resolve("data");
        PostgresServer before = PostgresServer.at(data);
        String url = before.newDatabase();
        enqueueUntilCut(new Database(Database.Store.POSTGRESQL, url, null, () -> {}), disk, histories);
        before.kill();
        disk.restore();
        try (PostgresServer after = PostgresServer.at(data)) {
            check.add(after.sameDatabase(url), History.readAll(histories), cutAt);
        }
    }

    private void enqueueUntilCut(Database database, LoopDisk disk, Path histories) throws Exception {
        PowerCutEnqueuer.declareTopics(database);
        List<ChildJvm> enqueuers = new ArrayList<>();
        try {
            for (int i = 0; i < ENQUEUERS; i++) {
                ChildJvm enqueuer = ChaosProcess.quietly(
                        PowerCutEnqueuer.class, ChaosEnqueuer.arguments(histories, database), histories);
                enqueuers.add(enqueuer);
                enqueuer.hear();
            }
            for (ChildJvm enqueuer : enqueuers) {
                enqueuer.say(Long.toString(random.nextLong()));
            }
            Pause.millis(random.nextInt(200, 800));
            cutAt = System.nanoTime();
            disk.cutPower();
            Pause.millis(20);
        } finally {
            for (ChildJvm enqueuer : enqueuers) {
                enqueuer.signal("KILL");
                enqueuer.awaitEnd();
            }
        }
    }
}

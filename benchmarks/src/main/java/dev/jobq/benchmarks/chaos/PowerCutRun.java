package dev.jobq.benchmarks.chaos;

import dev.jobq.benchmarks.machine.ChildJvm;
import dev.jobq.benchmarks.machine.Database;
import dev.jobq.benchmarks.machine.PostgresServer;
import dev.jobq.benchmarks.measure.Figures;
import dev.jobq.benchmarks.measure.Report;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.SplittableRandom;

/**
 * Rounds in which two processes enqueue until the power of the disk below the database is cut. Afterwards every job that was
 * acknowledged has to be there. What was acknowledged is written down on another disk.
 *
 * <p>Held against the queue is what was acknowledged before the cut began. While it is under way the kernel itself may tell a
 * flush as done that is not: a loop of bare {@code write} and {@code fsync} loses its last line in about one cut of fifteen.
 */
public final class PowerCutRun {

    private static final int MEGABYTES = 512;
    private static final int ENQUEUERS = 2;
    private static final int MORE_THAN_EVER = 10_000_000;

    private final Path directory;
    private final Report report;
    private final SplittableRandom random;
    private long acknowledged;
    private long lost;
    private long cutAt;
    private long duringCut;

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
        for (int round = 1; round <= rounds; round++) {
            Path here = Files.createDirectory(directory.resolve(store + "-" + round));
            try (LoopDisk disk = new LoopDisk(here, MEGABYTES)) {
                if (store == Database.Store.SQLITE) {
                    sqlite(disk, here);
                } else {
                    postgresql(disk, here);
                }
            }
            Files.delete(here.resolve("disk.img"));
            if (round % 10 == 0 || round == rounds) {
                report.say("  powercut %s: round %d: %d acknowledged, %d lost", store, round, acknowledged, lost);
            }
        }
        report.row(
                "powercut " + store,
                new Figures()
                        .and("violations", (double) lost)
                        .and("jobs", (double) acknowledged)
                        .and("acknowledgedDuringCut", (double) duringCut)
                        .and("rounds", rounds)
                        .and("seconds", (System.nanoTime() - start) / 1e9));
        if (lost > 0) {
            report.failure("powercut " + store + ": I1", new IllegalStateException(lost + " acknowledged jobs lost"));
        }
        acknowledged = 0;
        duringCut = 0;
        lost = 0;
    }

    private void sqlite(LoopDisk disk, Path histories) throws Exception {
        Path file = disk.path().resolve("jobs.db");
        String url = "jdbc:sqlite:" + file;
        enqueueUntilCut(new Database(Database.Store.SQLITE, url, file, () -> {}), disk, histories);
        disk.restore();
        check(url, histories);
    }

    private void postgresql(LoopDisk disk, Path histories) throws Exception {
        Path data = disk.path().resolve("data");
        PostgresServer before = PostgresServer.at(data);
        String url = before.newDatabase();
        enqueueUntilCut(new Database(Database.Store.POSTGRESQL, url, null, () -> {}), disk, histories);
        before.kill();
        disk.restore();
        try (PostgresServer after = PostgresServer.at(data)) {
            check(after.sameDatabase(url), histories);
        }
    }

    private void enqueueUntilCut(Database database, LoopDisk disk, Path histories) throws Exception {
        List<ChildJvm> enqueuers = new ArrayList<>();
        try {
            for (int i = 0; i < ENQUEUERS; i++) {
                ChildJvm enqueuer = ChaosProcess.quietly(
                        ChaosEnqueuer.class, ChaosEnqueuer.arguments(histories, database), histories);
                enqueuers.add(enqueuer);
                enqueuer.hear();
            }
            for (ChildJvm enqueuer : enqueuers) {
                enqueuer.say(random.nextLong() + " " + MORE_THAN_EVER);
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

    private void check(String url, Path histories) throws IOException, SQLException {
        Set<Long> there = new HashSet<>();
        try (Connection connection = DriverManager.getConnection(url);
                Statement statement = connection.createStatement();
                ResultSet row = statement.executeQuery(
                        "SELECT id FROM jobq_job j WHERE EXISTS (SELECT 1 FROM jobq_ready r WHERE r.job = j.id)"
                                + " OR EXISTS (SELECT 1 FROM jobq_waiting w WHERE w.job = j.id)")) {
            while (row.next()) {
                there.add(row.getLong(1));
            }
        }
        for (Deed deed : History.readAll(histories)) {
            if (deed.nanos() >= cutAt) {
                duringCut++;
                continue;
            }
            acknowledged++;
            if (!there.contains(deed.job())) {
                lost++;
                report.say(
                        "  I1: job %d was acknowledged %d us before the cut began and is gone",
                        deed.job(), (cutAt - deed.nanos()) / 1_000);
            }
        }
    }
}

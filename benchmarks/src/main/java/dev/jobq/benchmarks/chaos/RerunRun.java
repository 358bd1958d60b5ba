package dev.jobq.benchmarks.chaos;

import dev.jobq.JobId;
import dev.jobq.JobQueue;
import dev.jobq.NewJob;
import dev.jobq.benchmarks.contender.JobqContender;
import dev.jobq.benchmarks.machine.Database;
import dev.jobq.benchmarks.measure.Figures;
import dev.jobq.benchmarks.measure.Report;
import dev.jobq.benchmarks.measure.Samples;
import dev.jobq.store.jdbc.sqlite.SqliteTarget;
import dev.jobq.store.jdbc.sqlite.SqliteTurn;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Comparator;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.function.BinaryOperator;
import java.util.function.Predicate;
import java.util.stream.Collectors;

/** How long the jobs of a worker that is gone wait until their handlers begin again. */
public final class RerunRun {

    private static final int JOBS = 4;
    private static final long MICROS = 400_000;
    private static final long LONGEST_WAIT_MILLIS = 90_000;

    /** How a worker goes, and who takes its jobs. */
    private enum Way {
        /** Killed; another runs beside it, which can prove its death. */
        KILLED,
        /** Stopped still, as if its machine had gone: nothing proves its death, so its lease has to lapse. */
        VANISHED,
        /** Killed, and started again; nobody else is there. Counted from when the new process says that it is ready. */
        RESTARTED,
        /** As {@link #KILLED}, while it runs the head of a topic in strict order: nothing else of it may start before that. */
        FIFO_KILLED,
        /** As {@link #VANISHED}, the same. */
        FIFO_VANISHED;

        boolean isFifo() {
            return this == FIFO_KILLED || this == FIFO_VANISHED;
        }

        boolean isVanishing() {
            return this == VANISHED || this == FIFO_VANISHED;
        }

        /** Its name on the command line and in rows. */
        String text() {
            return name().toLowerCase(Locale.ROOT).replace('_', '-');
        }
    }

    /** The names of the ways in which a worker may go. */
    public static Set<String> ways() {
        return Arrays.stream(Way.values()).map(Way::text).collect(Collectors.toSet());
    }

    private final Database database;
    private final Path histories;
    private final Report report;
    private final long lease;

    /** @param lease how long a worker may be silent; zero for the default */
    public RerunRun(Database database, Path histories, Duration lease, Report report) {
        this.database = database;
        this.histories = histories;
        this.lease = lease.toMillis();
        this.report = report;
    }

    /**
     * Adds a row for each way.
     *
     * @param wanted which ways
     */
    public void run(int rounds, Predicate<String> wanted) throws Exception {
        try (JobQueue queue = JobqContender.openQueue(database)) {
            for (Way way : Way.values()) {
                if (!wanted.test(way.text())) {
                    continue;
                }
                Samples millis = new Samples();
                for (int i = 0; i < rounds; i++) {
                    play(way, queue, millis);
                }
                report.row(
                        "rerun %s: %s, lease %s"
                                .formatted(database.store(), way.text(), lease == 0 ? "default" : lease + " ms"),
                        new Figures()
                                .and("jobs", millis.size())
                                .and("rounds", rounds)
                                .and("p50Millis", millis.median())
                                .and("p99Millis", millis.percentile(0.99))
                                .and("maxMillis", millis.max()));
            }
        }
    }

    private void play(Way way, JobQueue queue, Samples millis) throws Exception {
        ChaosProcess first = start();
        List<ChaosProcess> processes = new ArrayList<>(List.of(first));
        try {
            List<NewJob> jobs = new ArrayList<>();
            for (int i = 0; i < JOBS; i++) {
                jobs.add(NewJob.of(way.isFifo() ? ChaosWorker.FIFO : ChaosWorker.PLAIN, new Task(MICROS * 100, 0, "-"))
                        .type("task"));
            }
            List<JobId> all = queue.enqueueAll(jobs);
            // Of a line only the head begins.
            Set<Long> ids = all.stream()
                    .limit(way.isFifo() ? 1 : JOBS)
                    .map(JobId::value)
                    .collect(Collectors.toSet());
            await(ids, 1);
            if (way != Way.RESTARTED) {
                processes.add(start());
            }
            long gone = System.nanoTime();
            if (way.isVanishing()) {
                stopStill(first);
            } else {
                first.jvm().signal("KILL");
            }
            if (way == Way.RESTARTED) {
                first.jvm().awaitEnd();
                processes.add(start());
                gone = System.nanoTime();
            }
            for (Deed again : await(ids, 2)) {
                // What begins while the new process is still on its way to say that it is ready has not waited.
                millis.add(Math.max(0, again.nanos() - gone) / 1e6);
            }
            requireNotBegun(all.subList(ids.size(), JOBS));
            // Those behind first, or they would start.
            for (int i = JOBS - 1; i >= 0; i--) {
                queue.delete(all.get(i));
            }
        } finally {
            for (ChaosProcess process : processes) {
                process.close();
            }
        }
    }

    private void requireNotBegun(List<JobId> behind) throws IOException {
        Set<Long> ids = behind.stream().map(JobId::value).collect(Collectors.toSet());
        if (History.readAll(histories).stream().anyMatch(deed -> ids.contains(deed.job()))) {
            throw new IOException("a job began before the head of its line was over");
        }
    }

    /**
     * Stops a process, on SQLite between its turns to write: one that stands still within a turn holds SQLite's own lock, for
     * which everybody has to wait until it goes on or is gone.
     */
    private void stopStill(ChaosProcess process) throws IOException, InterruptedException {
        if (database.file() == null) {
            process.jvm().signal("STOP");
            return;
        }
        try (SqliteTurn turn = SqliteTurn.open(SqliteTarget.file(database.file()))) {
            turn.acquire();
            try {
                process.jvm().signal("STOP");
                // Until all its threads have got the message.
                Pause.millis(20);
            } finally {
                turn.release();
            }
        }
    }

    private ChaosProcess start() throws IOException {
        return new ChaosProcess(
                ChaosProcess.quietly(ChaosWorker.class, Crew.workerArguments(database, histories, lease), histories),
                new ArrayList<>());
    }

    /** Waits until each of the jobs has begun so often; gives that beginning of each. */
    private List<Deed> await(Set<Long> ids, int times) throws IOException, InterruptedException {
        long end = System.nanoTime() + LONGEST_WAIT_MILLIS * 1_000_000;
        while (System.nanoTime() < end) {
            // Under load a node may lose its lease with what it had only claimed: the fence then grows without a
            // beginning.
            Map<Long, Deed> first = History.readAll(histories).stream()
                    .filter(deed -> deed.kind() == Deed.Kind.STARTED && deed.fence() >= times)
                    .filter(deed -> ids.contains(deed.job()))
                    .collect(Collectors.toMap(
                            Deed::job, deed -> deed, BinaryOperator.minBy(Comparator.comparingLong(Deed::nanos))));
            if (first.size() == ids.size()) {
                return List.copyOf(first.values());
            }
            Pause.millis(20);
        }
        throw new IOException("the jobs did not begin again in " + LONGEST_WAIT_MILLIS + " ms");
    }
}

package dev.jobq.benchmarks.chaos;

import dev.jobq.JobQueue;
import dev.jobq.benchmarks.machine.Database;
import dev.jobq.benchmarks.measure.Figures;
import dev.jobq.benchmarks.measure.Samples;
import java.io.IOException;
import java.nio.file.Path;
import java.sql.SQLException;
import java.util.Collection;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;
import org.postgresql.ds.PGSimpleDataSource;

/**
 * What the histories and the database say at a quiet moment.
 *
 * @param violations broken promises
 * @param jobs jobs that exist
 * @param attempts handlers begun
 * @param fences what became of fences that were over: {@code lateEnds}, handlers that reached their end after another one had
 *     begun, each of which was refused, or a promise is broken; and {@code told}, handlers that learnt of it
 * @param reruns how long jobs of killed processes waited for their next attempt
 */
record Findings(List<Violation> violations, long jobs, long attempts, Figures fences, Figures reruns) {

    private static final long PATIENCE_NANOS = 30_000_000_000L;

    /** Waits, with schedules paused, until nothing is left to do, and looks. */
    static Findings of(Path histories, Database database, List<Fault> faults)
            throws IOException, SQLException, InterruptedException {
        try (JobQueue queue = open(database)) {
            queue.recurring().pause(ChaosWorker.TICK);
            try {
                long end = System.nanoTime() + PATIENCE_NANOS;
                while (FinalState.unfinishedInAll(database.url()) > 0 && System.nanoTime() < end) {
                    Pause.millis(20);
                }
                return of(History.readAll(histories), FinalState.read(database.url()), faults);
            } finally {
                queue.recurring().resume(ChaosWorker.TICK);
            }
        }
    }

    /** Without a pool, which would stay. */
    static JobQueue open(Database database) {
        if (database.file() != null) {
            return JobQueue.open(database.file());
        }
        PGSimpleDataSource dataSource = new PGSimpleDataSource();
        dataSource.setUrl(database.url());
        return JobQueue.open(dataSource);
    }

    private static Findings of(List<Deed> deeds, FinalState state, List<Fault> faults) {
        Collection<JobHistory> jobs = JobHistory.byJob(deeds).values();
        List<JobHistory.Attempt> attempts =
                jobs.stream().flatMap(job -> job.attempts().stream()).toList();
        Figures fences = new Figures()
                .and(
                        "lateEnds",
                        jobs.stream().mapToInt(job -> job.late().size()).sum())
                .and("told", (double)
                        attempts.stream().filter(JobHistory.Attempt::isTold).count());
        return new Findings(
                new HistoryChecker(faults, Crew.SLOTS).check(deeds, state),
                state.all(),
                attempts.size(),
                fences,
                reruns(deeds, faults));
    }

    private static Figures reruns(List<Deed> deeds, List<Fault> faults) {
        Map<Long, Long> killed = faults.stream()
                .filter(fault -> fault.kind() != Fault.Kind.FROZEN)
                .collect(Collectors.toMap(Fault::process, Fault::from, Math::max));
        Map<Long, List<Deed>> byJob = deeds.stream()
                .filter(deed -> deed.kind() != Deed.Kind.ACKNOWLEDGED)
                .sorted(Comparator.comparingLong(Deed::fence).thenComparingLong(Deed::nanos))
                .collect(Collectors.groupingBy(Deed::job));
        Samples millis = new Samples();
        for (List<Deed> its : byJob.values()) {
            for (int i = 0; i + 1 < its.size(); i++) {
                Deed deed = its.get(i);
                Long at = killed.get(deed.process());
                // Killed while it ran: a beginning without an end, and another beginning after the kill.
                if (deed.kind() == Deed.Kind.STARTED
                        && its.get(i + 1).kind() == Deed.Kind.STARTED
                        && at != null
                        && deed.nanos() < at) {
                    millis.add((its.get(i + 1).nanos() - at) / 1e6);
                }
            }
        }
        Figures figures = new Figures().and("reruns", millis.size());
        return millis.size() == 0
                ? figures
                : figures.and("rerunP50Millis", millis.median())
                        .and("rerunP99Millis", millis.percentile(0.99))
                        .and("rerunMaxMillis", millis.max());
    }
}

package dev.jobq.benchmarks;

import dev.jobq.JobQueue;
import dev.jobq.benchmarks.contender.JobqContender;
import dev.jobq.benchmarks.machine.ChildJvm;
import dev.jobq.benchmarks.machine.Database;
import dev.jobq.benchmarks.machine.Disk;
import dev.jobq.benchmarks.measure.Figures;
import dev.jobq.benchmarks.measure.Report;
import java.nio.file.Path;
import java.util.List;
import java.util.Set;

/** jobq at growing backlogs, each in a JVM of its own with a heap of 64 MB. */
final class Scale implements Benchmark {

    private static final List<String> SMALL = List.of("-Xmx64m", "-XX:+UseSerialGC", "-XX:+ExitOnOutOfMemoryError");

    @Override
    public String about() {
        return "claims, throughput, memory, /actuator/jobq and polls at growing backlogs [--only=claim,poll --backlog=1000,10000000]";
    }

    @Override
    public Set<String> parts() {
        return Set.of("claim", "poll");
    }

    @Override
    public List<String> configuration(Options options) {
        return List.of(
                JOBQ_DEFAULTS + "; claim: in a JVM with " + SMALL,
                "poll: JobQueue.open without Spring, one caller; loaded by " + Polling.LOADERS,
                POSTGRESQL);
    }

    @Override
    public void run(Options options, Disk disk, Report report) throws Exception {
        Benchmark.onEachStore(options, disk, (databases, store) -> {
            if (options.has("claim")) {
                run(options, databases, store, report);
            }
            if (options.has("poll")) {
                new Polling(options, report, store).run(() -> {
                    Database database = databases.open();
                    return new Polling.Open(JobqContender.openQueue(database), database);
                });
            }
        });
        if (options.has("poll") && options.hasStore("sqlite")) {
            new Polling(options, report, "memory").run(() -> new Polling.Open(JobQueue.inMemory(), () -> {}));
        }
    }

    private static void run(Options options, Database.Source databases, String store, Report report) {
        double firstClaim = Double.NaN;
        double firstHeap = Double.NaN;
        for (int backlog : options.backlogs()) {
            String name = "%s scale: backlog %d".formatted(store, backlog);
            try (Database database = databases.open()) {
                Figures figures = measure(options, database, backlog);
                if (Double.isNaN(firstClaim)) {
                    firstClaim = figures.get("claim100P50Micros");
                    firstHeap = figures.get("heapMegabytes");
                }
                report.say("  %s: claim of 100 takes %.0f us", name, figures.get("claim100P50Micros"));
                report.row(
                        name,
                        new Figures()
                                .and("backlog", backlog)
                                .and("callers", 1)
                                .and("concurrency", 10)
                                .and("prefetch", 1000)
                                .and("ratio", figures.get("claim100P50Micros") / firstClaim)
                                .and("heapRatio", figures.get("heapMegabytes") / firstHeap)
                                .and(figures));
            } catch (Exception ex) {
                report.failure(name, ex);
            }
        }
        report.printTable(store + " scale");
    }

    private static Figures measure(Options options, Database database, int backlog) throws Exception {
        Figures figures = new Figures();
        Path file = database.file();
        try (ChildJvm child = new ChildJvm(
                ScaleProcess.class,
                SMALL,
                List.of(
                        database.store().name(),
                        database.url(),
                        file == null ? "" : file.toString(),
                        Integer.toString(backlog),
                        Integer.toString(options.jobs(50_000))))) {
            for (String line = child.hear(); !line.equals("end"); line = child.hear()) {
                String[] figure = line.split("=", -1);
                figures.and(figure[0], Double.parseDouble(figure[1]));
            }
        }
        return figures;
    }
}

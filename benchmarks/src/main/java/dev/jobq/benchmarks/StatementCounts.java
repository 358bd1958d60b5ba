package dev.jobq.benchmarks;

import dev.jobq.benchmarks.contender.Contender;
import dev.jobq.benchmarks.contender.QueueRuns;
import dev.jobq.benchmarks.machine.Database;
import dev.jobq.benchmarks.machine.Disk;
import dev.jobq.benchmarks.machine.PostgresServer;
import dev.jobq.benchmarks.measure.Figures;
import dev.jobq.benchmarks.measure.Report;
import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * Statements and flushes of the log per job, on a PostgreSQL of its own that counts them: counting costs time. Statements are
 * those of the measured part alone; flushes, which backends tell late, include what a contender does to open and to load.
 */
final class StatementCounts {

    private static final int[] CALLERS = {1, 16, 64};

    private final Options options;
    private final Disk disk;
    private final Report report;
    private final List<Contender> contenders;

    StatementCounts(Options options, Disk disk, Report report, List<Contender> contenders) {
        this.options = options;
        this.disk = disk;
        this.report = report;
        this.contenders = contenders;
    }

    private interface Work {
        Figures run(QueueRuns runs, int jobs) throws Exception;
    }

    void run() throws Exception {
        Map<String, Work> parts = new LinkedHashMap<>();
        Duration time = options.seconds(2);
        for (int callers : CALLERS) {
            parts.put("enqueue, %d callers".formatted(callers), (runs, jobs) -> runs.enqueue(callers, time));
        }
        parts.put("enqueueAll", (runs, jobs) -> runs.enqueueAll(jobs).and("jobs", jobs));
        parts.put("enqueueAll and drain", QueueRuns::drain);
        parts.put(
                "full cycle, %d producers".formatted(Comparison.PRODUCERS),
                (runs, jobs) -> runs.cycle(Comparison.PRODUCERS, jobs));
        parts.put(
                "full cycle, %d producers of enqueueAll(%d)".formatted(Comparison.BATCH_PRODUCERS, Comparison.BATCH),
                (runs, jobs) -> runs.batchedCycle(
                        Comparison.BATCH_PRODUCERS, Math.max(Comparison.BATCH, jobs), Comparison.BATCH));
        try (PostgresServer server = new PostgresServer(disk, true)) {
            for (Map.Entry<String, Work> part : parts.entrySet()) {
                for (Contender contender : contenders) {
                    String name = "postgresql counts: %s, %s".formatted(part.getKey(), contender.name());
                    try {
                        count(name, part.getValue(), contender, server);
                    } catch (Exception ex) {
                        report.failure(name, ex);
                    }
                }
            }
        }
        report.printTable("postgresql counts");
    }

    private void count(String name, Work work, Contender contender, PostgresServer server) throws Exception {
        int jobs = Math.max(1, (int) (options.jobs(Comparison.JOBS) * contender.share()));
        long flushes = server.walFlushes();
        Figures figures = work.run(new QueueRuns(contender, Database.postgresql(server), Duration.ofSeconds(60)), jobs);
        double done = figures.get("jobs");
        report.row(
                name,
                new Figures()
                        .and("jobs", done)
                        .and("concurrency", contender.concurrency())
                        .and("prefetch", contender.prefetch())
                        .and("statementsPerJob", figures.get("statementsPerJob"))
                        .and("fsyncsPerJob", (server.walFlushes() - flushes) / done)
                        .and("walBytesPerJob", figures.get("walBytesPerJob"))
                        .and("cpuSecondsPer10k", figures.get("cpuSecondsPer10k"))
                        .and("serverCpuSecondsPer10k", figures.get("serverCpuSecondsPer10k")));
    }
}

package dev.jobq.benchmarks;

import dev.jobq.benchmarks.contender.Contender;
import dev.jobq.benchmarks.contender.QueueRuns;
import dev.jobq.benchmarks.machine.Database;
import dev.jobq.benchmarks.machine.Disk;
import dev.jobq.benchmarks.machine.PostgresServer;
import dev.jobq.benchmarks.measure.Figures;
import dev.jobq.benchmarks.measure.Report;
import java.time.Duration;
import java.util.List;

/**
 * Statements, transactions and flushes of the log per job, on a PostgreSQL of its own that counts them: counting costs
 * time. Includes what a contender does to open and to load.
 */
final class StatementCounts {

    private static final int JOBS = 20_000;

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

    void run() throws Exception {
        try (PostgresServer server = new PostgresServer(disk, true)) {
            for (Contender contender : contenders) {
                try {
                    count(contender, server);
                } catch (Exception ex) {
                    report.failure("postgresql counts: " + contender.name(), ex);
                }
            }
        }
        report.printTable("postgresql counts, enqueueAll and drain");
    }

    private void count(Contender contender, PostgresServer server) throws Exception {
        int jobs = Math.max(1, (int) (options.jobs(JOBS) * Math.sqrt(contender.share())));
        long statements = server.statements();
        long transactions = server.transactions();
        long flushes = server.walFlushes();
        QueueRuns runs = new QueueRuns(contender, Database.postgresql(server), Duration.ofSeconds(60));
        double done = runs.drain(jobs).get("jobs");
        report.row(
                "postgresql counts, enqueueAll and drain: " + contender.name(),
                new Figures()
                        .and("jobs", done)
                        .and("statementsPerJob", (server.statements() - statements) / done)
                        .and("transactionsPerJob", (server.transactions() - transactions) / done)
                        .and("fsyncsPerJob", (server.walFlushes() - flushes) / done));
    }
}

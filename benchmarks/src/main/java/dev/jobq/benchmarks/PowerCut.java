package dev.jobq.benchmarks;

import dev.jobq.benchmarks.chaos.PowerCutRun;
import dev.jobq.benchmarks.machine.Database;
import dev.jobq.benchmarks.machine.Disk;
import dev.jobq.benchmarks.measure.Report;
import java.util.Map;

/** Whether what was acknowledged survives a cut of the power. */
final class PowerCut implements Benchmark {

    private static final int SQLITE_ROUNDS = 100;
    private static final int POSTGRESQL_ROUNDS = 30;

    @Override
    public String about() {
        return "cuts the power of the disk below the database while processes enqueue; needs root [--rounds=100 --seed=1]";
    }

    @Override
    public void run(Options options, Disk disk, Report report) throws Exception {
        String whyNot = PowerCutRun.whyNot();
        if (!whyNot.isEmpty()) {
            report.say("skipped: %s", whyNot);
            report.row("skipped", Map.of("reason", whyNot));
            return;
        }
        PowerCutRun run = new PowerCutRun(disk.directory("powercut"), options.seed(), report);
        if (options.hasStore("sqlite")) {
            run.run(Database.Store.SQLITE, options.rounds(options.isQuick() ? 1 : SQLITE_ROUNDS));
        }
        if (options.hasStore("postgresql")) {
            run.run(Database.Store.POSTGRESQL, options.rounds(options.isQuick() ? 1 : POSTGRESQL_ROUNDS));
        }
        report.printTable("powercut");
    }
}

package dev.jobq.benchmarks;

import dev.jobq.benchmarks.chaos.OutageRun;
import dev.jobq.benchmarks.machine.Disk;
import dev.jobq.benchmarks.measure.Report;
import java.time.Duration;
import java.util.Set;

/** How soon work goes on after a database that was away is back, and whether every promise held meanwhile. */
final class Outages implements Benchmark {

    private static final int ROUNDS = 5;

    @Override
    public String about() {
        return "takes the database away and gives it back [--rounds=5 --seed=1 --lease=2s --for=3s --within=5s --only=killed,full]";
    }

    @Override
    public Set<String> parts() {
        return OutageRun.names();
    }

    @Override
    public void run(Options options, Disk disk, Report report) throws Exception {
        Duration lease = options.lease(Duration.ofSeconds(2));
        OutageRun.Plan plan = new OutageRun.Plan(
                options.rounds(ROUNDS),
                options.seed(),
                lease,
                options.length(lease.multipliedBy(3).dividedBy(2)),
                options.within(Duration.ofSeconds(5)),
                options::has);
        OutageRun run = new OutageRun(disk, report, plan);
        if (options.hasStore("sqlite")) {
            run.sqlite();
        }
        if (options.hasStore("postgresql")) {
            run.postgresql();
        }
        report.printTable("outage");
    }
}

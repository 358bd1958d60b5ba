package dev.jobq.benchmarks;

import dev.jobq.benchmarks.chaos.ChaosRun;
import dev.jobq.benchmarks.machine.CutProxy;
import dev.jobq.benchmarks.machine.Database;
import dev.jobq.benchmarks.machine.Disk;
import dev.jobq.benchmarks.machine.PostgresServer;
import dev.jobq.benchmarks.measure.Report;
import java.time.Duration;
import java.util.List;
import java.util.Set;

/** Worker processes and enqueuers that are killed, frozen, stopped and cut off, and whether every promise held. */
final class Chaos implements Benchmark {

    private static final int ROUNDS = 200;
    private static final int QUICK_ROUNDS = 2;

    @Override
    public String about() {
        return "kills, freezes and cuts off processes and checks every promise [--rounds=200 --seed=1 --lease=2s --only=kill-worker,freeze-worker]";
    }

    @Override
    public Set<String> parts() {
        return ChaosRun.faults();
    }

    @Override
    public List<String> configuration(Options options) {
        return List.of(
                "jobq: lease %s, else as the workers of chaos say".formatted(options.lease(Duration.ofSeconds(2))),
                POSTGRESQL);
    }

    @Override
    public void run(Options options, Disk disk, Report report) throws Exception {
        Checking.prove(report);
        int rounds = options.rounds(options.isQuick() ? QUICK_ROUNDS : ROUNDS);
        ChaosRun.Plan plan =
                new ChaosRun.Plan(rounds, options.seed(), options.lease(Duration.ofSeconds(2)), options::has);
        report.say("seed %d, %d rounds a store", options.seed(), rounds);
        if (options.hasStore("sqlite")) {
            try (Database database = Database.sqlite(disk).open()) {
                new ChaosRun(database, null, null, disk.directory("histories"), report).run(plan);
            }
        }
        if (options.hasStore("postgresql")) {
            try (PostgresServer server = new PostgresServer(disk);
                    CutProxy proxy = new CutProxy(server.port());
                    Database database = Database.postgresql(server).open()) {
                new ChaosRun(database, server, proxy, disk.directory("histories"), report).run(plan);
            }
        }
        report.printTable("chaos");
    }
}

package dev.jobq.benchmarks;

import dev.jobq.benchmarks.chaos.RerunRun;
import dev.jobq.benchmarks.machine.Database;
import dev.jobq.benchmarks.machine.Disk;
import dev.jobq.benchmarks.machine.PostgresServer;
import dev.jobq.benchmarks.measure.Report;
import java.time.Duration;
import java.util.Set;

/** How long jobs wait for their next attempt when their worker is killed, vanishes or is started anew. */
final class Rerun implements Benchmark {

    private static final int ROUNDS = 10;

    @Override
    public String about() {
        return "how soon jobs of a worker that is killed, vanishes or is started anew run again, and heads of strict lines"
                + " [--rounds=10 --lease=3s --only=killed,fifo-killed]";
    }

    @Override
    public Set<String> parts() {
        return RerunRun.ways();
    }

    @Override
    public void run(Options options, Disk disk, Report report) throws Exception {
        Duration lease = options.lease(Duration.ZERO);
        int rounds = options.rounds(ROUNDS);
        if (options.hasStore("sqlite")) {
            try (Database database = Database.sqlite(disk).open()) {
                new RerunRun(database, disk.directory("histories"), lease, report).run(rounds, options::has);
            }
        }
        if (options.hasStore("postgresql")) {
            try (PostgresServer server = new PostgresServer(disk);
                    Database database = Database.postgresql(server).open()) {
                new RerunRun(database, disk.directory("histories"), lease, report).run(rounds, options::has);
            }
        }
        report.printTable("rerun");
    }
}
